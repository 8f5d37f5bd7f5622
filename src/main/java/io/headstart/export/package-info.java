/** A trained head with its backbone as files that others run. */
package io.headstart.export;
