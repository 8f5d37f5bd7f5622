package io.headstart.cli;

import io.headstart.Failure;
import io.headstart.Progress;
import io.headstart.experiment.Context;
import io.headstart.experiment.PruneFlow;
import io.headstart.io.DiskFailure;
import io.headstart.store.FeatureEntry;
import io.headstart.store.FeatureStore;
import io.headstart.store.Leftover;
import io.headstart.store.Pruning;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What is in the feature store, is it whole, and what can go. */
@Command(
    name = "store",
    description = "Lists, verifies and prunes the stored features.",
    subcommands = {StoreCommand.Listing.class, StoreCommand.Verify.class, StoreCommand.Prune.class})
final class StoreCommand implements Runnable {
  @Mixin private GlobalOptions options;

  @Override
  public void run() {
    list(options);
  }

  private static void list(GlobalOptions options) {
    Context context = options.context();
    FeatureStore store = context.store(options.settings());
    List<FeatureEntry> entries = store.list();
    if (options.json()) {
      Json.print(Map.of("entries", entries.stream().map(StoreTable::fields).toList()));
    } else if (entries.isEmpty()) {
      System.out.println("no stored features in " + context.home());
    } else {
      StoreTable table = new StoreTable(store.ids(), Instant.now());
      System.out.println(table.head());
      entries.forEach(entry -> System.out.println(table.row(entry)));
      System.out.println(table.total(entries) + " in " + context.home());
    }
  }

  @Command(name = "list", description = "Lists all entries, the least recently used first.")
  static final class Listing implements Runnable {
    @Mixin private GlobalOptions options;

    @Override
    public void run() {
      list(options);
    }
  }

  @Command(
      name = "verify",
      description = "Reads every entry, or some, and says whether each is whole (exit code 1: no).")
  static final class Verify implements Callable<Integer> {
    @Mixin private GlobalOptions options;

    @Parameters(
        paramLabel = "ID",
        arity = "0..*",
        description = "Which: ids or their first digits; default: all.")
    private List<String> wanted = new ArrayList<>();

    @Override
    public Integer call() {
      Context context = options.context();
      FeatureStore store = context.store(options.settings());
      List<String> all = store.ids();
      List<String> chosen =
          wanted.isEmpty()
              ? all
              : wanted.stream().map(text -> StoreTable.id(text, all)).distinct().toList();
      Map<String, Optional<String>> problems = new LinkedHashMap<>();
      try (Progress.Task task = context.progress().task("verifying", "entries", chosen.size())) {
        for (String id : chosen) {
          problems.put(id, store.verify(id));
          task.done(problems.size());
        }
      }
      print(problems, new StoreTable(all, Instant.now()));
      long damaged = problems.values().stream().filter(Optional::isPresent).count();
      return damaged == 0 ? 0 : damaged(damaged, problems.size());
    }

    private void print(Map<String, Optional<String>> problems, StoreTable table) {
      if (options.json()) {
        List<Map<String, Object>> entries = new ArrayList<>();
        problems.forEach((id, problem) -> entries.add(verdict(id, problem)));
        Json.print(Map.of("entries", entries));
      } else {
        problems.forEach(
            (id, problem) ->
                System.out.println(table.shortId(id) + ": " + problem.orElse("whole")));
      }
    }

    private static Map<String, Object> verdict(String id, Optional<String> problem) {
      Map<String, Object> verdict = new LinkedHashMap<>();
      verdict.put("id", id);
      verdict.put("whole", problem.isEmpty());
      verdict.put("problem", problem.orElse(null));
      return verdict;
    }

    /** Returns the exit code; not thrown, since that would print a second JSON document. */
    private static int damaged(long damaged, int checked) {
      Failure failure =
          Failure.run("%d of %d entries of the feature store are damaged", damaged, checked)
              .received("the list on standard output")
              .accepted("every file as its manifest says")
              .next(
                  "nothing, or run what needs them again: a damaged entry is never used, and made anew")
              .build();
      System.err.println(failure.getMessage());
      return failure.kind().exitCode();
    }
  }

  @Command(
      name = "prune",
      description = {
        "Removes entries, the least recently used first, the rest of work given up over a day ago,"
            + " and archives kept decompressed that were not used for as long as entries, or a day.",
        "Entries that someone is at work on stay. What is removed is made again when it is needed."
      })
  static final class Prune implements Runnable {
    @Mixin private GlobalOptions options;

    @Option(
        names = "--max-size",
        paramLabel = "SIZE",
        description = "Remove entries until all together take no more: 10GB, 500MB, 2GiB.")
    private String maxSize;

    @Option(
        names = "--unused-for",
        paramLabel = "AGE",
        description = "Remove entries not used for this long: 30d, 12h, 4w.")
    private String unusedFor;

    @Option(names = "--dry-run", description = "Only say what would go.")
    private boolean dryRun;

    @Override
    public void run() {
      Pruning pruning =
          new Pruning(
              Optional.ofNullable(maxSize).map(text -> Amounts.bytes("--max-size", text)),
              Optional.ofNullable(unusedFor).map(text -> Amounts.age("--unused-for", text)));
      Context context = options.context();
      List<String> ids = context.store(options.settings()).ids();
      Instant now = Instant.now();
      Pruning.Outcome outcome = PruneFlow.run(pruning, options.settings(), context, now, dryRun);
      if (options.json()) {
        Json.print(document(outcome));
      } else {
        print(outcome, new StoreTable(ids, now));
      }
    }

    private Map<String, Object> document(Pruning.Outcome outcome) {
      Map<String, Object> document = new LinkedHashMap<>();
      document.put("dry-run", dryRun);
      document.put("removed", outcome.removed().stream().map(StoreTable::fields).toList());
      document.put("leftovers", outcome.leftovers());
      document.put("in-use", outcome.inUse().stream().map(FeatureEntry::id).toList());
      document.put("kept", outcome.kept().size());
      document.put("freed-bytes", outcome.freedBytes());
      document.put("remaining-bytes", outcome.remainingBytes());
      return document;
    }

    private void print(Pruning.Outcome outcome, StoreTable table) {
      String removed = dryRun ? "would be removed" : "removed";
      if (!outcome.removed().isEmpty()) {
        System.out.println(table.head());
        outcome.removed().forEach(entry -> System.out.println(table.row(entry)));
      }
      for (Leftover leftover : outcome.leftovers()) {
        System.out.printf("%s  %s%n", leftover.name(), DiskFailure.size(leftover.bytes()));
      }
      outcome
          .inUse()
          .forEach(entry -> System.out.println(table.shortId(entry.id()) + " is in use and stays"));
      System.out.printf(
          Locale.ROOT,
          "%s: %d entries, %d leftover files, %s; %d entries stay, %s%n",
          removed,
          outcome.removed().size(),
          outcome.leftovers().size(),
          DiskFailure.size(outcome.freedBytes()),
          outcome.kept().size() + outcome.inUse().size(),
          DiskFailure.size(outcome.remainingBytes()));
    }
  }
}
