package io.headstart.store;

import java.nio.file.Path;
import java.util.SortedMap;

/**
 * A complete entry as listed: read from its manifest, its data not checked.
 *
 * @param id the key's id, 64 hexadecimal digits
 * @param file the safetensors file
 * @param bytes its length
 * @param count rows, broken ones included
 * @param dimension features a row
 * @param brokenCount how many rows are broken
 * @param created when it was completed, ISO 8601, UTC
 * @param fields the key's fields
 */
public record FeatureEntry(
    String id,
    Path file,
    long bytes,
    int count,
    int dimension,
    int brokenCount,
    String created,
    SortedMap<String, String> fields) {}
