package io.headstart.config;

import io.headstart.setting.Setting;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/** Binds a map from the names of classes to their weights. */
final class WeightsBinder {
  private final Problems problems;
  private final ScalarBinder scalars;

  WeightsBinder(Problems problems, ScalarBinder scalars) {
    this.problems = problems;
    this.scalars = scalars;
  }

  /** Returns the weights; empty after reporting what is wrong. */
  Optional<Object> bind(Setting setting, String accepted, MappingNode map, String path) {
    Map<String, Double> weights = new LinkedHashMap<>();
    int sound = 0;
    for (NodeTuple entry : map.getValue()) {
      String name = entry.getKeyNode() instanceof ScalarNode key ? key.getValue() : "";
      String inner = path + "." + name;
      if (name.isBlank() || weights.containsKey(name)) {
        String received = name.isBlank() ? YamlTree.describe(entry.getKeyNode()) : "a second time";
        problems.add(entry.getKeyNode().getStartMark(), inner, received, "each class once");
      } else if (number(setting, entry.getValueNode(), inner, weights, name)) {
        sound++;
      }
    }
    if (map.getValue().isEmpty()) {
      problems.add(map.getStartMark(), path, "an empty map", accepted);
    }
    return sound > 0 && sound == map.getValue().size()
        ? Optional.of(ClassWeights.of(weights))
        : Optional.empty();
  }

  private boolean number(
      Setting setting, Node node, String path, Map<String, Double> weights, String name) {
    Shape.Real real = new Shape.Real();
    if (!(node instanceof ScalarNode scalar)) {
      problems.add(node.getStartMark(), path, YamlTree.describe(node), real.accepted(setting));
      return false;
    }
    Optional<Object> value = scalars.bind(real, setting, real.accepted(setting), scalar, path);
    value.ifPresent(number -> weights.put(name, (Double) number));
    return value.isPresent();
  }
}
