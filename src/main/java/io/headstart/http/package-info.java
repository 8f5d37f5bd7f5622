/**
 * HTTP on Jetty's core, for whoever answers it: what is listened to, which requests are let in, how
 * bodies are read and answers given. What the answers are is not known here.
 *
 * <p>A request goes {@link io.headstart.http.Routes} - {@link io.headstart.http.Gate} - the action
 * of its {@link io.headstart.http.Route}, which answers the {@link io.headstart.http.Exchange} now
 * or later. No thread waits meanwhile.
 */
package io.headstart.http;
