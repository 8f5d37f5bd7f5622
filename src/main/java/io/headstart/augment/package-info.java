/**
 * Named, seeded, deterministic operations on uint8 RGB images: augmented copies for training, views
 * for testing, and what makes them visible ({@link io.headstart.augment.ContactSheet}).
 *
 * <p>A new operation is one small class that implements {@code Operation} and one line in {@code
 * Operations}.
 */
package io.headstart.augment;
