/**
 * What a run leaves on disk, each file modelled once for the one who writes it and all who read it:
 * {@link io.headstart.run.Manifest}, {@link io.headstart.run.History} and {@link
 * io.headstart.run.SetConfusion}; {@link io.headstart.run.RunFolder} reads them together.
 *
 * <p>Readers are strict: a file that is not as its writer leaves it is a {@link
 * io.headstart.Failure} that names the file and the place. Fields and columns they do not know are
 * passed over, so that files of later versions can be read.
 */
package io.headstart.run;
