package io.headstart.safetensors;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.headstart.Failure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.ReadOnlyBufferException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SafetensorsTest {
  @TempDir Path folder;

  @Test
  void aFileWithoutTensorsIsReadBack() {
    Path path = folder.resolve("none.safetensors");
    Safetensors.write(path, Map.of(), Map.of());
    try (SafetensorsFile file = Safetensors.open(path)) {
      assertThat(file.header().entries()).isEmpty();
      assertThat(file.header().metadata()).isEmpty();
    }
  }

  @Test
  void anEmptyTensorAndAScalarAreReadBack() {
    Path path = folder.resolve("small.safetensors");
    Safetensors.write(
        path,
        Map.of("empty", Tensor.of(new float[0], 0, 7), "scalar", Tensor.of(new double[] {-0.5})),
        Map.of());
    try (SafetensorsFile file = Safetensors.open(path)) {
      assertThat(file.tensor("empty").type()).hasToString("F32 [0, 7]");
      assertThat(file.tensor("empty").floats()).isEmpty();
      assertThat(file.rows("empty").count()).isZero();
      assertThat(file.tensor("scalar").type().shape()).isEmpty();
      assertThat(file.tensor("scalar").doubles()).containsExactly(-0.5);
    }
  }

  @Test
  void theBytesAreThoseOfTheFormat() throws IOException {
    Path path = folder.resolve("bytes.safetensors");
    Safetensors.write(
        path,
        Map.of("b", Tensor.of(new float[] {1.5f}, 1), "a", Tensor.of(new long[] {-2}, 1)),
        Map.of("made-by", "hand"));
    String json =
        "{\"__metadata__\":{\"made-by\":\"hand\"},"
            + "\"a\":{\"dtype\":\"I64\",\"shape\":[1],\"data_offsets\":[0,8]},"
            + "\"b\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[8,12]}}";
    int padded = (json.length() + 7) / 8 * 8;
    ByteBuffer expected = ByteBuffer.allocate(8 + padded + 12).order(ByteOrder.LITTLE_ENDIAN);
    expected.putLong(padded).put(json.getBytes(StandardCharsets.US_ASCII));
    while (expected.position() < 8 + padded) {
      expected.put((byte) ' ');
    }
    expected.putLong(-2).putFloat(1.5f);
    assertThat(ByteBuffer.wrap(Files.readAllBytes(path))).isEqualTo(expected.flip());
  }

  @Test
  void theOrderOfTheMapsDoesNotMatter() throws IOException {
    Map<String, Tensor> forward = new LinkedHashMap<>();
    forward.put("x", Tensor.of(new float[] {1}, 1));
    forward.put("y", Tensor.of(new float[] {2}, 1));
    Map<String, Tensor> backward = new LinkedHashMap<>();
    backward.put("y", Tensor.of(new float[] {2}, 1));
    backward.put("x", Tensor.of(new float[] {1}, 1));
    Safetensors.write(folder.resolve("1"), forward, Map.of("k", "v", "l", "w"));
    Safetensors.write(folder.resolve("2"), backward, Map.of("l", "w", "k", "v"));
    assertThat(folder.resolve("1")).hasSameBinaryContentAs(folder.resolve("2"));
  }

  @Test
  void namesAndMetadataMayHoldAnyText() {
    Path path = folder.resolve("text.safetensors");
    String odd = "a \"quoted\" \\ näme\n</script> 頭";
    Safetensors.write(path, Map.of(odd, Tensor.of(new long[] {5}, 1)), Map.of(odd, odd));
    try (SafetensorsFile file = Safetensors.open(path)) {
      assertThat(file.tensor(odd).longs()).containsExactly(5);
      assertThat(file.header().metadata()).containsEntry(odd, odd);
    }
  }

  @Test
  void aTensorCannotBeChangedThroughItsBytes() {
    Path path = folder.resolve("fixed.safetensors");
    Safetensors.write(path, Map.of("x", Tensor.of(new float[] {1}, 1)), Map.of());
    try (SafetensorsFile file = Safetensors.open(path)) {
      ByteBuffer bytes = file.tensor("x").data();
      assertThat(bytes.order()).isEqualTo(ByteOrder.LITTLE_ENDIAN);
      assertThatThrownBy(() -> bytes.putFloat(0, 2)).isInstanceOf(ReadOnlyBufferException.class);
    }
  }

  @Test
  void tensorsFromAnotherProgramMayStandInAnyOrderAndUnaligned() throws IOException {
    Path path =
        file(
            "{\"b\":{\"dtype\":\"F32\",\"shape\":[1,1],\"data_offsets\":[1,5]},"
                + "\"a\":{\"shape\":[1],\"data_offsets\":[0,1],\"dtype\":\"U8\"}}  ",
            new byte[] {9, 0, 0, (byte) 0x80, 0x3f});
    try (SafetensorsFile file = Safetensors.open(path)) {
      assertThat(file.tensor("b").floats()).containsExactly(1f);
      assertThat(file.rows("b").row(0)).containsExactly(1f);
      assertThat(file.tensor("a").data().get(0)).isEqualTo((byte) 9);
    }
  }

  @Test
  void aReservedNameIsRefused() {
    Map<String, Tensor> tensors = Map.of("__metadata__", Tensor.of(new float[] {1}, 1));
    assertThatThrownBy(() -> Safetensors.write(folder.resolve("x"), tensors, Map.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void anUnknownTensorIsNamedWithThoseThereAre() {
    Path path = folder.resolve("one.safetensors");
    Safetensors.write(path, Map.of("x", Tensor.of(new float[] {1}, 1)), Map.of());
    try (SafetensorsFile file = Safetensors.open(path)) {
      assertThatThrownBy(() -> file.tensor("y"))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("has no tensor named y")
          .hasMessageContaining("received: tensors [x]");
      assertThatThrownBy(() -> file.rows("x"))
          .isInstanceOf(Failure.class)
          .hasMessageContaining("received: F32 [1]")
          .hasMessageContaining("accepted: F32 [N, D]");
    }
  }

  @Test
  void headersMadeToFillTheMemoryAreRefused() throws IOException {
    String many =
        IntStream.rangeClosed(0, 100_000)
            .mapToObj(
                i -> "\"%d\":{\"dtype\":\"U8\",\"shape\":[0],\"data_offsets\":[0,0]}".formatted(i))
            .collect(Collectors.joining(",", "{", "}"));
    assertRefused(file(many, new byte[0]), "more than 100000 names");
    String metadata =
        IntStream.rangeClosed(0, 100_000)
            .mapToObj(i -> "\"%d\":\"\"".formatted(i))
            .collect(Collectors.joining(",", "{\"__metadata__\":{", "}}"));
    assertRefused(file(metadata, new byte[0]), "more than 100000 names");
    String sizes =
        "{\"a\":{\"dtype\":\"U8\",\"shape\":["
            + "1,".repeat(1_000_000)
            + "1],\"data_offsets\":[0,1]}}";
    assertRefused(file(sizes, new byte[1]), "a shape of more than 64");
    assertRefused(file("{\"a\":" + "[".repeat(100_000), new byte[0]), "");
  }

  @Test
  void whatIsNoRegularFileIsNotWaitedFor() {
    Assumptions.assumeTrue(Files.exists(Path.of("/dev/zero")));
    assertRefused(Path.of("/dev/zero"), "no regular file");
  }

  @Test
  void aMissingFileIsMissing() {
    assertThatThrownBy(() -> Safetensors.open(folder.resolve("none")))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.kind()).isEqualTo(Failure.Kind.MISSING))
        .hasMessageContaining("does not exist");
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 7})
  void aFileShorterThanItsLengthFieldIsRefused(int bytes) throws IOException {
    Path path = Files.write(folder.resolve("short"), new byte[bytes]);
    assertRefused(path, "a file of " + bytes + " bytes");
  }

  @ParameterizedTest
  @ValueSource(longs = {100_000_001L, Long.MAX_VALUE, -1L})
  void aHeaderAboveTheLimitIsRefusedBeforeItIsRead(long length) throws IOException {
    byte[] bytes = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN).putLong(length).array();
    Path path = Files.write(folder.resolve("limit"), bytes);
    assertRefused(path, "a header length of " + Long.toUnsignedString(length) + " bytes");
  }

  @Test
  void everyTruncationIsRefused() throws IOException {
    Path whole = folder.resolve("whole");
    Safetensors.write(whole, Map.of("x", Tensor.of(new float[] {1, 2, 3}, 3)), Map.of());
    byte[] bytes = Files.readAllBytes(whole);
    for (int length = 0; length < bytes.length; length++) {
      Path cut = Files.write(folder.resolve("cut"), Arrays.copyOf(bytes, length));
      assertThatThrownBy(() -> Safetensors.open(cut)).isInstanceOf(Failure.class);
    }
    Path longer = Files.write(folder.resolve("longer"), Arrays.copyOf(bytes, bytes.length + 1));
    assertRefused(longer, "13 bytes of data where the header promises 12 (too long)");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '~',
      textBlock =
          """
          PK-a zip file                                                 | does not begin with '{'
          {"x":                                                         | that is not JSON
          {} {}                                                         | that is not JSON
          {x:{}}                                                        | that is not JSON
          []                                                            | does not begin with '{'
          {"x":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | two entries named x
          {"__metadata__":{"a":1}}                                      | metadata a that is not a string
          {"x":7}                                                       | that is not JSON
          {"x":{"dtype":"F32","shape":[2]}}                             | without dtype, shape and two data_offsets
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[8]}}          | without dtype, shape and two data_offsets
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8],"y":1}}  | unknown field y
          {"x":{"dtype":"Q4","shape":[2],"data_offsets":[0,8]}}         | unknown dtype Q4
          {"x":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}       | not whole numbers
          {"x":{"dtype":"F32","shape":[2.0],"data_offsets":[0,8]}}      | not whole numbers
          {"x":{"dtype":"F32","shape":["2"],"data_offsets":[0,8]}}      | not whole numbers
          {"x":{"dtype":"F32","shape":[99999999999999999999],"data_offsets":[0,8]}}          | not whole numbers
          {"x":{"dtype":"F32","shape":[4611686018427387,4096],"data_offsets":[0,8]}} | impossible shape
          {"x":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}        | but 12 bytes are needed
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}        | but 8 bytes are needed
          {"x":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}        | begins at byte 4 where byte 0 was due (gap)
          {"x":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},"y":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}} | tensor y that begins at byte 4 where byte 8 was due (overlap)
          {"x":{"dtype":"F32","shape":[3],"data_offsets":[0,12]}}       | promises 12 (cut short)
          """)
  void aForeignHeaderIsRefusedWithItsReason(String json, String reason) throws IOException {
    assertRefused(file(json, new byte[8]), reason);
  }

  @Test
  void aHeaderThatIsNotUtf8IsRefused() throws IOException {
    byte[] bytes = {2, 0, 0, 0, 0, 0, 0, 0, '{', (byte) 0xff};
    assertRefused(Files.write(folder.resolve("latin"), bytes), "not UTF-8");
  }

  private void assertRefused(Path path, String reason) {
    assertThatThrownBy(() -> Safetensors.open(path))
        .isInstanceOf(Failure.class)
        .hasMessageStartingWith("cannot read " + path + " as safetensors\n  received: ")
        .hasMessageContaining(reason)
        .hasMessageContaining("accepted: a safetensors file")
        .hasMessageContaining("next:     Fetch or write the file again");
  }

  private Path file(String json, byte[] data) throws IOException {
    byte[] header = json.getBytes(StandardCharsets.UTF_8);
    ByteBuffer bytes =
        ByteBuffer.allocate(8 + header.length + data.length).order(ByteOrder.LITTLE_ENDIAN);
    bytes.putLong(header.length).put(header).put(data);
    return Files.write(folder.resolve("foreign.safetensors"), bytes.array());
  }
}
