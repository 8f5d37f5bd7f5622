/**
 * The HTTP server: images in, answers out, for people ({@code /classify}, a page), for programs
 * (the Open Inference Protocol, version 2) and for who watches it ({@code /metrics}, health).
 *
 * <p>A request goes {@link io.headstart.http.Routes} - {@link io.headstart.http.RequestBody} -
 * images ({@link io.headstart.serve.UploadedImages}, {@link io.headstart.serve.InferRequest}) -
 * {@link io.headstart.serve.ModelVersion}, where it is decoded, batched and classified - answer. No
 * thread waits meanwhile.
 */
package io.headstart.serve;
