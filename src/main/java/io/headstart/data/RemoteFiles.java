package io.headstart.data;

import io.headstart.Failure;
import io.headstart.config.Address;
import java.util.Optional;

/** Who knows the file systems that are not this machine's. */
@FunctionalInterface
public interface RemoteFiles {
  /** Where there are none. */
  RemoteFiles NONE =
      address -> {
        throw Failure.missing("the images have a Hadoop address, and Hadoop is not here")
            .received("%s", address)
            .accepted("a path of this machine, or a Hadoop address under Apache Spark 4.1")
            .next(
                "unpack Spark from https://spark.apache.org/downloads.html, set SPARK_HOME to its"
                    + " folder and start with `trainer.jar spark COMMAND ...`")
            .build();
      };

  /**
   * Finds a folder or a file; empty where nothing is.
   *
   * @throws io.headstart.Failure when its file system cannot be reached
   */
  Optional<FilePlace> find(Address address);
}
