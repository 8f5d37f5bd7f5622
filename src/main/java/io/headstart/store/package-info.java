/**
 * Content-addressed files on disk: atomic, verified, resumable, safe between processes.
 *
 * <p>{@link io.headstart.store.FeatureStore} keeps features under a key made of all that decides
 * them; {@link io.headstart.store.Safetensors} reads and writes the file format it uses; {@link
 * io.headstart.store.AtomicFiles} writes small files whole or not at all. Nothing here knows images
 * or a tensor library.
 */
package io.headstart.store;
