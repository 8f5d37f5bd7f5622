package io.headstart.run;

import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.RandomAccess;

/**
 * An immutable list of which a longer one can be made without a copy: both look at the same
 * elements, and each knows how many of them are its own. One thread makes longer lists.
 */
final class GrownList<T> extends AbstractList<T> implements RandomAccess {
  private final List<T> shared;
  private final int size;

  private GrownList(List<T> shared, int size) {
    this.shared = shared;
    this.size = size;
  }

  /** Returns the list itself where it is one of these, else a copy. */
  static <T> GrownList<T> of(List<T> list) {
    return list instanceof GrownList<T> grown
        ? grown
        : new GrownList<>(new ArrayList<>(List.copyOf(list)), list.size());
  }

  /** Returns a list with one more element. */
  GrownList<T> with(T element) {
    // Another longer list has been made of this one already: its elements stay as they are.
    List<T> own = shared.size() == size ? shared : new ArrayList<>(this);
    own.add(Objects.requireNonNull(element));
    return new GrownList<>(own, size + 1);
  }

  @Override
  public T get(int index) {
    return shared.get(Objects.checkIndex(index, size));
  }

  @Override
  public int size() {
    return size;
  }
}
