package io.headstart.serve;

import io.headstart.Failure;
import io.headstart.Program;
import io.headstart.Progress;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Lock;
import java.util.function.Consumer;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/**
 * The server, from its models' opening to the last answer. Whoever owns it calls {@link #tick}
 * about once a second, and {@link #close} at the end.
 */
public final class ModelServer implements AutoCloseable {
  private static final int MOST_CONNECTIONS = 1024;
  private static final int HEADER_BYTES = 16 << 10;
  private static final int THREADS = 16;

  private final Server server;
  private final ServerConnector connector;
  private final ServerOptions options;
  private final ModelDirectory models;
  private final ModelVersion.Shared shared;
  private final UnderWay underWay = new UnderWay();
  private final Progress progress;
  private int port;

  private ModelServer(
      ServerOptions options, ModelDirectory models, ModelVersion.Shared shared, Progress progress) {
    this.options = options;
    this.models = models;
    this.shared = shared;
    this.progress = progress;
    QueuedThreadPool threads = new QueuedThreadPool(THREADS, 2);
    threads.setName("http");
    threads.setDaemon(true);
    this.server = new Server(threads);
    this.connector = connector();
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
    ServerMetrics metrics = new ServerMetrics();
    ModelVersion.Shared shared = ModelVersion.Shared.start(threads, options.limits());
    List<ServedModel> opened = new ArrayList<>();
    for (CheckpointSource source : sources) {
      opened.add(new ServedModel(source, shared, metrics));
    }
    ModelServer server = new ModelServer(options, new ModelDirectory(opened), shared, progress);
    server.listen(metrics, lines);
    return server;
  }

  private ServerConnector connector() {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setRequestHeaderSize(HEADER_BYTES);
    ServerConnector made = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    made.setHost(options.host());
    made.setPort(options.port());
    made.setIdleTimeout(options.limits().time().toMillis());
    made.addBean(underWay.connections());
    return made;
  }

  private void listen(ServerMetrics metrics, Consumer<String> lines) {
    Admission admission = new Admission(options.limits());
    metrics.observe(admission::images, models.all());
    ClassifyAction action =
        new ClassifyAction(models, admission, options.limits(), server.getThreadPool());
    server.addConnector(connector);
    server.addBean(new NetworkConnectionLimit(MOST_CONNECTIONS, connector));
    server.setErrorHandler(new HttpErrors());
    server.setRequestLog(new AccessLog(lines, metrics));
    server.setHandler(new Routes(routes(action, metrics), options, underWay, this::defect));
    try {
      server.start();
      port = connector.getLocalPort();
    } catch (IOException e) {
      close();
      throw taken(e);
    } catch (Exception e) {
      throw new IllegalStateException("the server does not start", e);
    }
  }

  private Failure taken(IOException e) {
    Throwable cause = e.getCause() == null ? e : e.getCause();
    return Failure.run("the server cannot listen there")
        .received("--host %s --port %d: %s", options.host(), options.port(), cause.getMessage())
        .accepted("an address of this machine, and a port that is free and may be used")
        .next("choose another --port, or 0 for any that is free")
        .cause(e)
        .build();
  }

  private List<Route> routes(ClassifyAction action, ServerMetrics metrics) {
    List<Route> routes = new ArrayList<>(StaticFiles.routes());
    routes.add(get("/v2", true, exchange -> Reply.json(server())));
    routes.add(get("/v2/health/live", true, exchange -> Reply.empty()));
    routes.add(get("/v2/health/ready", true, exchange -> ready()));
    routes.add(get("/v2/models", false, exchange -> Reply.json(models.list())));
    routes.add(get("/metrics", false, exchange -> metrics.reply()));
    routes.add(
        new Route("POST", "/classify", false, (exchange, values) -> action.classify(exchange)));
    for (String version : List.of("", "/versions/{version}")) {
      String path = "/v2/models/{model}" + version;
      routes.add(
          new Route(
              "GET",
              path,
              false,
              (exchange, values) ->
                  exchange.answer(Reply.json(ModelDirectory.metadata(model(values))))));
      routes.add(
          new Route(
              "GET",
              path + "/ready",
              false,
              (exchange, values) -> {
                model(values);
                exchange.answer(ready());
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

  /** Says at once what is asked for. */
  @FunctionalInterface
  interface Answering {
    Reply to(Exchange exchange);
  }

  static Route get(String path, boolean open, Answering answering) {
    return new Route(
        "GET", path, open, (exchange, values) -> exchange.answer(answering.to(exchange)));
  }

  private static Map<String, Object> server() {
    Map<String, Object> server = new LinkedHashMap<>();
    server.put("name", Program.NAME);
    server.put("version", Program.version());
    server.put("extensions", List.of());
    return server;
  }

  private Reply ready() {
    if (!underWay.isEnding()) {
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

  private void defect(Throwable defect) {
    StringWriter trace = new StringWriter();
    defect.printStackTrace(new PrintWriter(trace));
    progress.warning("internal error while serving; please report it: " + trace);
  }

  /** Returns where it listens, as {@code http://127.0.0.1:8080}. */
  public String url() {
    String host = options.host().contains(":") ? "[" + options.host() + "]" : options.host();
    return "http://" + host + ":" + port;
  }

  /** Returns what is held during each forward pass. */
  Lock device() {
    return shared.device();
  }

  /** Does what is due now and then: looks at checkpoints' folders, closes idle connections. */
  public void tick() {
    models.all().forEach(model -> model.refresh(progress));
    underWay.connections().closeIdle(options.limits().time());
  }

  /** Stops listening, answers what has come, and gives all memory back. */
  @Override
  public void close() {
    try {
      // New connections are refused first: who is told to close its own would come again by one.
      connector.close();
      underWay.end();
      Duration most = options.limits().time().plusSeconds(1);
      if (!underWay.await(most)) {
        progress.warning("not all connections ended within " + most.toSeconds() + " s");
      }
      server.stop();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (Exception e) {
      progress.warning("the server did not stop as it should: " + e);
    } finally {
      models.all().forEach(ServedModel::close);
      shared.decoders().shutdownNow();
    }
  }
}
