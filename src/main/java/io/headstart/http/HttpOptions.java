package io.headstart.http;

import java.time.Duration;

/**
 * Where a server listens, and how it speaks of itself.
 *
 * @param host an address of this machine
 * @param port 0 for any that is free
 * @param time until a request is answered, from the end of its headers; a connection that sends no
 *     whole headers for so long is closed
 * @param help what who asked wrongly does next, such as {@code see /openapi.json}
 * @param slower what a user can do where the time is too short
 */
public record HttpOptions(String host, int port, Duration time, String help, String slower) {}
