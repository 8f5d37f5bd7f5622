package io.headstart.serve;

import io.headstart.Failure;
import io.headstart.Program;
import io.headstart.Progress;
import io.headstart.http.HttpOptions;
import io.headstart.http.HttpServer;
import io.headstart.http.Refusal;
import io.headstart.http.Reply;
import io.headstart.http.Route;
import io.headstart.http.StaticFiles;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;

/**
 * The server, from its models' opening to the last answer. Whoever owns it calls {@link #tick}
 * about once a second, and {@link #close} at the end.
 */
public final class ModelServer implements AutoCloseable {
  /** Nothing but this server's own files and requests; images only as they are chosen. */
  private static final String POLICY =
      "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:;"
          + " connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

  private final HttpServer http;
  private final ServerOptions options;
  private final ModelDirectory models;
  private final ModelVersion.Shared shared;
  private final Progress progress;

  private ModelServer(
      ServerOptions options,
      HttpServer http,
      ModelDirectory models,
      ModelVersion.Shared shared,
      Progress progress) {
    this.options = options;
    this.http = http;
    this.models = models;
    this.shared = shared;
    this.progress = progress;
  }

  /**
   * Opens the models, then listens.
   *
   * @param sources one or more, of different names
   * @param threads that decode images
   * @param lines hears a line of JSON a request
   * @param progress hears of reloads and of defects
   * @throws Failure when a checkpoint cannot be used, or the address cannot be had
   */
  public static ModelServer start(
      ServerOptions options,
      List<CheckpointSource> sources,
      int threads,
      Consumer<String> lines,
      Progress progress) {
    HttpOptions address =
        new HttpOptions(
            options.host(),
            options.port(),
            options.limits().time(),
            "see /openapi.json",
            ", or start the server with a greater --timeout");
    HttpServer.requireFree(address);
    ServerMetrics metrics = new ServerMetrics();
    ModelVersion.Shared shared = ModelVersion.Shared.start(threads, options.limits());
    List<ServedModel> opened = new ArrayList<>();
    for (CheckpointSource source : sources) {
      opened.add(new ServedModel(source, shared, metrics));
    }
    ModelServer server =
        new ModelServer(
            options,
            new HttpServer(address, progress),
            new ModelDirectory(opened),
            shared,
            progress);
    server.listen(metrics, lines);
    return server;
  }

  private void listen(ServerMetrics metrics, Consumer<String> lines) {
    Admission admission = new Admission(options.limits());
    metrics.observe(admission::images, models.all());
    ClassifyAction action =
        new ClassifyAction(models, admission, options.limits(), http.executor());
    try {
      http.log(new AccessLog(lines, metrics))
          .listen(routes(action, metrics), new BearerToken(options.token()));
    } catch (Failure e) {
      release();
      throw e;
    }
  }

  private List<Route> routes(ClassifyAction action, ServerMetrics metrics) {
    List<Route> routes = new ArrayList<>();
    StaticFiles files = new StaticFiles(ModelServer.class, POLICY);
    routes.add(files.file("/", "page.html"));
    for (String file : List.of("page.js", "page.css", "openapi.json")) {
      routes.add(files.file("/" + file, file));
    }
    routes.add(Route.get("/v2", true, (exchange, values) -> Reply.json(server())));
    routes.add(Route.get("/v2/health/live", true, (exchange, values) -> Reply.empty()));
    routes.add(Route.get("/v2/health/ready", true, (exchange, values) -> ready()));
    routes.add(Route.get("/v2/models", false, (exchange, values) -> Reply.json(models.list())));
    routes.add(Route.get("/metrics", false, (exchange, values) -> metrics.reply()));
    routes.add(
        new Route("POST", "/classify", false, (exchange, values) -> action.classify(exchange)));
    for (String version : List.of("", "/versions/{version}")) {
      String path = "/v2/models/{model}" + version;
      routes.add(
          Route.get(
              path,
              false,
              (exchange, values) -> Reply.json(ModelDirectory.metadata(model(values)))));
      routes.add(
          Route.get(
              path + "/ready",
              false,
              (exchange, values) -> {
                model(values);
                return ready();
              }));
      routes.add(
          new Route(
              "POST",
              path + "/infer",
              false,
              (exchange, values) -> action.infer(exchange, model(values))));
    }
    return routes;
  }

  private ServedModel model(List<String> values) {
    return values.size() == 1
        ? models.find(values.get(0))
        : models.find(values.get(0), values.get(1));
  }

  private static Map<String, Object> server() {
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("name", Program.NAME);
    server.put("version", Program.version());
    server.put("extensions", List.of());
    return server;
  }

  private Reply ready() {
    if (!http.isEnding()) {
      return Reply.empty();
    }
    return Reply.of(
        Refusal.later(
            503,
            Refusal.failure(
                "the server is ending",
                "a question whether it is ready",
                "requests that came before",
                "ask another server"),
            1));
  }

  /** Returns where it listens, as {@code http://127.0.0.1:8080}. */
  public String url() {
    return http.url();
  }

  /** Returns what is held during each forward pass. */
  Lock device() {
    return shared.device();
  }

  /** Does what is due now and then: looks at checkpoints' folders, closes idle connections. */
  public void tick() {
    models.all().forEach(model -> model.refresh(progress));
    http.tick();
  }

  /** Stops listening, answers what has come, and gives all memory back. */
  @Override
  public void close() {
    try {
      http.close();
    } finally {
      release();
    }
  }

  private void release() {
    models.all().forEach(ServedModel::close);
    shared.decoders().shutdownNow();
  }
}
