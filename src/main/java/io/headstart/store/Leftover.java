package io.headstart.store;

/**
 * Something in a store that belongs to no entry, such as the rest of work given up.
 *
 * @param name as the store calls it, for example a file name
 * @param bytes its length
 */
public record Leftover(String name, long bytes) {}
