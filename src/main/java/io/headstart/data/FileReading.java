package io.headstart.data;

import java.nio.file.Path;

/**
 * How image files are read.
 *
 * @param square what images become
 * @param broken receives those that cannot be decoded
 * @param indexDirectory where the hashes of files are remembered between runs
 */
record FileReading(Square square, BrokenImages broken, Path indexDirectory) {}
