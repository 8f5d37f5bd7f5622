package io.headstart.experiment;

import io.headstart.Failure;
import io.headstart.config.FeatureSettings;
import io.headstart.store.FeatureKey;
import java.io.Serializable;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Work on its way to other machines, in parts that need nothing of each other.
 *
 * @param <T> what a part gives
 */
public interface SentWork<T extends Serializable> extends Serializable {
  /** Returns what it makes, for messages: {@code the images' neighbours}. */
  String name();

  /** Returns how many parts there are. */
  int parts();

  /** Returns the features whose backbones the parts open; empty where they open none. */
  default Optional<FeatureSettings> backbones() {
    return Optional.empty();
  }

  /**
   * A machine that does a part.
   *
   * @param context of this machine and of the part's share of it
   * @param device which one it is here, in the spelling of the settings
   * @param weights says where on this machine the backbones' weights are
   */
  record Machine(Context context, String device, UnaryOperator<FeatureSettings> weights) {}

  /**
   * Does one part here.
   *
   * @param part 0 .. parts - 1
   */
  T part(int part, Machine here);

  /** Returns the failure of a machine that does not see what another one has put into a store. */
  static Failure unseen(FeatureKey key, String store) {
    return Failure.missing("features that the driver has are not seen here")
        .received("no entry %s in %s", key.id(), store)
        .accepted("a feature store on a file system that all machines share")
        .next("set store.path to a shared folder or a Hadoop address")
        .build();
  }
}
