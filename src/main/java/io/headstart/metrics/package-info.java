/**
 * Figures of a classifier: accuracy, loss, confusion matrix. Pure functions of arrays, without
 * state and without a dependency.
 *
 * <p>One convention holds throughout: a ratio without a denominator (0/0) is 0, never NaN, so that
 * every figure can be compared, averaged and written as JSON. Whether a figure means anything is
 * told by the count beside it.
 */
package io.headstart.metrics;
