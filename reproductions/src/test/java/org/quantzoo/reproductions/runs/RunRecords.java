package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import org.quantzoo.reproductions.studies.Cells;

/** Invented records for tests of what happens to records. */
public final class RunRecords {
    private RunRecords() {}

    /** A finished run at quick scale. */
    public static RunRecord completed(String cell, long seed, double fp32, double quint8) {
        var anyCell = Cells.get().cell("starting-positions/table1/DWS_Conv_With_BN_HeNorm");
        Recipe recipe = Recipes.get().recipe(anyCell, Scale.QUICK);
        double decrease = 100 * (fp32 - quint8) / fp32;
        CalibratedResult draw = new CalibratedResult(0, quint8, 0.01, 0.5, decrease);
        RunKey key = new RunKey(cell, Scale.QUICK, seed, "0123456789ab");
        Provenance provenance = new Provenance(
                "unknown-commit",
                "1.0.0-M2.1",
                "CPU",
                "linux-x86_64",
                "OPENBLAS",
                "unpinned",
                "2",
                "17",
                "Linux",
                "unknown-cpu",
                "nd4j",
                "float32",
                "float32",
                Map.of("name", "embedded", "sha256", "00"),
                "Network",
                "Trainer",
                key.recipeHash(),
                seed,
                "2026-01-01T00:00:00Z",
                "2026-01-01T00:01:00Z",
                0,
                "unknown-command",
                List.of("linux-x86_64"));
        return new RunRecord(
                cell,
                Scale.QUICK,
                seed,
                RunRecord.Status.COMPLETED,
                null,
                recipe.epochs(),
                recipe.width(),
                recipe.trainImages(),
                recipe.testImages(),
                "embedded",
                "float32",
                "nd4j",
                fp32,
                quint8,
                0.01,
                0.5,
                decrease,
                Math.abs(decrease),
                List.of(draw),
                List.of(new EpochRecord(1, 0.01, 1.5, 60.0, fp32, 2.0, List.of(draw), null)),
                1000,
                "ff",
                RunStore.recordPath(key),
                key.recipeHash(),
                recipe,
                anyCell.network(),
                provenance,
                null);
    }

    /** The same record, but of a run in bfloat16. */
    public static RunRecord inBfloat16(RunRecord record) {
        RunKey key = new RunKey(record.cell(), record.scale(), record.seed(), "ba9876543210");
        ObjectNode fields = Json.tree(record);
        fields.put("precision", "bfloat16").put("recipeHash", key.recipeHash()).put("record", RunStore.recordPath(key));
        fields.withObject("/recipe").put("precision", "bfloat16");
        return Json.mapper().convertValue(fields, RunRecord.class);
    }
}
