/**
 * The library: a trained head, or the backbone alone, opened once and used by any number of
 * threads.
 *
 * <pre>{@code
 * try (Headstart headstart = Headstart.start(RuntimeOptions.on("auto"));
 *     Classifier classifier = headstart.classifier(Path.of("checkpoints/model_3"))) {
 *   Prediction prediction = classifier.classify(ImageInput.of(Path.of("ant.jpg")));
 *   System.out.println(prediction.label() + " " + prediction.probability());
 * }
 * }</pre>
 *
 * <p>The command line's {@code predict} goes the same way: the same bytes give the same label and
 * probability.
 */
package io.headstart.inference;
