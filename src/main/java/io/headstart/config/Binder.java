package io.headstart.config;

import io.headstart.config.Shape.Alternatives.Option;
import io.headstart.setting.InvalidSetting;
import io.headstart.setting.RecordCopy;
import io.headstart.setting.Setting;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Binds YAML nodes onto settings records. Nothing is converted silently; a wrong value is reported
 * and its default stands in, so that everything else is looked at too. Methods return empty where
 * no value could be made.
 */
final class Binder {
  private final Problems problems;
  private final ScalarBinder scalars;
  private final Map<String, Optional<Mark>> places = new HashMap<>();

  Binder(Problems problems) {
    this.problems = problems;
    this.scalars = new ScalarBinder(problems);
  }

  /**
   * Returns settings with the values of a document's root, and what is there in the place of what
   * is wrong.
   *
   * @param there gives the values that the document does not, where it only overrides
   */
  Settings settings(Settings there, Node root) {
    if (YamlTree.isNull(root)) {
      return there;
    }
    String accepted = new Shape.Section(Settings.class).accepted(null);
    return section(Settings.class, accepted, root, "", there)
        .map(Settings.class::cast)
        .orElse(there);
  }

  /** Returns another record than the settings; empty where no value could be made. */
  <T extends Record> Optional<T> record(Class<T> type, Node root) {
    return section(type, new Shape.Section(type).accepted(null), root, "", null).map(type::cast);
  }

  /** Returns where the value of a key stands; empty where the key was not given. */
  Optional<Mark> place(String path) {
    return places.getOrDefault(path, Optional.empty());
  }

  /** The entries of a map by key; {@code sound} unless some were unknown or repeated. */
  private record Entries(
      MappingNode map, String path, Map<String, NodeTuple> given, boolean sound) {
    String path(String name) {
      return join(path, name);
    }
  }

  /** Gives the value of a key that is not in a map; null where it had to be. */
  private interface Fallback {
    Object of(Key key);

    /** The defaults, or, for a map that only overrides, what is there. */
    static Fallback of(Node map, Object there) {
      return map.getTag().equals(YamlTree.PATH) && there instanceof Record record
          ? key -> key.value(record)
          : Fallback::fresh;
    }

    static Object fresh(Key key) {
      return key.required() ? null : key.defaultValue();
    }
  }

  private Optional<Object> section(
      Class<? extends Record> type, String accepted, Node node, String path, Object there) {
    Optional<Key> shortForm = Key.shortForm(type);
    Node full = node;
    if (shortForm.isPresent() && node instanceof ScalarNode && !YamlTree.isNull(node)) {
      full = mapOf(shortForm.get().name(), node);
    }
    if (!(full instanceof MappingNode map)) {
      problems.add(node.getStartMark(), path, YamlTree.describe(node), accepted);
      return Optional.empty();
    }
    return record(type, collect(map, Key.names(type), path), Fallback.of(map, there));
  }

  /** Makes a record of its own entries of a map, which may have others. */
  private Optional<Object> record(
      Class<? extends Record> type, Entries entries, Fallback fallback) {
    boolean sound = entries.sound();
    List<Object> values = new ArrayList<>();
    for (Key key : Key.of(type)) {
      Object there = fallback.of(key);
      NodeTuple entry = entries.given().get(key.name());
      Optional<Object> value = Optional.ofNullable(there);
      if (key.shape() instanceof Shape.Alternatives choice && choice.inline()) {
        value = alternative(choice, entries, there);
      } else if (entry != null) {
        value = component(key, entry.getValueNode(), entries.path(key.name()), there);
      } else if (there == null) {
        problems.add(
            entries.map().getStartMark(),
            entries.path(key.name()),
            "nothing",
            key.accepted() + " (required)");
      }
      sound &= value.isPresent();
      values.add(value.orElse(key.defaultValue()));
    }
    return construct(type, values, sound, entries);
  }

  /** Sorts the entries of a map by key; reports unknown and repeated keys. */
  private Entries collect(MappingNode map, List<String> names, String path) {
    Map<String, NodeTuple> given = new HashMap<>();
    boolean sound = true;
    for (NodeTuple entry : map.getValue()) {
      Node keyNode = entry.getKeyNode();
      Optional<Mark> mark = keyNode.getStartMark();
      String name =
          keyNode instanceof ScalarNode scalar ? scalar.getValue() : YamlTree.describe(keyNode);
      String inner = join(path, name);
      if (!names.contains(name)) {
        problems.add(mark, inner, "an unknown key", String.join(", ", names), name, names);
        sound = false;
      } else if (given.containsKey(name)) {
        String first = line(given.get(name).getKeyNode());
        problems.add(mark, inner, "the key a second time" + first, "each key once");
        sound = false;
      } else {
        given.put(name, entry);
      }
    }
    return new Entries(map, path, given, sound);
  }

  /**
   * Makes the record that the naming key chooses, or else one of the kind that is there.
   *
   * @param there null where the naming key is required
   */
  private Optional<Object> alternative(Shape.Alternatives choice, Entries entries, Object there) {
    Key naming = choice.naming();
    NodeTuple entry = entries.given().get(naming.name());
    Optional<Object> named = Optional.empty();
    if (entry != null) {
      named = component(naming, entry.getValueNode(), entries.path(naming.name()), null);
    } else if (there != null) {
      named = Optional.of(choice.optionOf(there));
    } else {
      problems.add(
          entries.map().getStartMark(),
          entries.path(naming.name()),
          "nothing",
          naming.accepted() + " (required)");
    }
    OtherKeys others = new OtherKeys(choice, named.map(Option.class::cast), problems);
    boolean sound = true;
    for (String name : choice.names()) {
      if (entries.given().containsKey(name) && !name.equals(naming.name())) {
        sound &=
            others.accept(name, entries.given().get(name), entries.path(name), entries.sound());
      }
    }
    if (named.isEmpty()) {
      return Optional.empty();
    }
    Option option = (Option) named.get();
    Fallback fallback = Fallback.of(entries.map(), there);
    if (there != null && there.getClass() != option.type()) {
      fallback = key -> carried(key, entries.map(), (Record) there);
    }
    Optional<Object> made = record(option.type(), entries, fallback);
    return sound ? made : Optional.empty();
  }

  /** Where another alternative is chosen, a value of the same name that is no default stays. */
  private static Object carried(Key key, Node map, Record there) {
    if (map.getTag().equals(YamlTree.PATH)) {
      for (Key old : Key.of(there.getClass())) {
        if (old.name().equals(key.name()) && !old.value(there).equals(old.defaultValue())) {
          return old.value(there);
        }
      }
    }
    return Fallback.fresh(key);
  }

  /** Binds the value of a key; {@code there} is what it replaces, if that is known. */
  Optional<Object> component(Key key, Node node, String path, Object there) {
    places.put(path, node.getStartMark());
    if (YamlTree.isNull(node)) {
      if (key.setting().nullIsDefault()) {
        return Optional.of(key.defaultValue());
      }
      if (key.optional()) {
        return Optional.of(Optional.empty());
      }
      problems.add(node.getStartMark(), path, "null", key.accepted());
      return Optional.empty();
    }
    Object content = there instanceof Optional<?> maybe ? maybe.orElse(null) : there;
    Optional<Object> value = value(key.shape(), key.setting(), key.accepted(), node, path, content);
    return key.optional() ? value.map(Optional::of) : value;
  }

  /** Binds a node to a shape; {@code accepted} says what is, in words. */
  private Optional<Object> value(
      Shape shape, Setting setting, String accepted, Node node, String path, Object there) {
    if (shape instanceof Shape.Section section) {
      return section(section.type(), accepted, node, path, there);
    } else if (shape instanceof Shape.Alternatives choice) {
      Node full = node instanceof ScalarNode ? mapOf(choice.naming().name(), node) : node;
      if (full instanceof MappingNode map) {
        return alternative(choice, collect(map, choice.names(), path), there);
      }
    } else if (shape instanceof Shape.Items items) {
      return items(items, setting, accepted, node, path);
    } else if (shape instanceof Shape.Amount && node instanceof SequenceNode) {
      return items(new Shape.Items(new Shape.Text()), setting, accepted, node, path)
          .map(parts -> DataSettings.Validation.of(texts(parts)));
    } else if (shape instanceof Shape.Weights && node instanceof MappingNode map) {
      return new WeightsBinder(problems, scalars).bind(setting, accepted, map, path);
    } else if (node instanceof ScalarNode scalar) {
      return scalars.bind(shape, setting, accepted, scalar, path);
    }
    problems.add(node.getStartMark(), path, YamlTree.describe(node), accepted);
    return Optional.empty();
  }

  private Optional<Object> items(
      Shape.Items shape, Setting setting, String accepted, Node node, String path) {
    if (node instanceof ScalarNode && shape.element() instanceof Shape.Text) {
      return value(shape.element(), setting, accepted, node, path, null).map(List::of);
    }
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(node.getStartMark(), path, YamlTree.describe(node), accepted);
      return Optional.empty();
    }
    String acceptedItem = shape.element().accepted(setting);
    List<Object> values = new ArrayList<>();
    List<Node> nodes = sequence.getValue();
    for (int i = 0; i < nodes.size(); i++) {
      value(shape.element(), setting, acceptedItem, nodes.get(i), path + "[" + i + "]", null)
          .ifPresent(values::add);
    }
    return values.size() == nodes.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  /**
   * Calls the record's constructor. Where one of its own keys was wrong, what the constructor
   * refuses may be due to a default that stands in, so that is not reported.
   */
  private Optional<Object> construct(
      Class<? extends Record> type, List<Object> values, boolean sound, Entries entries) {
    if (values.contains(null)) {
      return Optional.empty();
    }
    try {
      return Optional.of(RecordCopy.of(type, values));
    } catch (InvalidSetting invalid) {
      if (sound) {
        NodeTuple entry = entries.given().get(invalid.key());
        Node place = entry == null ? entries.map() : entry.getKeyNode();
        problems.add(
            place.getStartMark(),
            entries.path(invalid.key()),
            invalid.received(),
            invalid.accepted());
      }
      return Optional.empty();
    }
  }

  private static MappingNode mapOf(String name, Node value) {
    Optional<Mark> mark = value.getStartMark();
    Node key = new ScalarNode(Tag.STR, true, name, ScalarStyle.PLAIN, mark, mark);
    List<NodeTuple> entry = List.of(new NodeTuple(key, value));
    return new MappingNode(Tag.MAP, true, entry, FlowStyle.FLOW, mark, mark);
  }

  private static List<String> texts(Object list) {
    return ((List<?>) list).stream().map(String.class::cast).toList();
  }

  private static String line(Node node) {
    return node.getStartMark().map(mark -> ", first in line " + (mark.getLine() + 1)).orElse("");
  }

  private static String join(String path, String name) {
    return path.isEmpty() ? name : path + "." + name;
  }
}
