package org.quantzoo.zoo.onnx;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import java.nio.FloatBuffer;
import java.util.Map;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;

/** A model in ONNX Runtime, one thread, as the outside judge of the exporter. */
final class OnnxRuntime implements AutoCloseable {
    private final OrtSession session;

    OnnxRuntime(byte[] model) throws OrtException {
        try (OrtSession.SessionOptions options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(1);
            session = OrtEnvironment.getEnvironment().createSession(model, options);
        }
    }

    /** The named output for NHWC images that the model takes as NCHW. */
    INDArray run(String output, INDArray nhwc) throws OrtException {
        return runAsIs(output, nhwc.permute(0, 3, 1, 2).dup('c'));
    }

    /** The named output for input in the model's own layout. */
    INDArray runAsIs(String output, INDArray images) throws OrtException {
        FloatBuffer values = FloatBuffer.wrap(images.dup('c').data().asFloat());
        String input = session.getInputNames().iterator().next();
        try (OnnxTensor tensor = OnnxTensor.createTensor(OrtEnvironment.getEnvironment(), values, images.shape());
                OrtSession.Result result = session.run(Map.of(input, tensor))) {
            return Nd4j.createFromArray(
                    (float[][]) result.get(output).orElseThrow().getValue());
        }
    }

    @Override
    public void close() throws OrtException {
        session.close();
    }
}
