package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.ForeignModules;
import io.headstart.Progress;
import io.headstart.config.Address;
import io.headstart.config.Settings;
import io.headstart.data.Dataset;
import io.headstart.data.Datasets;
import io.headstart.data.ImageAccess;
import io.headstart.data.RemoteFiles;
import io.headstart.engine.RuntimeOptions;
import io.headstart.engine.TorchRuntime;
import io.headstart.store.FeatureStore;
import io.headstart.store.LocalFeatureStore;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * What a flow is given beside its settings.
 *
 * @param home where caches live
 * @param offline whether the network must not be used
 * @param threads processor threads that the flow may have at work
 * @param progress hears how far the flow is
 * @param stop asked between epochs: true ends the run with everything kept
 * @param modules which TorchScript modules may run that this program does not know
 * @param cluster other machines that share the work; empty where this one is alone
 */
public record Context(
    Path home,
    boolean offline,
    int threads,
    Progress progress,
    BooleanSupplier stop,
    ForeignModules modules,
    Optional<Cluster> cluster) {
  /**
   * For a flow with the whole processor, the network unless the environment forbids it, and no
   * foreign modules.
   */
  public Context(Path home, Progress progress, BooleanSupplier stop) {
    this(
        home,
        RuntimeOptions.forbidsNetwork(),
        RuntimeOptions.availableThreads(),
        progress,
        stop,
        ForeignModules.none(),
        Optional.empty());
  }

  /** Returns this without the network. */
  public Context withoutNetwork() {
    return new Context(home, true, threads, progress, stop, modules, cluster);
  }

  /**
   * Returns this for reading features that are stored: told to stop before its first batch, an
   * extraction ends with a failure.
   */
  Context reading() {
    return new Context(home, true, threads, progress, () -> true, modules, Optional.empty());
  }

  /** Returns this with another who hears how far the flow is. */
  Context withProgress(Progress other) {
    return new Context(home, offline, threads, other, stop, modules, cluster);
  }

  /** Returns this with another number of threads. */
  Context withThreads(int count) {
    return new Context(home, offline, count, progress, stop, modules, cluster);
  }

  /** Returns this with other modules that may run. */
  public Context withModules(ForeignModules allowed) {
    return new Context(home, offline, threads, progress, stop, allowed, cluster);
  }

  /** Returns this with other machines that share the work. */
  public Context withCluster(Cluster machines) {
    return new Context(home, offline, threads, progress, stop, modules, Optional.of(machines));
  }

  /** Returns a path from the root, as other processes have other working folders. */
  public static String absolute(String place) {
    return Address.isOne(place) ? place : Path.of(place).toAbsolutePath().normalize().toString();
  }

  /**
   * Opens the feature store of the settings.
   *
   * @throws Failure (missing) when it has a Hadoop address and there is no Hadoop here
   */
  public FeatureStore store(Settings settings) {
    return store(settings.store().path().orElse(LocalFeatureStore.folder(home).toString()));
  }

  /** As {@link #store(Settings)}, in a folder or at an address. */
  FeatureStore store(String place) {
    if (place.startsWith("file:/")) {
      return new LocalFeatureStore(Path.of(URI.create(place)), progress, stop);
    } else if (!Address.isOne(place)) {
      return new LocalFeatureStore(Path.of(place), progress, stop);
    }
    return cluster
        .orElseThrow(
            () ->
                Failure.missing("the feature store has a Hadoop address, and Hadoop is not here")
                    .received("store.path: %s", place)
                    .accepted("a folder, or a Hadoop address under spark-submit")
                    .next("start with `trainer.jar spark COMMAND ...` or spark-submit")
                    .build())
        .store(URI.create(place), this);
  }

  /**
   * Opens the images of the settings.
   *
   * @throws Failure (missing) when they have a Hadoop address and there is no Hadoop here
   */
  Dataset images(Settings settings) {
    return Datasets.open(
        settings.data(), settings.seed(), new ImageAccess(home, offline, progress, remoteFiles()));
  }

  /** Returns who knows the files that are not this machine's. */
  RemoteFiles remoteFiles() {
    return cluster.<RemoteFiles>map(machines -> machines::files).orElse(RemoteFiles.NONE);
  }

  /** Starts libtorch on the device of the settings. */
  TorchRuntime start(Settings settings) {
    return start(settings.device());
  }

  /** Starts libtorch on a device in the spelling of the settings. */
  TorchRuntime start(String device) {
    return TorchRuntime.start(machine(device), progress);
  }

  /** Returns how the machine is used, on the device of the settings. */
  RuntimeOptions machine(Settings settings) {
    return machine(settings.device());
  }

  private RuntimeOptions machine(String device) {
    return new RuntimeOptions(device, threads, home, offline, modules);
  }
}
