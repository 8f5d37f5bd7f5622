package io.headstart.spark;

import io.headstart.Failure;
import io.headstart.config.Address;
import io.headstart.data.FilePlace;
import io.headstart.data.FoundImage;
import io.headstart.data.RemoteFiles;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.util.Optional;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;

/** The file systems of Hadoop. */
record HadoopFiles(Configuration hadoop) implements RemoteFiles {
  @Override
  public Optional<FilePlace> find(Address address) {
    Path place = new Path(address.uri());
    try {
      FileSystem files = place.getFileSystem(hadoop);
      boolean isFolder = files.getFileStatus(place).isDirectory();
      if (isFolder || place.isRoot()) {
        HadoopTree tree = new HadoopTree(files, address);
        return Optional.of(new FilePlace(address.toString(), tree, "", Optional.empty()));
      }
      String path = address.path();
      int slash = path.lastIndexOf('/') + 1;
      HadoopTree beside = new HadoopTree(files, address.at(path.substring(0, slash)));
      return Optional.of(
          new FilePlace(address.toString(), beside, path.substring(slash), Optional.empty()));
    } catch (FileNotFoundException e) {
      return Optional.empty();
    } catch (IOException | IllegalArgumentException | UnsupportedOperationException e) {
      throw refused(address.toString(), e);
    }
  }

  /** Returns an image by its address; whether it is there is seen when it is read. */
  FoundImage image(Address address) {
    try {
      Path place = new Path(address.uri());
      HadoopTree tree = new HadoopTree(place.getFileSystem(hadoop), address.at("/"));
      return FoundImage.of(tree, address.path().substring(1));
    } catch (IOException e) {
      throw refused(address.toString(), e);
    }
  }

  /** Returns what to say of files that are out of reach. */
  static Failure refused(String place, Exception e) {
    return Failure.run("Hadoop could not read the images")
        .received("%s: %s", place, TaskFailures.firstLines(String.valueOf(e.getMessage())))
        .accepted("an address that Hadoop can read here")
        .next(
            "check the address, and that Hadoop is set up for it (spark.hadoop.* properties; s3a"
                + " and gs need a jar of their own, as in `--packages`)")
        .cause(e)
        .build();
  }
}
