package io.headstart.config;

import io.headstart.setting.Setting;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One key of the configuration: a record component as YAML sees it.
 *
 * @param name in YAML spelling, e.g. {@code learning-rate}
 * @param shape what it holds, {@code Optional} already taken off
 * @param optional whether null is accepted
 * @param text what it is for
 * @param setting its bounds
 * @param required whether it must be given wherever its record is
 * @param defaultValue the component's default, an {@code Optional} where {@code optional}; null
 *     only where the record has no {@code defaults()} and the key is required
 * @param accessor reads the component
 */
record Key(
    String name,
    Shape shape,
    boolean optional,
    String text,
    Setting setting,
    boolean required,
    Object defaultValue,
    Method accessor) {

  private static final ClassValue<List<Key>> KEYS =
      new ClassValue<>() {
        @Override
        protected List<Key> computeValue(Class<?> type) {
          return describe(type);
        }
      };

  /** Returns the keys of a record, in its order. */
  static List<Key> of(Class<? extends Record> type) {
    return KEYS.get(type);
  }

  /** Returns the one required key of a record, whose value may stand for the whole map. */
  static Optional<Key> shortForm(Class<? extends Record> type) {
    List<Key> required = of(type).stream().filter(Key::required).toList();
    return required.size() == 1 ? Optional.of(required.get(0)) : Optional.empty();
  }

  /**
   * Returns the key of a name among all that may stand in a record's map, those of its inline
   * alternatives included.
   */
  static Optional<Key> find(Class<? extends Record> type, String name) {
    return of(type).stream()
        .flatMap(
            key ->
                key.shape() instanceof Shape.Alternatives choice && choice.inline()
                    ? choice.keys().stream()
                    : Stream.of(key))
        .filter(key -> key.name().equals(name))
        .findFirst();
  }

  /** Returns the names of all keys that may stand in a record's map. */
  static List<String> names(Class<? extends Record> type) {
    return of(type).stream()
        .flatMap(
            key ->
                key.shape() instanceof Shape.Alternatives choice && choice.inline()
                    ? choice.names().stream()
                    : Stream.of(key.name()))
        .toList();
  }

  /** Returns what is accepted, with bounds and null, in words. */
  String accepted() {
    return shape.accepted(setting) + (optional ? ", or null" : "");
  }

  /** Returns this key's value in its record. */
  Object value(Record owner) {
    return invoke(accessor, owner);
  }

  /** Returns this key's value in its record as maps, lists, numbers, booleans, text and null. */
  Object plain(Record owner) {
    return plainOf(value(owner));
  }

  /** Returns the default as {@link #plain} does. */
  Object plainDefault() {
    return plainOf(defaultValue);
  }

  private Object plainOf(Object value) {
    Object content = value instanceof Optional<?> maybe ? maybe.orElse(null) : value;
    if (setting.alone() && content instanceof List<?> list && list.size() == 1) {
      return list.get(0);
    }
    return content == null ? null : shape.plain(content);
  }

  private static List<Key> describe(Class<?> type) {
    Optional<Object> defaults = defaults(type);
    List<Key> keys = new ArrayList<>();
    for (RecordComponent component : type.getRecordComponents()) {
      Setting setting = component.getAnnotation(Setting.class);
      if (setting == null) {
        throw new IllegalStateException("@Setting is missing on " + type + "." + component);
      }
      Type content = component.getGenericType();
      boolean optional = component.getType() == Optional.class;
      if (optional) {
        content = ((ParameterizedType) content).getActualTypeArguments()[0];
      }
      Method accessor = component.getAccessor();
      Object empty = optional ? Optional.empty() : null;
      keys.add(
          new Key(
              Shape.kebab(component.getName()),
              Shape.of(content),
              optional,
              setting.value(),
              setting,
              setting.required() || (defaults.isEmpty() && !optional),
              defaults.map(owner -> invoke(accessor, owner)).orElse(empty),
              accessor));
    }
    return List.copyOf(keys);
  }

  /** A record without {@code defaults()} has no valid default, e.g. "one of these two". */
  private static Optional<Object> defaults(Class<?> type) {
    try {
      return Optional.of(invoke(type.getDeclaredMethod("defaults"), null));
    } catch (NoSuchMethodException absent) {
      return Optional.empty();
    }
  }

  private static Object invoke(Method method, Object owner) {
    try {
      return method.invoke(owner);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException(method + " failed", e);
    }
  }
}
