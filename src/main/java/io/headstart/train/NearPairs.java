package io.headstart.train;

import java.io.Serializable;

/**
 * Pairs of rows that are near each other, those of the first rows first and of a row those with the
 * first others.
 *
 * @param rows int [P], the one of each pair
 * @param columns int [P], the other
 * @param cosines float32 [P], -1 .. 1, of their features about a mean
 */
public record NearPairs(int[] rows, int[] columns, float[] cosines) implements Serializable {
  private static final long serialVersionUID = 1L;
}
