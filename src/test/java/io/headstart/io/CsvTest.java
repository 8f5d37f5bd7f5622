package io.headstart.io;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CsvTest {
  @Test
  void noFieldsAreAnEmptyLine() {
    assertThat(Csv.line(List.of())).isEqualTo("\n");
  }

  @Test
  void textsAndNumbersStandAsTheyAre() {
    List<?> fields =
        List.of("cat", "a b", "'tis", -0.5, -3, Double.NEGATIVE_INFINITY, "-1.5E-7", "-2", "");
    assertThat(Csv.line(fields)).isEqualTo("cat,a b,'tis,-0.5,-3,-Infinity,-1.5E-7,-2,\n");
  }

  @Test
  void fieldsThatWouldEndEarlyAreQuoted() {
    assertThat(Csv.line(List.of("a,b", "say \"x\"", "two\nlines", "a;=b", "a\t=b")))
        .isEqualTo("\"a,b\",\"say \"\"x\"\"\",\"two\nlines\",\"a;=b\",\"a\t=b\"\n");
  }

  /** The first examples of OWASP's page on CSV injection, and a name that has its apostrophe. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "=cmd|' /C calc'!A0",
        "=1+2",
        "+1+2",
        "-1+2",
        "-2cats",
        "@SUM(A1)",
        "'=1+2",
        "''@x",
        "\uff1d1+2",
        "-"
      })
  void aTextThatASpreadsheetWouldRunIsText(String name) {
    assertThat(Csv.line(List.of(name, 1))).isEqualTo("'" + name + ",1\n");
  }

  @Test
  void aTextThatBeginsWithATabOrACarriageReturnIsQuotedToo() {
    assertThat(Csv.line(List.of("\t=1", "\r=1"))).isEqualTo("\"'\t=1\",\"'\r=1\"\n");
  }
}
