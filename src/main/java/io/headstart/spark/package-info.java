/**
 * Work on several machines by Apache Spark. Nothing but the command line knows this package, and
 * nothing else names Spark or Hadoop.
 */
package io.headstart.spark;
