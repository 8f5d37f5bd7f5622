package io.headstart.breaking;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** Two to four processes at once on one store and one folder of checkpoints. */
final class Crowd implements Part {
  /**
   * Commands that get into each other's way.
   *
   * @param name of the scene
   * @param commands one for each process
   * @param result what must be there in the end, whoever came first
   */
  private record Scene(String name, List<List<String>> commands, Job result) {}

  private static final List<String> REMOVE = Target.words("checkpoints remove one");
  private static final List<String> PRUNE = Target.words("store prune --max-size 0");

  private static final List<Scene> SCENES =
      List.of(
          scene("same features", Job.FEATURES, List.of(Job.FEATURES.command())),
          scene("same name", Job.TRAIN, List.of(Job.TRAIN.command())),
          scene("same resume", Job.RESUME, List.of(Job.RESUME.command())),
          scene("same search", Job.SEARCH, List.of(Job.SEARCH.command())),
          scene("same reproduction", Job.REPRODUCE, List.of(Job.REPRODUCE.command())),
          scene("removed in training", Job.TRAIN, List.of(REMOVE, REMOVE)),
          scene("removed while resumed", Job.RESUME, List.of(REMOVE)),
          scene("pruned in extraction", Job.FEATURES, List.of(PRUNE, PRUNE, PRUNE)));

  private static Scene scene(String name, Job job, List<List<String>> others) {
    List<List<String>> commands = new ArrayList<>(List.of(job.command()));
    commands.addAll(others);
    return new Scene(name, commands, job);
  }

  @Override
  public int usual() {
    return 40;
  }

  @Override
  public void run(Bench bench, int count) throws IOException, InterruptedException {
    for (int i = 0; i < count; i++) {
      Scene scene = SCENES.get(i % SCENES.size());
      play(bench, scene, "round " + (i / SCENES.size() + 1), bench.random("crowd " + i));
    }
  }

  private static void play(Bench bench, Scene scene, String how, Random random)
      throws IOException, InterruptedException {
    Place place = bench.trainer().place();
    Place.Snapshot start = bench.prepared(scene.result());
    Results expected = bench.expected(scene.result());
    place.restore(start);
    String subject = "crowd, " + scene.name();
    long begun = System.nanoTime();
    List<Trainer.Running> running = new ArrayList<>();
    for (List<String> command : scene.commands()) {
      running.add(bench.trainer().begin(command));
      boolean later = !command.equals(scene.commands().get(0));
      Thread.sleep(
          later ? 300 : random.nextInt(200) + (scene.commands().contains(REMOVE) ? 900 : 0));
    }
    boolean removed = false;
    for (int i = 0; i < running.size(); i++) {
      Ended ended = running.get(i).end();
      bench.findings().found(subject, how, ended.disgrace());
      removed |= scene.commands().get(i).equals(REMOVE) && ended.succeeded();
    }
    Ended verified = bench.session().run(Target.words("checkpoints verify"));
    bench.findings().found(subject, how + ", verify", verified.disgrace());
    Set<String> leftovers = Results.leftovers(place.snapshot());
    if (!leftovers.isEmpty()) {
      bench.findings().found(subject, how, "left behind: " + leftovers);
    }
    if (removed) {
      place.restore(start);
    }
    // Whoever lost runs again, and has what one process alone would have had.
    new Recovery(scene.result(), place, expected, bench.findings())
        .check(subject, how, bench.session()::run);
    bench.findings().done(subject, (System.nanoTime() - begun) / 1e9);
  }
}
