package io.headstart.breaking;

import java.util.Arrays;
import java.util.Random;

/** Chance damage to the bytes of a file. */
enum Mutation {
  BIT {
    @Override
    byte[] damage(byte[] bytes, int at, int length, Random random) {
      bytes[at] ^= (byte) (1 << random.nextInt(8));
      return bytes;
    }
  },
  BYTES {
    @Override
    byte[] damage(byte[] bytes, int at, int length, Random random) {
      for (int i = 0; i < 8; i++) {
        bytes[(at + random.nextInt(length)) % bytes.length] = (byte) random.nextInt(256);
      }
      return bytes;
    }
  },
  ZEROES {
    @Override
    byte[] damage(byte[] bytes, int at, int length, Random random) {
      Arrays.fill(bytes, at, at + length, (byte) 0);
      return bytes;
    }
  },
  TRUNCATED {
    @Override
    byte[] damage(byte[] bytes, int at, int length, Random random) {
      return Arrays.copyOf(bytes, at);
    }
  },
  CUT_OUT {
    @Override
    byte[] damage(byte[] bytes, int at, int length, Random random) {
      return joined(bytes, at, new byte[0], at + length);
    }
  },
  INSERTED {
    @Override
    byte[] damage(byte[] bytes, int at, int length, Random random) {
      byte[] more = new byte[length];
      random.nextBytes(more);
      return joined(bytes, at, more, at);
    }
  },
  REPEATED {
    @Override
    byte[] damage(byte[] bytes, int at, int length, Random random) {
      return joined(bytes, at + length, Arrays.copyOfRange(bytes, at, at + length), at + length);
    }
  },
  DIGITS {
    @Override
    byte[] damage(byte[] bytes, int at, int length, Random random) {
      // What an editor does: a number that stays a number.
      for (int i = at; i < bytes.length; i++) {
        if (bytes[i] >= '0' && bytes[i] <= '9') {
          bytes[i] = (byte) ('0' + (bytes[i] - '0' + 1 + random.nextInt(8)) % 10);
          return bytes;
        }
      }
      return Arrays.copyOf(bytes, at);
    }
  };

  /** Returns damaged bytes; the array given may be changed. */
  abstract byte[] damage(byte[] bytes, int at, int length, Random random);

  /**
   * Damages a copy.
   *
   * @param reach bytes from the start within which the damage begins
   */
  byte[] of(byte[] bytes, int reach, Random random) {
    if (bytes.length == 0) {
      return new byte[] {(byte) random.nextInt(256)};
    }
    int at = random.nextInt(Math.min(reach, bytes.length));
    int length = 1 + random.nextInt(Math.min(64, bytes.length - at));
    return damage(bytes.clone(), at, length, random);
  }

  static Mutation any(Random random) {
    return values()[random.nextInt(values().length)];
  }

  private static byte[] joined(byte[] bytes, int end, byte[] middle, int from) {
    byte[] joined = Arrays.copyOf(bytes, end + middle.length + bytes.length - from);
    System.arraycopy(middle, 0, joined, end, middle.length);
    System.arraycopy(bytes, from, joined, end + middle.length, bytes.length - from);
    return joined;
  }
}
