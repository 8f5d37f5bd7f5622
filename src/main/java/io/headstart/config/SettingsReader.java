package io.headstart.config;

import io.headstart.Failure;
import io.headstart.io.SmallFile;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.snakeyaml.engine.v2.common.FlowStyle;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.Tag;

/**
 * Reads the configuration strictly: keys are the records' components in kebab-case, a key left out
 * keeps its default, and everything wrong is reported in one {@link Failure}, each problem with its
 * place, what was received and what is accepted.
 *
 * <p>Overrides have the form {@code key.path=value}; the value is YAML and takes the place of the
 * file's.
 */
public final class SettingsReader {
  private final Problems problems;
  private final Binder binder;

  private SettingsReader(String fileName, List<String> overrides) {
    this.problems = new Problems(fileName, overrides);
    this.binder = new Binder(problems);
  }

  /** Bytes of a configuration: the largest there are have some thousand. */
  private static final int LONGEST = 1 << 20;

  /** The name that stands for a file when there is none. */
  public static final String NO_FILE = "defaults";

  /**
   * Reads a file.
   *
   * @param file YAML in UTF-8; an empty one gives the defaults
   * @param overrides {@code key.path=value}, applied in order
   * @throws Failure if the file is missing or anything in it or the overrides is wrong
   */
  public static Settings read(Path file, List<String> overrides) {
    return parse(content(file), file.toString(), overrides);
  }

  /**
   * Reads a file, or takes the defaults.
   *
   * @param file YAML in UTF-8; empty for none
   * @param overrides {@code key.path=value}, applied in order
   * @param notes hears of each value that has no effect
   * @throws Failure if the file is missing or anything in it or the overrides is wrong
   */
  public static Settings read(Optional<Path> file, List<String> overrides, Consumer<String> notes) {
    String name = file.map(Path::toString).orElse(NO_FILE);
    SettingsReader reader = new SettingsReader(name, overrides);
    Settings settings = reader.bind(file.map(SettingsReader::content).orElse(""), name, overrides);
    reader.problems.throwIfAny();
    reader.problems.notes().forEach(notes);
    return settings;
  }

  /**
   * Reads YAML text.
   *
   * @param yaml the text; an empty one gives the defaults
   * @param fileName how the text is called in messages
   * @param overrides {@code key.path=value}, applied in order
   * @throws Failure if anything in the text or the overrides is wrong
   */
  public static Settings parse(String yaml, String fileName, List<String> overrides) {
    SettingsReader reader = new SettingsReader(fileName, overrides);
    Settings settings = reader.bind(yaml, fileName, overrides);
    reader.problems.throwIfAny();
    return settings;
  }

  /**
   * Reads the configuration that a run has kept. What version 0.1.0 had no key for is as it was
   * then: images of folders were stretched.
   *
   * @param yaml the text, as {@link SettingsWriter} or version 0.1.0 wrote it
   * @param fileName how the text is called in messages
   * @param overrides {@code key.path=value}, applied in order
   * @throws Failure if anything in the text or the overrides is wrong
   */
  public static Settings parseKept(String yaml, String fileName, List<String> overrides) {
    Settings settings = parse(yaml, fileName, overrides);
    Optional<Node> root = YamlTree.parse(yaml, fileName, new Problems(fileName, List.of()));
    boolean folder = settings.data().source() == DataSettings.Source.FOLDER;
    if (!folder || root.filter(node -> YamlTree.has(node, List.of("data", "resize"))).isPresent()) {
      return settings;
    }
    List<String> all = new ArrayList<>(List.of("data.resize=stretch"));
    all.addAll(overrides);
    return parse(yaml, fileName, all);
  }

  /**
   * Returns settings in which some keys have other values. Only those are read: everything else
   * stays as it is.
   *
   * @param name how the changes are called in messages, e.g. {@code trial 3}
   * @param overrides {@code key.path=value}, all applied at once
   * @throws Failure if any of them is wrong, or they do not go together with what is there
   */
  static Settings change(Settings there, String name, List<String> overrides) {
    SettingsReader reader = new SettingsReader(name, overrides);
    Node root = new MappingNode(YamlTree.PATH, List.of(), FlowStyle.BLOCK);
    for (String override : overrides) {
      root = YamlTree.override(root, override, reader.problems);
    }
    Settings changed = reader.binder.settings(there, root);
    reader.problems.throwIfAny();
    return changed;
  }

  /**
   * Reads a file as {@link #read} does and also checks that the files it names exist.
   *
   * @throws Failure as {@link #read}; of kind {@link Failure.Kind#MISSING} if files that it names
   *     are all that is wrong
   */
  public static Settings validate(Path file, List<String> overrides) {
    return validate(Optional.of(file), overrides);
  }

  /** As {@link #validate(Path, List)}; without a file it checks the defaults and the overrides. */
  public static Settings validate(Optional<Path> file, List<String> overrides) {
    String name = file.map(Path::toString).orElse(NO_FILE);
    SettingsReader reader = new SettingsReader(name, overrides);
    Settings settings = reader.bind(file.map(SettingsReader::content).orElse(""), name, overrides);
    NamedFiles.check(settings, reader.binder::place, reader.problems);
    reader.problems.throwIfAny();
    return settings;
  }

  /** Reads a file of another kind, described by another record, as strictly. */
  static <T extends Record> T readAs(Class<T> type, Path file) {
    SettingsReader reader = new SettingsReader(file.toString(), List.of());
    Optional<T> record =
        YamlTree.parse(content(file), file.toString(), reader.problems)
            .flatMap(root -> reader.binder.record(type, root));
    reader.problems.throwIfAny();
    return record.orElseThrow(() -> empty(file));
  }

  private static Failure empty(Path file) {
    return Failure.usage("%s is empty", file)
        .received("a file without content")
        .accepted("YAML")
        .next("restore the file")
        .build();
  }

  private Settings bind(String yaml, String fileName, List<String> overrides) {
    Optional<Node> document = YamlTree.parse(yaml, fileName, problems);
    if (problems.any()) {
      // Overrides may fit only with what the file says: without it they are not judged.
      return Settings.defaults();
    }
    Node root = document.orElse(new MappingNode(Tag.MAP, List.of(), FlowStyle.BLOCK));
    for (String override : overrides) {
      root = YamlTree.override(root, override, problems);
    }
    return binder.settings(Settings.defaults(), root);
  }

  private static String content(Path file) {
    try {
      String text = SmallFile.text(file, LONGEST);
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (NoSuchFileException e) {
      throw Failure.missing("the configuration %s was not found", file)
          .received("%s, which does not exist", file)
          .accepted("a YAML file with keys as in config/reference.yaml")
          .next("check the name given with --config")
          .cause(e)
          .build();
    } catch (IOException e) {
      boolean binary = e instanceof CharacterCodingException;
      throw Failure.usage("the configuration %s could not be read", file)
          .received("%s", binary ? "bytes that are not UTF-8 text" : e)
          .accepted(
              "a readable YAML file of at most 1 MiB in UTF-8 with keys as in config/reference.yaml")
          .next("check the file given with --config")
          .cause(e)
          .build();
    }
  }
}
