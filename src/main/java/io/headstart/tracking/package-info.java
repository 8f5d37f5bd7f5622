/**
 * Runs shown by the programs that teams look at: event files for TensorBoard, the REST interface of
 * an MLflow server. Fed by what a run writes; no result depends on it, and whatever goes wrong here
 * is a warning.
 */
package io.headstart.tracking;
