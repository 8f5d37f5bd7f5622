package io.headstart.config;

import io.headstart.config.Shape.Alternatives.Option;
import io.headstart.setting.Setting;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.snakeyaml.engine.v2.nodes.NodeTuple;

/**
 * Checks keys of alternatives that were not chosen. They may be there, as in the files of version
 * 0.1.0, which have all keys; their values must be legal, and have no effect.
 */
final class OtherKeys {
  private final Shape.Alternatives choice;
  private final Optional<Option> chosen;
  private final Problems problems;

  /**
   * Prepares to check.
   *
   * @param chosen empty where the name was wrong, so that it is not known whose keys are others
   */
  OtherKeys(Shape.Alternatives choice, Optional<Option> chosen, Problems problems) {
    this.choice = choice;
    this.chosen = chosen;
    this.problems = problems;
  }

  /**
   * Checks one entry.
   *
   * @param sound false where other keys of the map are wrong: what is chosen may be a default that
   *     stands in
   * @return whether nothing is wrong, as with keys of the chosen alternative
   */
  boolean accept(String name, NodeTuple entry, String path, boolean sound) {
    if (chosen.isPresent() && choice.having(name).contains(chosen.get())) {
      return true;
    }
    List<Key> keys = choice.keys().stream().filter(key -> key.name().equals(name)).toList();
    boolean legal = false;
    for (Key key : keys) {
      Problems own = new Problems("", List.of());
      Optional<Object> value = new Binder(own).component(key, entry.getValueNode(), path, null);
      legal |= value.isPresent();
      if (value.isPresent() && isDefault(key, value.get(), entry)) {
        return true;
      }
    }
    if (legal) {
      return chosen.isEmpty() || !sound || hasNoEffect(keys.get(0), entry, path);
    }
    return new Binder(problems)
        .component(keys.get(0), entry.getValueNode(), path, null)
        .isPresent();
  }

  /**
   * An empty list says nothing, whatever the default is: version 0.1.0 wrote {@code milestones:
   * []}.
   */
  private static boolean isDefault(Key key, Object value, NodeTuple entry) {
    return key.setting().nullIsDefault()
        ? YamlTree.isNull(entry.getValueNode())
        : value.equals(key.defaultValue()) || value.equals(List.of());
  }

  private boolean hasNoEffect(Key key, NodeTuple entry, String path) {
    Setting setting = key.setting();
    if (setting.elsewhere().isEmpty()) {
      problems.note(
          "%s has no effect with %s; it belongs to %s"
              .formatted(
                  path,
                  chosen.get().name(),
                  choice.having(key.name()).stream()
                      .map(Option::name)
                      .collect(Collectors.joining(", "))));
      return true;
    }
    Object neutral = setting.nullIsDefault() ? null : key.plainDefault();
    problems.add(
        entry.getKeyNode().getStartMark(),
        path,
        YamlTree.describe(entry.getValueNode()) + " with " + chosen.get().name(),
        SettingsWriter.flow(neutral) + owners(key.name()) + "; " + setting.elsewhere());
    return false;
  }

  /** Names the alternatives that have a key, where they are few. */
  private String owners(String name) {
    List<Option> owners = choice.having(name);
    return 2 * owners.size() > choice.options().size()
        ? ""
        : owners.stream().map(Option::name).collect(Collectors.joining(" or ", ", or ", ""));
  }
}
