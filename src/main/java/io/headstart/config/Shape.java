package io.headstart.config;

import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What a key of the configuration may hold, as YAML sees it. The reader, the writer and the schema
 * all follow these shapes; none of them looks at Java types itself.
 */
sealed interface Shape {

  /** A whole number; {@code wide} for 64 bits, else 32. */
  record Whole(boolean wide) implements Shape {
    @Override
    public String accepted(Setting setting) {
      return "a whole number" + range(setting);
    }
  }

  /** A finite number. */
  record Real() implements Shape {
    @Override
    public String accepted(Setting setting) {
      return "a number" + range(setting);
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

  /** One of an enum's names. */
  record Choice(Class<? extends Enum<?>> type) implements Shape {
    /** Returns the names in YAML spelling, in the order of the enum. */
    List<String> names() {
      List<String> names = new ArrayList<>();
      for (Enum<?> constant : type.getEnumConstants()) {
        names.add(kebab(constant));
      }
      return names;
    }

    /** Returns the constant of the name at an index of {@link #names()}. */
    Enum<?> constant(int index) {
      return type.getEnumConstants()[index];
    }

    @Override
    public String accepted(Setting setting) {
      List<String> names = names();
      int last = names.size() - 1;
      return String.join(", ", names.subList(0, last)) + " or " + names.get(last);
    }

    @Override
    public Object plain(Object value) {
      return kebab((Enum<?>) value);
    }
  }

  /** A list; text may stand alone for a list of one. */
  record Items(Shape element) implements Shape {
    @Override
    public String accepted(Setting setting) {
      return element instanceof Text
          ? "text or a list of texts"
          : "a list, each item " + element.accepted(setting);
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
      List<String> names = Key.of(type).stream().map(Key::name).toList();
      String alone = Key.shortForm(type).map(key -> ", or its " + key.name() + " alone").orElse("");
      return "a map with the keys " + String.join(", ", names) + alone;
    }

    @Override
    public Object plain(Object value) {
      Map<String, Object> plain = new LinkedHashMap<>();
      for (Key key : Key.of(type)) {
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
      if (validation.parts().isEmpty()) {
        return validation.amount();
      }
      return validation.parts();
    }
  }

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
    } else if (type instanceof ParameterizedType list && list.getRawType() == List.class) {
      return new Items(of(list.getActualTypeArguments()[0]));
    } else if (type instanceof Class<?> plain && plain.isRecord()) {
      return new Section(plain.asSubclass(Record.class));
    } else if (type instanceof Class<?> plain && plain.isEnum()) {
      @SuppressWarnings("unchecked") // isEnum() was just asked
      Class<? extends Enum<?>> constants = (Class<? extends Enum<?>>) plain;
      return new Choice(constants);
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
