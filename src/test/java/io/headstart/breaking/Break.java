package io.headstart.breaking;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** {@code benchmarks/break}: runs the jar, breaks it, and says what did not hold. */
public final class Break {
  private static final Map<String, Part> PARTS = new LinkedHashMap<>();

  static {
    PARTS.put("kills", new Kills());
    PARTS.put("faults", new Faults());
    PARTS.put(
        "mutations",
        new Mutations(Optional.ofNullable(System.getenv("HEADSTART_TEST_ASSETS")).map(Path::of)));
    PARTS.put("crowd", new Crowd());
    PARTS.put("clocks", new Clocks());
    PARTS.put("readonly", new ReadOnlyPlaces());
  }

  private Break() {}

  /** Runs the parts named, or all; exit code 1 when something was found, 2 for a wrong call. */
  public static void main(String[] arguments) throws Exception {
    Map<String, Integer> chosen = new LinkedHashMap<>();
    Map<String, String> options =
        new TreeMap<>(Map.of("--seed", "1", "--jar", "target/trainer.jar"));
    String last = null;
    for (int i = 0; i < arguments.length; i++) {
      if (arguments[i].startsWith("--") && i + 1 < arguments.length) {
        options.put(arguments[i], arguments[++i]);
      } else if (PARTS.containsKey(arguments[i])) {
        last = arguments[i];
        chosen.put(last, PARTS.get(last).usual());
      } else if (last != null && arguments[i].matches("\\d{1,6}")) {
        chosen.put(last, Integer.parseInt(arguments[i]));
      } else {
        System.err.println(
            "break [" + String.join("|", PARTS.keySet()) + " [N]]... [--seed N] [--jobs NAME,...]");
        System.exit(2);
      }
    }
    if (chosen.isEmpty()) {
      PARTS.forEach((name, part) -> chosen.put(name, part.usual()));
    }
    System.exit(run(chosen, options));
  }

  private static int run(Map<String, Integer> chosen, Map<String, String> options)
      throws Exception {
    List<String> names = List.of(options.getOrDefault("--jobs", "").split(",", -1));
    List<Job> jobs =
        Job.ALL.stream()
            .filter(job -> !options.containsKey("--jobs") || names.contains(job.name()))
            .toList();
    Path folder = Files.createTempDirectory("break");
    System.out.printf("seed %s, in %s%n", options.get("--seed"), folder);
    Path tests = Path.of(Break.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    try (Bench bench =
        new Bench(
            Path.of(options.get("--jar")),
            tests,
            folder,
            jobs,
            Long.parseLong(options.get("--seed")))) {
      for (Map.Entry<String, Integer> part : chosen.entrySet()) {
        PARTS.get(part.getKey()).run(bench, part.getValue());
      }
      bench.findings().print();
      bench.findings().all().forEach(System.out::println);
      return bench.findings().all().isEmpty() ? 0 : 1;
    }
  }
}
