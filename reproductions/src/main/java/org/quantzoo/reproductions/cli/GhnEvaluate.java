package org.quantzoo.reproductions.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.quantzoo.reproductions.ghn.BitSetting;
import org.quantzoo.reproductions.ghn.GhnEvaluation;
import org.quantzoo.reproductions.ghn.GhnEvaluator;
import org.quantzoo.reproductions.ghn.GhnExperiment;
import org.quantzoo.reproductions.ghn.GhnStore;
import org.quantzoo.reproductions.ghn.TestSplit;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "evaluate",
        description =
                "Predicts the parameters of unseen networks with a trained hypernetwork and measures them on test images.")
final class GhnEvaluate implements Callable<Integer> {
    @ParentCommand
    private Ghn ghn;

    @Spec
    private CommandSpec spec;

    @Parameters(paramLabel = "TRAINING", description = "For example ghn-q; it must be finished.")
    private String cell;

    @Option(
            names = "--split",
            split = ",",
            description = "id, deep, wide, bn-free; default these. Recipes are chosen on: validation.")
    private List<String> splits = List.of();

    @Option(
            names = "--bits",
            split = ",",
            defaultValue = "float32,W8A8,W4A8,W4A4,W2A2",
            description =
                    "float32, W8A8, W4A8, W4A8-percentile, W4A4, W4A4-percentile, W2A2; default: ${DEFAULT-VALUE}.")
    private List<String> bits;

    @Option(names = "--count", description = "Networks of each split, from its first on; default: all of it.")
    private Integer count;

    @Option(names = "--random", description = "Networks with random initial parameters instead, for comparison.")
    private boolean random;

    @Mixin
    private GhnTrainingOptions training;

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        GhnExperiment experiment = training.experiment(cell, out);
        GhnStore store = new GhnStore(ghn.reproduce().store());
        if (!random && !GhnTrainingOptions.isFinished(experiment, store, out)) {
            return Reproduce.FAILURE;
        }
        List<TestSplit> chosenSplits = splits.isEmpty()
                ? TestSplit.TESTS
                : splits.stream().map(TestSplit::of).toList();
        List<BitSetting> settings = bits.stream().map(BitSetting::of).toList();
        GhnEvaluator evaluator = new GhnEvaluator(
                experiment.dataset(), experiment.scale(), ghn.reproduce().command());
        for (TestSplit split : chosenSplits) {
            int networks = count == null
                    ? split.architectures().size()
                    : Math.min(count, split.architectures().size());
            for (GhnEvaluation evaluation :
                    evaluator.evaluate(experiment, store, split, networks, settings, random, out::println)) {
                store.publish(store.folder(experiment), evaluation);
                print(out, evaluation);
            }
        }
        out.println("Records: " + store.folder(experiment));
        return 0;
    }

    private static void print(PrintWriter out, GhnEvaluation evaluation) {
        out.println(String.format(
                Locale.ROOT,
                "%-8s %-15s top-1 %.1f +- %.1f; %.1f   top-5 %.1f +- %.1f; %.1f   n = %d",
                evaluation.split(),
                evaluation.setting().id(),
                evaluation.top1().mean(),
                evaluation.top1().sem(),
                evaluation.top1().max(),
                evaluation.top5().mean(),
                evaluation.top5().sem(),
                evaluation.top5().max(),
                evaluation.networks().size()));
    }
}
