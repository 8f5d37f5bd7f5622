package io.headstart.setting;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.List;
import java.util.stream.Stream;

/** Makes records from the values of their components. */
public final class RecordCopy {
  private RecordCopy() {}

  /**
   * Calls a record's constructor.
   *
   * @param values of all components, in their order
   * @throws InvalidSetting when the constructor does
   */
  public static <R extends Record> R of(Class<R> type, List<?> values) {
    Class<?>[] types =
        Stream.of(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      return type.getDeclaredConstructor(types).newInstance(values.toArray());
    } catch (InvocationTargetException e) {
      if (e.getCause() instanceof InvalidSetting invalid) {
        throw invalid;
      }
      throw new IllegalStateException(type + " could not be made", e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(type + " could not be made", e);
    }
  }

  /** Returns a copy of a record in which one component has another value. */
  public static <R extends Record> R with(R record, String component, Object value) {
    RecordComponent[] components = record.getClass().getRecordComponents();
    if (Stream.of(components).noneMatch(one -> one.getName().equals(component))) {
      throw new IllegalArgumentException(record.getClass() + " has no component " + component);
    }
    List<Object> values =
        Stream.of(components)
            .map(one -> one.getName().equals(component) ? value : value(one, record))
            .toList();
    @SuppressWarnings("unchecked") // the class of an R
    Class<R> type = (Class<R>) record.getClass();
    return of(type, values);
  }

  private static Object value(RecordComponent component, Record record) {
    try {
      return component.getAccessor().invoke(record);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(component + " could not be read", e);
    }
  }
}
