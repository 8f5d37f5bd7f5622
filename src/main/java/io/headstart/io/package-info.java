/**
 * The ground floor: files written whole or not at all, locks that die with their process, SHA-256,
 * CSV lines, and what a disk refused in the words of a user. The only place for each of them.
 */
package io.headstart.io;
