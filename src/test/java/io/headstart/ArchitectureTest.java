package io.headstart;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget;
import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.importer.ImportOption.DoNotIncludeTests;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.FileWriter;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Set;
import java.util.stream.Stream;

/** The package table of docs/architecture.md. */
@AnalyzeClasses(packages = "io.headstart", importOptions = DoNotIncludeTests.class)
class ArchitectureTest {
  @ArchTest
  static final ArchRule PACKAGES_HAVE_NO_CYCLES =
      slices().matching("io.headstart.(*)..").should().beFreeOfCycles();

  @ArchTest
  static final ArchRule CLI_CALLS_FLOWS_AND_HOLDS_NO_LOGIC =
      only(
          "cli",
          "experiment",
          "config",
          "checkpoint",
          "health",
          "metrics",
          "calibrate",
          "report",
          "search",
          "inference",
          "export",
          "run",
          "io",
          "store",
          "train",
          "serve",
          "spark",
          "studio");

  @ArchTest static final ArchRule SETTING = only("setting");
  @ArchTest static final ArchRule OPTIMIZER = only("optimizer", "setting");
  @ArchTest static final ArchRule SCHEDULE = only("schedule", "setting");
  @ArchTest static final ArchRule OPERATION = only("operation", "setting");

  @ArchTest
  static final ArchRule CONFIG_KNOWS_NO_STAGE =
      only("config", "setting", "optimizer", "schedule", "operation", "io");

  @ArchTest static final ArchRule IO = only("io");
  @ArchTest static final ArchRule SAFETENSORS = only("safetensors", "io");
  @ArchTest static final ArchRule DATA = only("data", "config", "io");
  @ArchTest static final ArchRule AUGMENT = only("augment", "config", "data", "io", "operation");
  @ArchTest static final ArchRule STORE = only("store", "config", "io", "safetensors");
  @ArchTest static final ArchRule ENGINE = only("engine", "config", "io", "safetensors");
  @ArchTest static final ArchRule METRICS = only("metrics");
  @ArchTest static final ArchRule CALIBRATE = only("calibrate", "metrics");
  @ArchTest static final ArchRule RUN = only("run", "config", "metrics", "io");
  @ArchTest static final ArchRule SEARCH = only("search", "config", "io", "metrics");
  @ArchTest static final ArchRule MODEL = only("model", "config");

  @ArchTest
  static final ArchRule FEATURES =
      only("features", "config", "data", "engine", "backbone", "io", "safetensors", "store");

  @ArchTest
  static final ArchRule BACKBONE =
      only("backbone", "config", "data", "engine", "io", "safetensors");

  @ArchTest
  static final ArchRule TRAIN =
      only(
          "train",
          "config",
          "model",
          "metrics",
          "calibrate",
          "run",
          "engine",
          "optimizer",
          "schedule");

  @ArchTest
  static final ArchRule CHECKPOINT =
      only(
          "checkpoint",
          "config",
          "model",
          "metrics",
          "calibrate",
          "run",
          "io",
          "safetensors",
          "train");

  @ArchTest
  static final ArchRule REPORT = only("report", "config", "health", "metrics", "run", "io");

  @ArchTest
  static final ArchRule TRACKING = only("tracking", "config", "metrics", "report", "run", "io");

  @ArchTest static final ArchRule HEALTH = only("health", "data", "io", "train");

  @ArchTest
  static final ArchRule INFERENCE =
      only(
          "inference",
          "config",
          "data",
          "augment",
          "engine",
          "backbone",
          "features",
          "io",
          "metrics",
          "calibrate",
          "model",
          "run",
          "train",
          "checkpoint");

  @ArchTest static final ArchRule HTTP = only("http");

  @ArchTest static final ArchRule SERVE = only("serve", "http", "inference", "checkpoint", "run");

  @ArchTest
  static final ArchRule STUDIO =
      only(
          "studio",
          "http",
          "experiment",
          "report",
          "config",
          "run",
          "checkpoint",
          "inference",
          "search",
          "metrics",
          "safetensors",
          "io");

  @ArchTest
  static final ArchRule HTTP_STAYS_IN_THE_SERVERS =
      noClasses()
          .that()
          .resideOutsideOfPackages(
              "io.headstart.http..", "io.headstart.serve..", "io.headstart.studio..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.eclipse.jetty..", "io.prometheus..");

  @ArchTest
  static final ArchRule SPARK =
      only(
          "spark",
          "experiment",
          "inference",
          "config",
          "data",
          "augment",
          "engine",
          "backbone",
          "features",
          "store",
          "search",
          "io",
          "safetensors");

  @ArchTest
  static final ArchRule SPARK_AND_HADOOP_STAY_IN_ONE_PACKAGE =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.headstart.spark..")
          .should()
          .dependOnClassesThat()
          .resideInAnyPackage("org.apache.spark..", "org.apache.hadoop..", "scala..");

  @ArchTest
  static final ArchRule EXPORT =
      only(
          "export",
          "config",
          "data",
          "operation",
          "engine",
          "backbone",
          "io",
          "safetensors",
          "calibrate",
          "model",
          "checkpoint",
          "inference");

  @ArchTest
  static final ArchRule NOTHING_DEPENDS_ON_CLI =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.headstart.cli..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("io.headstart.cli..");

  @ArchTest
  static final ArchRule DJL_STAYS_IN_ITS_STAGES =
      noClasses()
          .that()
          .resideInAnyPackage(
              "io.headstart.cli..",
              "io.headstart.experiment..",
              "io.headstart.setting..",
              "io.headstart.optimizer..",
              "io.headstart.schedule..",
              "io.headstart.operation..",
              "io.headstart.config..",
              "io.headstart.augment..",
              "io.headstart.store..",
              "io.headstart.metrics..",
              "io.headstart.calibrate..",
              "io.headstart.run..",
              "io.headstart.checkpoint..",
              "io.headstart.health..",
              "io.headstart.report..",
              "io.headstart.search..",
              "io.headstart.http..",
              "io.headstart.serve..",
              "io.headstart.spark..",
              "io.headstart.studio..",
              "io.headstart.tracking..")
          .should()
          .dependOnClassesThat()
          .resideInAPackage("ai.djl..");

  /** Whoever is a library in somebody else's program sets nothing for the whole process. */
  @ArchTest
  static final ArchRule ONLY_THE_START_OF_LIBTORCH_SETS_PROPERTIES =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.headstart.engine.NativeProperties")
          .and()
          .resideOutsideOfPackage("io.headstart.cli..")
          .should()
          .callMethod(System.class, "setProperty", String.class, String.class);

  @ArchTest
  static final ArchRule ONLY_THE_CHOICE_OF_NATIVES_IS_THE_PROCESSES =
      fields()
          .that()
          .areStatic()
          .and()
          .areNotFinal()
          .should()
          .beDeclaredIn("io.headstart.engine.Natives");

  @ArchTest
  static final ArchRule ONLY_CLI_PRINTS =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.headstart.cli..")
          .should()
          .accessField(System.class, "out");

  @ArchTest
  static final ArchRule ONE_HASHER =
      noClasses()
          .that()
          .doNotHaveFullyQualifiedName("io.headstart.io.Sha256")
          .and()
          .doNotHaveFullyQualifiedName("io.headstart.io.GitHash")
          .should()
          .callMethod(MessageDigest.class, "getInstance", String.class);

  /**
   * Who writes elsewhere forgets to force a file, its name or its folder. Two classes are apart:
   * one only reads, the other makes a link for the time of its process.
   */
  @ArchTest
  static final ArchRule ONLY_IO_WRITES_FILES =
      noClasses()
          .that()
          .resideOutsideOfPackage("io.headstart.io..")
          .and()
          .doNotHaveFullyQualifiedName("io.headstart.safetensors.SafetensorsFile")
          .and()
          .doNotHaveFullyQualifiedName("io.headstart.engine.NativeProperties")
          .should()
          .callCodeUnitWhere(writesFiles());

  private static DescribedPredicate<JavaCall<?>> writesFiles() {
    Set<String> files =
        Set.of(
            "write",
            "writeString",
            "newOutputStream",
            "newByteChannel",
            "newBufferedWriter",
            "createFile",
            "createTempFile",
            "createTempDirectory",
            "createDirectory",
            "createDirectories",
            "createLink",
            "createSymbolicLink",
            "copy",
            "move");
    return DescribedPredicate.describe(
        "make, write or move a file",
        call -> {
          AccessTarget.CodeUnitCallTarget target = call.getTarget();
          boolean named =
              target.getOwner().isEquivalentTo(Files.class) && files.contains(target.getName());
          boolean opened =
              target.getOwner().isEquivalentTo(FileChannel.class)
                  && target.getName().equals("open");
          boolean old =
              Stream.of(RandomAccessFile.class, FileWriter.class, FileOutputStream.class)
                      .anyMatch(target.getOwner()::isEquivalentTo)
                  && target.getName().equals("<init>")
                  && !target.getRawParameterTypes().get(0).isEquivalentTo(FileDescriptor.class);
          return named || opened || old;
        });
  }

  @ArchTest
  static final ArchRule NO_PACKAGE_FOR_EVERYTHING =
      noClasses().should().resideInAnyPackage("..util..", "..common..", "..helper..");

  /** Says that a package uses nothing of the project but these, the root package and itself. */
  private static ArchRule only(String own, String... others) {
    String[] allowed = new String[others.length + 4];
    for (int i = 0; i < others.length; i++) {
      allowed[i] = "io.headstart." + others[i] + "..";
    }
    allowed[others.length] = "io.headstart." + own + "..";
    allowed[others.length + 1] = "io.headstart";
    allowed[others.length + 2] = "java..";
    allowed[others.length + 3] = "javax..";
    return classes()
        .that()
        .resideInAPackage("io.headstart." + own + "..")
        .should()
        .onlyDependOnClassesThat(
            DescribedPredicate.describe(
                "are in " + String.join(", ", allowed) + " or no part of the project",
                type ->
                    !type.getPackageName().startsWith("io.headstart")
                        || com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage(
                                allowed)
                            .test(type)));
  }
}
