package io.headstart.features;

import io.headstart.backbone.Backbone;
import io.headstart.data.ImageSet;
import io.headstart.store.FeatureRequest;
import io.headstart.store.RowSource;

/** Makes features on other machines. */
@FunctionalInterface
public interface RemoteExtraction {
  /**
   * Prepares to make the rows of a set; nothing is made until a row is asked for.
   *
   * @param wanted what is made, and of what
   */
  Rows rows(Wanted wanted);

  /**
   * Rows that are wanted.
   *
   * @param backbone one backbone, open here: its identity decides the rows, wherever they are made
   * @param place which of the settings' backbones it is, from 0
   * @param images their set, in the order of the rows
   * @param request the entry that they become
   */
  record Wanted(Backbone backbone, int place, ImageSet images, FeatureRequest request) {}

  /** Rows made elsewhere. */
  interface Rows extends RowSource {
    /** Returns how many images went through a backbone so far. */
    long made();

    /** Returns the seconds that took, from asking for them to the last. */
    double seconds();

    /** Says that the entry is whole: what was kept for making it can go. */
    void forget();
  }
}
