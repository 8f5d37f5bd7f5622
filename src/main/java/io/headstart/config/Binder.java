package io.headstart.config;

import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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

  /** Returns the settings of a document's root, with defaults in the place of what is wrong. */
  Settings settings(Node root) {
    if (YamlTree.isNull(root)) {
      return Settings.defaults();
    }
    String accepted = new Shape.Section(Settings.class).accepted(null);
    return section(Settings.class, accepted, root, "")
        .map(Settings.class::cast)
        .orElse(Settings.defaults());
  }

  /** Returns another record than the settings; empty where no value could be made. */
  <T extends Record> Optional<T> record(Class<T> type, Node root) {
    return section(type, new Shape.Section(type).accepted(null), root, "").map(type::cast);
  }

  /** Returns where the value of a key stands; empty where the key was not given. */
  Optional<Mark> place(String path) {
    return places.getOrDefault(path, Optional.empty());
  }

  private Optional<Object> section(
      Class<? extends Record> type, String accepted, Node node, String path) {
    Optional<Key> shortForm = Key.shortForm(type);
    Node full = node;
    if (shortForm.isPresent() && node instanceof ScalarNode && !YamlTree.isNull(node)) {
      full = mapOf(shortForm.get().name(), node);
    }
    if (!(full instanceof MappingNode map)) {
      problems.add(node.getStartMark(), path, YamlTree.describe(node), accepted);
      return Optional.empty();
    }
    List<Key> keys = Key.of(type);
    Map<String, NodeTuple> given = new HashMap<>();
    boolean sound = collect(map, keys, path, given);
    List<Object> values = new ArrayList<>();
    for (Key key : keys) {
      NodeTuple entry = given.get(key.name());
      Optional<Object> value = Optional.ofNullable(key.defaultValue());
      if (entry != null) {
        value = component(key, entry.getValueNode(), join(path, key.name()));
      } else if (key.required()) {
        problems.add(
            map.getStartMark(), join(path, key.name()), "nothing", key.accepted() + " (required)");
        value = Optional.empty();
      }
      sound &= value.isPresent();
      values.add(value.orElse(key.defaultValue()));
    }
    return construct(type, values, sound, given, map, path);
  }

  /** Sorts the entries of a map by key; reports unknown and repeated keys. */
  private boolean collect(
      MappingNode map, List<Key> keys, String path, Map<String, NodeTuple> given) {
    List<String> names = keys.stream().map(Key::name).toList();
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
    return sound;
  }

  private Optional<Object> component(Key key, Node node, String path) {
    places.put(path, node.getStartMark());
    if (YamlTree.isNull(node)) {
      if (key.optional()) {
        return Optional.of(Optional.empty());
      }
      problems.add(node.getStartMark(), path, "null", key.accepted());
      return Optional.empty();
    }
    Optional<Object> value = value(key.shape(), key.setting(), key.accepted(), node, path);
    return key.optional() ? value.map(Optional::of) : value;
  }

  /** Binds a node to a shape; {@code accepted} says what is, in words. */
  private Optional<Object> value(
      Shape shape, Setting setting, String accepted, Node node, String path) {
    if (shape instanceof Shape.Section section) {
      return section(section.type(), accepted, node, path);
    } else if (shape instanceof Shape.Items items) {
      return items(items, setting, accepted, node, path);
    } else if (shape instanceof Shape.Amount && node instanceof SequenceNode) {
      return items(new Shape.Items(new Shape.Text()), setting, accepted, node, path)
          .map(parts -> DataSettings.Validation.of(texts(parts)));
    } else if (node instanceof ScalarNode scalar) {
      return scalars.bind(shape, setting, accepted, scalar, path);
    }
    problems.add(node.getStartMark(), path, YamlTree.describe(node), accepted);
    return Optional.empty();
  }

  private Optional<Object> items(
      Shape.Items shape, Setting setting, String accepted, Node node, String path) {
    if (node instanceof ScalarNode && shape.element() instanceof Shape.Text) {
      return value(shape.element(), setting, accepted, node, path).map(List::of);
    }
    if (!(node instanceof SequenceNode sequence)) {
      problems.add(node.getStartMark(), path, YamlTree.describe(node), accepted);
      return Optional.empty();
    }
    String acceptedItem = shape.element().accepted(setting);
    List<Object> values = new ArrayList<>();
    List<Node> nodes = sequence.getValue();
    for (int i = 0; i < nodes.size(); i++) {
      value(shape.element(), setting, acceptedItem, nodes.get(i), path + "[" + i + "]")
          .ifPresent(values::add);
    }
    return values.size() == nodes.size() ? Optional.of(List.copyOf(values)) : Optional.empty();
  }

  /**
   * Calls the record's constructor. Where one of its own keys was wrong, what the constructor
   * refuses may be due to a default that stands in, so that is not reported.
   */
  private Optional<Object> construct(
      Class<? extends Record> type,
      List<Object> values,
      boolean sound,
      Map<String, NodeTuple> given,
      MappingNode map,
      String path) {
    if (values.contains(null)) {
      return Optional.empty();
    }
    try {
      return Optional.of(constructor(type).newInstance(values.toArray()));
    } catch (InvocationTargetException e) {
      if (!(e.getCause() instanceof InvalidSetting invalid)) {
        throw new IllegalStateException(type + " could not be made", e);
      }
      if (sound) {
        NodeTuple entry = given.get(invalid.key());
        Node place = entry == null ? map : entry.getKeyNode();
        problems.add(
            place.getStartMark(),
            join(path, invalid.key()),
            invalid.received(),
            invalid.accepted());
      }
      return Optional.empty();
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " could not be made", e);
    }
  }

  private static Constructor<? extends Record> constructor(Class<? extends Record> type)
      throws NoSuchMethodException {
    Class<?>[] types =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    return type.getDeclaredConstructor(types);
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
