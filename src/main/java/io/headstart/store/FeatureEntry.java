package io.headstart.store;

import java.time.Instant;
import java.util.SortedMap;

/**
 * A complete entry as listed: read from its manifest, its data not checked.
 *
 * @param id the key's id, 64 hexadecimal digits
 * @param name what the images are called, for example {@code data_batch_1}; empty in entries that
 *     version 0.1.0 made
 * @param bytes length of the features
 * @param count rows, broken ones included
 * @param dimension features a row
 * @param brokenCount how many rows are broken
 * @param created when it was completed
 * @param lastUsed when it was last opened; {@code created} when nothing is known of that
 * @param fields the key's fields
 */
public record FeatureEntry(
    String id,
    String name,
    long bytes,
    int count,
    int dimension,
    int brokenCount,
    Instant created,
    Instant lastUsed,
    SortedMap<String, String> fields) {}
