package example;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.quantzoo.zoo.onnx.OnnxExporter;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.pretrained.Checkpoints;
import org.quantzoo.zoo.pretrained.Precision;

/** Writes a quantized network as an ONNX model with QuantizeLinear and DequantizeLinear. */
public final class ExportOnnx {
    public static void main(String[] arguments) throws IOException {
        QuantizedNetwork network =
                Checkpoints.find("DWS_Conv_With_BN", "CIFAR-10", Precision.QUINT8).loadQuantized();
        Path file = Path.of(arguments[0]);
        OnnxExporter.forImages(3, 32, 32).write(network, file);
        System.out.printf("%s: %d bytes, opset %d%n", file, Files.size(file), OnnxExporter.OPSET);
    }
}
