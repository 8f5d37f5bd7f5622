package io.headstart.export;

import io.headstart.backbone.PortableNetwork;
import io.headstart.calibrate.Calibration;
import io.headstart.checkpoint.Head;
import io.headstart.data.Square;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All that answers for an image, from its decoded pixels to the probabilities of its classes.
 *
 * @param name the checkpoint's
 * @param square what an image becomes first
 * @param views of it, whose probabilities are averaged; one without steps for the image alone
 * @param network makes the features, in float32
 * @param head makes scores of the features
 * @param classes names in the order of the labels
 * @param calibration how far the answers can be trusted; empty where the head is not calibrated
 * @param notes texts that go into the file, by name: {@code manifest.json}, {@code licence.txt}
 */
public record PortableClassifier(
    String name,
    Square square,
    List<FixedView> views,
    PortableNetwork network,
    Head head,
    List<String> classes,
    Optional<Calibration> calibration,
    SortedMap<String, String> notes) {
  /** Copies lists and map. */
  public PortableClassifier {
    views = List.copyOf(views);
    classes = List.copyOf(classes);
    notes = Collections.unmodifiableSortedMap(new TreeMap<>((Map<String, String>) notes));
  }

  /** Returns the pixels a side of what the network takes. */
  public int inputSide() {
    return network.preprocessing().map(p -> p.imageSize()).orElse(square.side());
  }
}
