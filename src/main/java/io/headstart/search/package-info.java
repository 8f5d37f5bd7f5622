/** What to try next and what the trials showed: search spaces, trials, the range test. */
package io.headstart.search;
