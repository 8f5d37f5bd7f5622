package io.headstart.config;

import io.headstart.setting.Setting;
import io.headstart.setting.Variant;
import io.headstart.setting.Variants;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a key of the configuration may hold, as YAML sees it. The reader, the writer and the schema
 * all follow these shapes; none of them looks at Java types itself.
 */
sealed interface Shape {

  /** A whole number; {@code wide} for 64 bits, else 32. */
  record Whole(boolean wide) implements Shape {
    @Override
    public String accepted(Setting setting) {
      return inRange("a whole number", setting);
    }
  }

  /** A finite number. */
  record Real() implements Shape {
    @Override
    public String accepted(Setting setting) {
      return inRange("a number", setting);
    }
  }

  /** True or false. */
  record Flag() implements Shape {
    @Override
    public String accepted(Setting setting) {
      return "true or false";
    }
  }

  /** Text, perhaps bound by a pattern. */
  record Text() implements Shape {
    @Override
    public String accepted(Setting setting) {
      return setting.accepted().isEmpty() ? "text" : setting.accepted();
    }
  }

  /**
   * One of several names.
   *
   * @param values what each of the names stands for
   */
  record Choice(List<String> names, List<?> values) implements Shape {
    static Choice of(Class<?> constants) {
      List<Object> values = List.of(constants.getEnumConstants());
      return new Choice(values.stream().map(one -> kebab((Enum<?>) one)).toList(), values);
    }

    @Override
    public String accepted(Setting setting) {
      int last = names.size() - 1;
      return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    @Override
    public Object plain(Object value) {
      return names.get(values.indexOf(value));
    }
  }

  /** A list; text may stand alone for a list of one. */
  record Items(Shape element) implements Shape {
    @Override
    public String accepted(Setting setting) {
      if (element instanceof Text) {
        return setting.accepted().isEmpty()
            ? "text or a list of texts"
            : setting.accepted() + "; or a list of these";
      }
      return "a list, each item " + element.accepted(setting);
    }

    @Override
    public Object plain(Object value) {
      List<Object> plain = new ArrayList<>();
      for (Object item : (List<?>) value) {
        plain.add(element.plain(item));
      }
      return plain;
    }
  }

  /** A map whose keys are a record's components. */
  record Section(Class<? extends Record> type) implements Shape {
    @Override
    public String accepted(Setting setting) {
      String alone = Key.shortForm(type).map(key -> ", or its " + key.name() + " alone").orElse("");
      return "a map with the keys " + String.join(", ", Key.names(type)) + alone;
    }

    @Override
    public Object plain(Object value) {
      Map<String, Object> plain = new LinkedHashMap<>();
      for (Key key : Key.of(type)) {
        if (key.shape() instanceof Alternatives choice && choice.inline()) {
          plain.putAll(choice.plain(key.value((Record) value)));
        } else {
          plain.put(key.name(), key.plain((Record) value));
        }
      }
      return plain;
    }
  }

  /**
   * One of the records that a sealed interface permits ({@link Variants}): a key that names it, and
   * its own keys, in a map of their own or, inline, beside those of the record that holds it.
   */
  record Alternatives(Class<?> type) implements Shape {

    /** One of the records. */
    record Option(String name, Class<? extends Record> type, String text) {}

    private static final ClassValue<List<Option>> OPTIONS =
        new ClassValue<>() {
          @Override
          protected List<Option> computeValue(Class<?> type) {
            return Stream.of(type.getPermittedSubclasses()).map(Alternatives::option).toList();
          }
        };

    private static Option option(Class<?> type) {
      Variant variant = type.getAnnotation(Variant.class);
      return new Option(variant.name(), type.asSubclass(Record.class), variant.value());
    }

    List<Option> options() {
      return OPTIONS.get(type);
    }

    boolean inline() {
      return variants().inline();
    }

    /** Returns whether one stands in where none is named. */
    boolean hasDefault() {
      return Stream.of(type.getDeclaredMethods())
          .anyMatch(method -> method.getName().equals("defaults"));
    }

    /** Returns the option that a value is of. */
    Option optionOf(Object value) {
      return options().stream().filter(one -> one.type() == value.getClass()).findFirst().get();
    }

    /** Returns the key that names the option; required, though a default may stand in. */
    Key naming() {
      Choice choice = new Choice(options().stream().map(Option::name).toList(), options());
      String texts =
          options().stream()
              .map(one -> one.name() + ": " + one.text())
              .collect(Collectors.joining("; ", " ", "."));
      String text = variants().value() + texts;
      return new Key(variants().key(), choice, false, text, UNBOUNDED, true, null, null);
    }

    /** Returns the naming key and the keys of all options; a name may stand in several. */
    List<Key> keys() {
      return Stream.concat(
              Stream.of(naming()), options().stream().flatMap(one -> Key.of(one.type()).stream()))
          .toList();
    }

    /** Returns the names of all keys, each once. */
    List<String> names() {
      return keys().stream().map(Key::name).distinct().toList();
    }

    /** Returns the options that have a key of this name. */
    List<Option> having(String name) {
      return options().stream()
          .filter(one -> Key.of(one.type()).stream().anyMatch(key -> key.name().equals(name)))
          .toList();
    }

    private Variants variants() {
      return type.getAnnotation(Variants.class);
    }

    @Override
    public String accepted(Setting setting) {
      if (inline()) {
        return naming().accepted();
      }
      return "a map with the keys %s, or its %s alone"
          .formatted(String.join(", ", names()), variants().key());
    }

    @Override
    public Map<String, Object> plain(Object value) {
      Map<String, Object> plain = new LinkedHashMap<>();
      plain.put(variants().key(), optionOf(value).name());
      for (Key key : Key.of(optionOf(value).type())) {
        plain.put(key.name(), key.plain((Record) value));
      }
      return plain;
    }
  }

  /** The validation images: a count, a share, or parts ({@link DataSettings.Validation}). */
  record Amount() implements Shape {
    @Override
    public String accepted(Setting setting) {
      return setting.accepted();
    }

    @Override
    public Object plain(Object value) {
      DataSettings.Validation validation = (DataSettings.Validation) value;
      if (validation.isAuto()) {
        return validation.parts().get(0);
      } else if (validation.parts().isEmpty()) {
        return validation.amount();
      }
      return validation.parts();
    }
  }

  /** Weights of classes: a rule's name, or a map from names to numbers. */
  record Weights() implements Shape {
    static final List<String> RULES = List.of("none", "balanced");

    @Override
    public String accepted(Setting setting) {
      return "none, balanced or a map of classes, each " + new Real().accepted(setting);
    }

    @Override
    public Object plain(Object value) {
      ClassWeights weights = (ClassWeights) value;
      return weights.rule() == ClassWeights.Rule.NAMED ? weights.named() : kebab(weights.rule());
    }
  }

  /** The bounds of a key that has none. */
  Setting UNBOUNDED = Unbounded.class.getRecordComponents()[0].getAnnotation(Setting.class);

  /** Carries {@link #UNBOUNDED}. */
  record Unbounded(@Setting("") int any) {}

  /** Says to people what is accepted, with the bounds of the setting. */
  String accepted(Setting setting);

  /** Returns a value of this shape as maps, lists, numbers, booleans and text. */
  default Object plain(Object value) {
    return value;
  }

  /** Returns the shape of a component's type, {@code Optional} already taken off. */
  static Shape of(Type type) {
    if (type == int.class || type == Integer.class) {
      return new Whole(false);
    } else if (type == long.class || type == Long.class) {
      return new Whole(true);
    } else if (type == double.class || type == Double.class) {
      return new Real();
    } else if (type == boolean.class || type == Boolean.class) {
      return new Flag();
    } else if (type == String.class) {
      return new Text();
    } else if (type == DataSettings.Validation.class) {
      return new Amount();
    } else if (type == ClassWeights.class) {
      return new Weights();
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return new Items(of(list.getActualTypeArguments()[0]));
    } else if (type instanceof Class<?> plain && plain.isRecord()) {
      return new Section(plain.asSubclass(Record.class));
    } else if (type instanceof Class<?> plain && plain.isEnum()) {
      return Choice.of(plain);
    } else if (type instanceof Class<?> plain && plain.isAnnotationPresent(Variants.class)) {
      return new Alternatives(plain);
    }
    throw new IllegalArgumentException("no YAML shape for " + type);
  }

  /** Returns an enum constant in YAML spelling: {@code MULTI_STEP} is {@code multi-step}. */
  static String kebab(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Returns a component name in YAML spelling: {@code l2Form} is {@code l2-form}. */
  static String kebab(String component) {
    return component.replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
  }

  /** Returns the shortest exact spelling of a number: {@code 1e-8}, {@code 64}, {@code 0.1}. */
  static String number(double value) {
    boolean whole = value == Math.rint(value) && Math.abs(value) < 1e15;
    boolean negativeZero = value == 0 && 1 / value < 0;
    return whole && !negativeZero
        ? Long.toString((long) value)
        : Double.toString(value).replace(".0E", "e").replace('E', 'e');
  }

  private static String inRange(String kind, Setting setting) {
    return setting.min() == setting.max() ? number(setting.min()) : kind + range(setting);
  }

  private static String range(Setting setting) {
    boolean bounded = Double.isFinite(setting.min());
    boolean limited = Double.isFinite(setting.max());
    String min = number(setting.min());
    String max = number(setting.max());
    if (bounded && limited) {
      return setting.above()
          ? " above " + min + (setting.below() ? " and below " : ", up to ") + max
          : " from " + min + (setting.below() ? " to below " : " to ") + max;
    } else if (bounded) {
      return setting.above() ? " above " + min : " of " + min + " or more";
    } else if (limited) {
      return setting.below() ? " below " + max : " of " + max + " or less";
    }
    return "";
  }
}
