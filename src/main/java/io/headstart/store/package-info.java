/**
 * Features kept on disk under a key made of all that decides them: verified, resumable, safe
 * between processes. Nothing here knows images or a tensor library.
 */
package io.headstart.store;
