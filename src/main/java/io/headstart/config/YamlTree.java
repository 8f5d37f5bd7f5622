package io.headstart.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.api.lowlevel.Parse;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.common.ScalarStyle;
import org.snakeyaml.engine.v2.events.AliasEvent;
import org.snakeyaml.engine.v2.events.CollectionEndEvent;
import org.snakeyaml.engine.v2.events.CollectionStartEvent;
import org.snakeyaml.engine.v2.events.Event;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/** YAML text as a tree of nodes that know their place, with overrides set into it. */
final class YamlTree {
  /**
   * Tags maps that stand for the path of an override: their keys replace single values of what is
   * there, while another map replaces all of it.
   */
  static final Tag PATH = new Tag("!path");

  private static final int SHOWN = 80;

  /** Lists and maps within each other; the configuration has up to six. */
  private static final int DEEPEST = 32;

  /** Uses of an anchor ({@code *name}): a list of lists of lists could be as long as any. */
  private static final int MOST_ALIASES = 100;

  private YamlTree() {}

  /**
   * Reads YAML 1.2 by its core schema, in which {@code yes} is text and {@code 1e-3} a number.
   *
   * @param label the name that the marks carry
   * @return the root; empty for no document, and where a problem was added
   */
  static Optional<Node> parse(String yaml, String label, Problems problems) {
    // All in one piece: SnakeYAML Engine 2.10 fails where two halves of a character lie in two.
    LoadSettings settings =
        LoadSettings.builder()
            .setLabel(label)
            .setSchema(new CoreSchema())
            .setBufferSize(yaml.length() + 2)
            .build();
    try {
      requireFlat(yaml, settings);
      return new Compose(settings).composeString(yaml);
    } catch (MarkedYamlEngineException e) {
      problems.add(e.getProblemMark(), "", "broken YAML, " + oneLine(e.getProblem()), yamlRule());
    } catch (YamlEngineException e) {
      problems.add(
          Optional.of(start(label)), "", "broken YAML, " + oneLine(e.getMessage()), yamlRule());
    }
    return Optional.empty();
  }

  /**
   * Refuses what is nested deeper than any configuration: the tree is built, and gone through, by
   * calls within calls.
   */
  private static void requireFlat(String yaml, LoadSettings settings) {
    int depth = 0;
    int aliases = 0;
    for (Event event : new Parse(settings).parseString(yaml)) {
      if (event instanceof CollectionStartEvent) {
        depth++;
      } else if (event instanceof CollectionEndEvent) {
        depth--;
      } else if (event instanceof AliasEvent) {
        aliases++;
      }
      if (depth > DEEPEST || aliases > MOST_ALIASES) {
        throw new YamlEngineException(
            "more than "
                + DEEPEST
                + " lists and maps in each other, or "
                + MOST_ALIASES
                + " aliases");
      }
    }
  }

  /**
   * Returns the root with an override's value at its path; maps are made on the way. A path that
   * leads nowhere is set as well, for the binder to find.
   */
  static Node override(Node root, String override, Problems problems) {
    String label = Problems.OVERRIDE + override;
    int equals = override.indexOf('=');
    if (equals < 1) {
      problems.add(Optional.of(start(label)), "", "no key and \"=\"", "--set key.path=value");
      return root;
    }
    String text = override.substring(equals + 1);
    // An empty document has no mark; null has one.
    Optional<Node> value = parse(text.isBlank() ? "null" : text, label, problems);
    List<String> path = List.of(override.substring(0, equals).split("\\.", -1));
    if (value.isEmpty() || !leadsToKey(path, label, problems)) {
      return root;
    }
    return replaced(root, path, value.get());
  }

  /** Returns what a node is, as an error message shows it. */
  static String describe(Node node) {
    if (node instanceof SequenceNode) {
      return "a list";
    } else if (!(node instanceof ScalarNode scalar)) {
      return "a map";
    } else if (isNull(node)) {
      return "null";
    } else {
      String value = scalar.getValue();
      if (value.length() > SHOWN) {
        value = value.substring(0, SHOWN) + "...";
      }
      value = value.replace("\n", "\\n");
      return node.getTag().equals(Tag.STR) ? '"' + value + '"' : value;
    }
  }

  static boolean isNull(Node node) {
    return node.getTag().equals(Tag.NULL);
  }

  /** Whether every part but the last is a section; unknown keys are left to the binder. */
  private static boolean leadsToKey(List<String> path, String label, Problems problems) {
    Class<? extends Record> type = Settings.class;
    for (int i = 0; i < path.size() - 1; i++) {
      String name = path.get(i);
      Optional<Key> key = Key.find(type, name);
      if (key.isEmpty()) {
        return true;
      }
      if (key.get().shape() instanceof Shape.Alternatives choice && !choice.inline()) {
        return true;
      }
      if (!(key.get().shape() instanceof Shape.Section section)) {
        String inner = String.join(".", path.subList(0, i + 1));
        problems.add(
            Optional.of(start(label)),
            "",
            "a path into " + inner,
            inner + "=VALUE, where VALUE is " + key.get().accepted());
        return false;
      }
      type = section.type();
    }
    return true;
  }

  private static Node replaced(Node node, List<String> path, Node value) {
    if (path.isEmpty()) {
      return value;
    }
    List<NodeTuple> tuples = new ArrayList<>();
    Optional<Mark> mark = value.getStartMark();
    Optional<Mark> place = mark;
    Tag tag = PATH;
    if (node instanceof MappingNode map) {
      tag = map.getTag();
      tuples.addAll(map.getValue());
      place = node.getStartMark();
    } else if (!isNull(node)) {
      return node; // not a map: reported at its place in the file
    }
    int index = 0;
    while (index < tuples.size() && !isKey(tuples.get(index).getKeyNode(), path.get(0))) {
      index++;
    }
    Node inner = new ScalarNode(Tag.NULL, true, "", ScalarStyle.PLAIN, mark, mark);
    Node key = new ScalarNode(Tag.STR, true, path.get(0), ScalarStyle.PLAIN, mark, mark);
    if (index < tuples.size()) {
      NodeTuple old = tuples.remove(index);
      inner = old.getValueNode();
      key = path.size() > 1 ? old.getKeyNode() : key;
    }
    Node replacement = replaced(inner, path.subList(1, path.size()), value);
    tuples.add(index, new NodeTuple(key, replacement));
    return new MappingNode(tag, true, tuples, FlowStyle.BLOCK, place, place);
  }

  /** Returns whether a key is given. */
  static boolean has(Node node, List<String> path) {
    if (path.isEmpty()) {
      return true;
    }
    return node instanceof MappingNode map
        && map.getValue().stream()
            .filter(tuple -> isKey(tuple.getKeyNode(), path.get(0)))
            .anyMatch(tuple -> has(tuple.getValueNode(), path.subList(1, path.size())));
  }

  private static boolean isKey(Node node, String name) {
    return node instanceof ScalarNode scalar && scalar.getValue().equals(name);
  }

  private static Mark start(String label) {
    return new Mark(label, 0, 0, 0, new int[0], 0);
  }

  private static String yamlRule() {
    return "YAML; text with brackets, commas, colons or # in it needs quotes";
  }

  private static String oneLine(String text) {
    return text.strip().replaceAll("\\s+", " ");
  }
}
