package io.headstart.data;

import java.nio.file.Path;

/**
 * How image files are read.
 *
 * @param side pixels a side that images are resized to
 * @param broken receives those that cannot be decoded
 * @param indexDirectory where the hashes of files are remembered between runs
 */
record FileReading(int side, BrokenImages broken, Path indexDirectory) {}
