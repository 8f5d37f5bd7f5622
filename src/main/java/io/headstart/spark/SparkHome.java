package io.headstart.spark;

import io.headstart.Failure;

/** Where Spark is on this machine. */
final class SparkHome {
  private SparkHome() {}

  static Failure missing(String received) {
    return Failure.missing("Spark is not here")
        .received("%s", received)
        .accepted("Apache Spark 4.1 for Scala 2.13, on Java 17 or newer")
        .next(
            "unpack it from https://spark.apache.org/downloads.html, set SPARK_HOME to its folder,"
                + " and run the same command again")
        .build();
  }
}
