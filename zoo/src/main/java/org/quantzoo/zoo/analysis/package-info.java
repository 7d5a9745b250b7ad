/**
 * The layerwise analysis of thesis chapter 3: what each layer of a network looks like to a quantizer, and what quantizing it costs.
 *
 * <p>{@link org.quantzoo.zoo.analysis.LayerwiseAnalyzer} measures ranges, precisions, errors and distributions of weights, raw and
 * with folded batch normalisation, and of activations on sample inputs; {@link org.quantzoo.zoo.analysis.LayerwiseListener} does so
 * at the end of every training epoch; {@link org.quantzoo.zoo.analysis.ErrorAttribution} quantizes one layer at a time. Results are
 * immutable records; {@link org.quantzoo.zoo.analysis.LayerwiseTable} and {@link org.quantzoo.zoo.analysis.AnalysisJson} give them
 * as CSV and JSON text.
 */
package org.quantzoo.zoo.analysis;
