package io.headstart.studio;

import io.headstart.config.SettingsSchema;
import io.headstart.experiment.Context;
import io.headstart.http.BodyLimits;
import io.headstart.http.HttpOptions;
import io.headstart.http.HttpServer;
import io.headstart.http.Reply;
import io.headstart.http.Route;
import io.headstart.http.StaticFiles;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The studio, from listening to its end. Whoever owns it calls {@link #tick} about every half
 * second, and {@link #close} at the end.
 */
public final class StudioServer implements AutoCloseable {
  /** Nothing but this server's own files and requests; images of its own, or as they are chosen. */
  private static final String POLICY =
      "default-src 'self'; img-src 'self' blob:; object-src 'none'; base-uri 'none';"
          + " form-action 'none'; frame-ancestors 'none'";

  private static final Duration PATIENCE = Duration.ofSeconds(2);
  private static final Duration TIME = Duration.ofMinutes(2);

  /** An image as a camera makes it. */
  private static final int BODY_BYTES = 32 << 20;

  /** Ticks between two looks at the connections. */
  private static final int TICKS_A_BEAT = 20;

  /** The whole folder is looked at so seldom that it costs no more than a 50th of a core. */
  private static final int SHARE = 50;

  private final HttpServer http;
  private final StudioGate gate;
  private final EventHub events = new EventHub();
  private final RunIndex index;
  private final RunDocuments documents;
  private final ImageShelf images;
  private final TriedImages tried;
  private final Experiments experiments;
  private final JobQueue queue;
  private final JobDocuments jobs;
  private long told;
  private final Thread reader = new Thread(() -> tell(refresh()), "runs");
  private volatile long nextLook;
  private int ticks;

  private StudioServer(StudioOptions options, Context context) {
    this.http =
        new HttpServer(
            new HttpOptions("127.0.0.1", options.port(), TIME, "see docs/studio.md", ""),
            context.progress());
    this.gate = StudioGate.withRandomToken(http::port);
    this.index = new RunIndex(options.checkpoints(), context.stop());
    this.images = new ImageShelf(options.changes(), context);
    this.tried = new TriedImages(options.changes(), context);
    this.experiments = new Experiments(options.checkpoints(), images);
    this.queue = new JobQueue(options.program(), context.progress());
    this.jobs = new JobDocuments(queue, index, options, context.offline());
    this.documents = new RunDocuments(index, images);
  }

  /**
   * Listens as soon as the runs are read, or after a moment where there are many.
   *
   * @throws io.headstart.Failure when the port cannot be had
   */
  public static StudioServer start(StudioOptions options, Context context) {
    StudioServer studio = new StudioServer(options, context);
    studio.read();
    studio.http.listen(studio.routes(), studio.gate);
    return studio;
  }

  private void read() {
    reader.setDaemon(true);
    reader.start();
    try {
      reader.join(PATIENCE.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    // The first answer takes long, as all that Java does for the first time.
    new RunTable(index.entries()).document(RunTable.Query.ALL);
  }

  private List<Route> routes() {
    StaticFiles files = new StaticFiles(StudioServer.class, POLICY);
    Answers answers =
        new Answers(
            http.executor(), new BodyLimits(BODY_BYTES, 4L * BODY_BYTES, "send a smaller image"));
    List<Route> routes = new ArrayList<>();
    Reply page = files.reply("page.html");
    routes.add(Route.get("/", false, (exchange, values) -> page.with("Set-Cookie", gate.cookie())));
    for (String file : PageFiles.ALL) {
      Reply reply = files.reply(file);
      routes.add(Route.get("/" + file, false, (exchange, values) -> reply));
    }
    routes.add(new Route("GET", "/api/events", false, (exchange, values) -> events.open(exchange)));
    ofRuns(routes, answers);
    ofExperiments(routes, answers);
    ofJobs(routes, answers);
    return routes;
  }

  private void ofExperiments(List<Route> routes, Answers answers) {
    routes.add(
        answers.get("/api/experiments", (exchange, values) -> Reply.json(experiments.names())));
    routes.add(
        answers.get(
            "/api/searches/{name}",
            (exchange, values) -> Reply.json(experiments.search(values.get(0)))));
    routes.add(
        answers.get(
            "/api/ranges/{name}",
            (exchange, values) -> Reply.json(experiments.range(values.get(0)))));
    routes.add(
        answers.get(
            "/api/checks/{name}",
            (exchange, values) -> Reply.json(experiments.check(values.get(0)))));
    routes.add(
        answers.get(
            "/api/checks/{name}/images/{image}",
            (exchange, values) ->
                experiments.picture(
                    values.get(0), RunDocuments.whole(values.get(1)), exchange.query("side"))));
    routes.add(
        answers.postJson(
            "/api/checks/{name}/exclude",
            (values, body) -> experiments.exclude(values.get(0), body)));
  }

  private void ofJobs(List<Route> routes, Answers answers) {
    routes.add(
        answers.get("/api/schema", (exchange, values) -> Reply.json(SettingsSchema.schema())));
    routes.add(answers.postJson("/api/validate", (values, body) -> jobs.validate(body)));
    routes.add(answers.get("/api/jobs", (exchange, values) -> Reply.json(jobs.jobs())));
    routes.add(answers.postJson("/api/jobs", (values, body) -> jobs.add(body)));
    routes.add(
        answers.postJson(
            "/api/jobs/{job}/stop",
            (values, body) -> queue.stop(RunDocuments.whole(values.get(0))).document()));
  }

  private void ofRuns(List<Route> routes, Answers answers) {
    routes.add(
        answers.get(
            "/api/runs",
            (exchange, values) ->
                Reply.json(new RunTable(index.entries()).document(Queries.table(exchange)))));
    routes.add(
        answers.get(
            "/api/runs/{name}", (exchange, values) -> Reply.json(documents.run(values.get(0)))));
    routes.add(
        answers.get(
            "/api/runs/{name}/curves",
            (exchange, values) -> Reply.json(documents.curves(values.get(0)))));
    routes.add(
        answers.get(
            "/api/runs/{name}/images",
            (exchange, values) ->
                Reply.json(
                    documents.images(
                        values.get(0), exchange.query("actual"), exchange.query("predicted")))));
    routes.add(
        answers.get(
            "/api/runs/{name}/images/{image}",
            (exchange, values) ->
                ImageShelf.picture(
                    images.open(index.checkpoint(values.get(0))),
                    RunDocuments.whole(values.get(1)),
                    exchange.query("side"))));
    routes.add(
        answers.postJson(
            "/api/runs/{name}/names", (values, body) -> documents.names(values.get(0), body)));
    routes.add(
        answers.postJson(
            "/api/runs/{name}/notes",
            (values, body) -> {
              Map<String, Object> kept = documents.note(values.get(0), body);
              events.tell("runs", Map.of("names", List.of(values.get(0))));
              return kept;
            }));
    routes.add(
        answers.get("/api/runs/{name}/map", (exchange, values) -> documents.map(values.get(0))));
    routes.add(
        answers.post(
            "/api/runs/{name}/try",
            (exchange, values, body) ->
                Reply.json(tried.explain(index.checkpoint(values.get(0)), body))));
    routes.add(
        answers.get(
            "/api/compare",
            (exchange, values) -> Reply.json(documents.comparison(exchange.query("runs")))));
  }

  /** Returns where the page is, with its token. */
  public String url() {
    return http.url() + "/?" + StudioGate.QUERY + "=" + gate.token();
  }

  /** Looks at what has changed, and tells the open pages. */
  public void tick() {
    if (!reader.isAlive()) {
      tell(System.nanoTime() >= nextLook ? refresh() : index.refreshActive());
    }
    long said = queue.version();
    if (said != told) {
      told = said;
      events.tell("jobs", Map.of("version", said));
    }
    if (++ticks % TICKS_A_BEAT == 0) {
      events.beat();
      http.tick();
    }
  }

  private List<String> refresh() {
    long start = System.nanoTime();
    List<String> changed = index.refresh();
    long end = System.nanoTime();
    nextLook = end + Math.max(Duration.ofSeconds(1).toNanos(), SHARE * (end - start));
    return changed;
  }

  private void tell(List<String> changed) {
    if (!changed.isEmpty()) {
      events.tell("runs", Map.of("names", changed.stream().limit(RunTable.MOST_ROWS).toList()));
    }
  }

  /** Ends the pages' events and stops listening. */
  @Override
  public void close() {
    events.close();
    queue.close();
    http.close();
    tried.close();
  }
}
