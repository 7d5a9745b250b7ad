package example;

import java.io.IOException;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.quantzoo.zoo.posttraining.QuantizedNetwork;
import org.quantzoo.zoo.pretrained.Checkpoints;
import org.quantzoo.zoo.pretrained.Precision;
import org.quantzoo.zoo.quantization.AffineQuantizer;

/** Loads a network with 4-bit weights and activations and looks at its integers. */
public final class QuantizedNetworkFromCheckpoint {
    public static void main(String[] arguments) throws IOException {
        QuantizedNetwork quantized =
                Checkpoints.find("DWS_Conv_With_BN", "CIFAR-10", Precision.W4A4).loadQuantized();

        AffineQuantizer quantizer = quantized.weights().get("stem.conv");
        INDArray levels = quantizer.quantize(quantized.network().getLayer("stem.conv").getParam("W"));
        System.out.printf("stem.conv: %d bits, scale %.5f, zero point %d, levels %d to %d%n",
                quantizer.bits(), quantizer.scale(), quantizer.zeroPoint(),
                levels.minNumber().intValue(), levels.maxNumber().intValue());

        INDArray activations = quantized.network().feedForward(Nd4j.zeros(1, 32, 32, 3), false).get("stem.conv.bn.quantize");
        AffineQuantizer grid = quantized.activations().get("stem.conv.bn");
        System.out.printf("Its activations for a grey image: %d bits, levels up to %d of %d%n",
                grid.bits(), grid.quantize(activations).maxNumber().intValue(), grid.maxLevel());
    }
}
