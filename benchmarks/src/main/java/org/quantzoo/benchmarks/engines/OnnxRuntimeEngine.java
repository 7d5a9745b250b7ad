package org.quantzoo.benchmarks.engines;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.FloatBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.quantzoo.benchmarks.networks.BenchmarkNetwork;
import org.quantzoo.zoo.layers.KernelSelector;
import org.quantzoo.zoo.layers.KernelSettings;
import org.quantzoo.zoo.onnx.OnnxExporter;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;

/** ONNX Runtime on the exported model of the quantized network, with all of its graph optimisations. */
public final class OnnxRuntimeEngine implements Engine {
    private static final String OUTPUT = "output";

    private final List<OnnxTensor> batches = new ArrayList<>();
    private final OrtEnvironment environment = OrtEnvironment.getEnvironment();
    private OrtSession session;
    private String input;
    private int next;

    @Override
    public Prepared prepare(Workload workload, SampleImages images) {
        KernelSelector.use(new KernelSettings("auto", KernelSettings.Precision.FLOAT32, workload.threads()));
        QuantizedNetwork quantized =
                QuantizedModel.of(BenchmarkNetwork.named(workload.network().name()), images);
        int size = workload.batch();
        long[] shape = {
            size,
            images.shape().channels(),
            images.shape().height(),
            images.shape().width()
        };
        byte[] model = OnnxExporter.forImages(
                        images.shape().channels(),
                        images.shape().height(),
                        images.shape().width())
                .export(quantized);
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(workload.threads());
            options.setOptimizationLevel(OrtSession.SessionOptions.OptLevel.ALL_OPT);
            session = environment.createSession(model, options);
            input = session.getInputNames().iterator().next();
            for (int i = 0; i < images.batches(size); i++) {
                float[] values = images.channelsFirst(i, size);
                FloatBuffer direct = ByteBuffer.allocateDirect(values.length * Float.BYTES)
                        .order(ByteOrder.nativeOrder())
                        .asFloatBuffer()
                        .put(values)
                        .rewind();
                batches.add(OnnxTensor.createTensor(environment, direct, shape));
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot run the exported model: " + e.getMessage(), e);
        }
        step();
        return new Prepared(
                quantized.network().numParams(),
                List.of((long) size, (long) images.classes()),
                "ONNX Runtime " + environment.getVersion() + ", QDQ model of " + model.length + " bytes");
    }

    @Override
    public void step() {
        try {
            session.run(Map.of(input, batches.get(next++ % batches.size())), Set.of(OUTPUT))
                    .close();
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime failed: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        batches.forEach(OnnxTensor::close);
        try {
            if (session != null) {
                session.close();
            }
        } catch (OrtException e) {
            throw new IllegalStateException("ONNX Runtime cannot close: " + e.getMessage(), e);
        }
    }
}
