/**
 * A live page over all runs, on the loopback. It reads the files that runs write, by the readers
 * that reports use, and starts the program's own commands as processes of their own; what it shows
 * is in those files or on the command line too.
 *
 * <p>{@link io.headstart.studio.StudioServer} lists the routes; {@link
 * io.headstart.studio.StudioGate} says who may ask; {@link io.headstart.studio.RunIndex} knows all
 * runs.
 */
package io.headstart.studio;
