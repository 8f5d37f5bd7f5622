/**
 * {@linkplain io.headstart.operation Operations} put to use: augmented copies for training, views
 * for testing, and what makes them visible ({@link io.headstart.augment.ContactSheet}).
 */
package io.headstart.augment;
