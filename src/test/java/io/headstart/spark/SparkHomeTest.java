package io.headstart.spark;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SparkHomeTest {
  private static final Path JAR = Path.of("trainer.jar");

  @TempDir private Path folder;

  @Test
  void withoutSparkTheMessageSaysWhatToInstall() {
    assertThatThrownBy(() -> SparkHome.find(Map.of("PATH", "/nowhere")))
        .isInstanceOf(Failure.class)
        .hasMessageContaining("Spark is not on this machine")
        .hasMessageContaining("Apache Spark 4.1 for Scala 2.13")
        .hasMessageContaining("set SPARK_HOME")
        .extracting(e -> ((Failure) e).kind().exitCode())
        .isEqualTo(3);
    assertThatThrownBy(() -> SparkHome.find(Map.of("SPARK_HOME", folder.toString())))
        .hasMessageContaining("neither bin/spark-submit nor jars/");
  }

  @Test
  void sparkSubmitIsCalledWhereItIs() throws IOException {
    Path submit =
        Files.createFile(Files.createDirectories(folder.resolve("bin")).resolve("spark-submit"));
    assertThat(submit.toFile().setExecutable(true)).isTrue();
    List<String> expected =
        List.of(
            submit.toString(),
            "--master",
            "yarn",
            "--class",
            "io.headstart.cli.Main",
            "trainer.jar",
            "features");
    List<String> options = List.of("--master", "yarn");
    assertThat(
            SparkHome.find(Map.of("SPARK_HOME", folder.toString()))
                .submit(options, JAR, List.of("features")))
        .isEqualTo(expected);
    assertThat(
            SparkHome.find(Map.of("PATH", "/nowhere:" + submit.getParent()))
                .submit(options, JAR, List.of("features")))
        .isEqualTo(expected);
  }

  @Test
  void aFolderOfJarsIsStartedByJavaWithTheDriversMemory() throws IOException {
    Files.createDirectories(folder.resolve("jars"));
    assertThat(
            SparkHome.find(Map.of("SPARK_HOME", folder.toString()))
                .submit(List.of("--driver-memory", "3g"), JAR, List.of()))
        .contains("-Xmx3g", folder.resolve("jars") + "/*", "org.apache.spark.deploy.SparkSubmit");
  }
}
