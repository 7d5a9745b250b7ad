package org.quantzoo.reproductions.runs;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * An 8-bit evaluation of a network with the activation ranges of one draw of calibration images.
 *
 * @param draw the number of the draw, from 0
 * @param quint8Accuracy percent
 * @param qmse mean squared difference of the softmax outputs
 * @param qce cross entropy of the quantized against the float softmax outputs, nats
 * @param percentAccuracyDecrease 100 (fp32 - quint8) / fp32, signed
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record CalibratedResult(
        int draw,
        @JsonProperty("quint8_accuracy") double quint8Accuracy,
        double qmse,
        double qce,
        @JsonProperty("percent_accuracy_decrease") double percentAccuracyDecrease) {}
