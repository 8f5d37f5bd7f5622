package io.headstart.store;

import io.headstart.Failure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Features kept under content keys: each entry under the SHA-256 of all that decides it.
 *
 * <p>Since a key decides every byte of its entry, entries of one key are interchangeable wherever
 * they were made: two stores are merged by copying what one of them lacks. Any number of threads
 * and processes may share a store. Every method throws {@link Failure} when the place refuses.
 */
public interface FeatureStore {
  /**
   * Returns the entry when it is complete and sound, and notes the use. A damaged entry counts as
   * absent.
   */
  Optional<StoredFeatures> find(FeatureKey key);

  /**
   * Returns the entry, making what is missing: all of it, or what an interrupted run has not
   * completed. When another thread or process is making it, waits and says so. A damaged entry is
   * set aside and made again.
   *
   * @param source asked for the missing rows only; never asked when the entry is there
   * @throws Failure when the place refuses; what is complete is kept for the next call
   * @throws IllegalStateException when the key does not decide labels and dimension
   */
  StoredFeatures obtain(FeatureRequest request, RowSource source);

  /**
   * Checks that what is missing of several entries has room, before the first of them is made.
   *
   * @return how many rows are missing
   * @throws Failure when it has none
   */
  long requireSpace(List<FeatureRequest> requests);

  /**
   * Returns the ids of all entries, damaged ones included, sorted. Unfinished ones are no entry.
   */
  List<String> ids();

  /**
   * Returns the complete entries, the least recently used first. Only what describes an entry is
   * read; entries whose description is damaged are left out.
   */
  List<FeatureEntry> list();

  /**
   * Checks an entry in full, as {@link #find} does, without noting a use.
   *
   * @param id 64 hexadecimal digits
   * @return what is wrong with it; empty when it is sound or not there
   */
  Optional<String> verify(String id);

  /**
   * Removes an entry as it was listed. Waits for nobody: an entry that someone is at work on stays,
   * and so does one that was used since.
   *
   * @return whether it was removed
   */
  boolean remove(FeatureEntry entry);

  /**
   * Removes what no entry needs: entries set aside as damaged, temporary files, and unfinished work
   * that nobody is at. Such work could be gone on with, hence the age.
   *
   * @param age what was written to more recently than this stays
   * @param dryRun only says what would go
   * @return what was removed, sorted by name
   */
  List<Leftover> sweep(Duration age, boolean dryRun);
}
