/** MLflow's REST interface, version 2.0, spoken on a thread of its own. */
package io.headstart.tracking.mlflow;
