package io.headstart.data;

import io.headstart.Progress;
import java.nio.file.Path;

/**
 * By what means images are come by.
 *
 * @param cache the program's cache; hashes of files are kept in its folder {@code index}
 * @param offline whether nothing may be downloaded
 * @param progress told of downloads and copies
 * @param elsewhere knows the files that are not on this machine
 */
public record ImageAccess(Path cache, boolean offline, Progress progress, RemoteFiles elsewhere) {}
