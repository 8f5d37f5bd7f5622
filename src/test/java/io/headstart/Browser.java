package io.headstart;

import com.google.gson.Gson;
import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/** A headless Chromium, led by its DevTools protocol over a WebSocket. */
public final class Browser implements AutoCloseable {
  private static final Gson GSON = new Gson();

  private final Process process;
  private final WebSocket socket;
  private final AtomicInteger numbers = new AtomicInteger();
  private final Map<Integer, CompletableFuture<JsonObject>> answers = new ConcurrentHashMap<>();
  private final Queue<JsonObject> events = new ConcurrentLinkedQueue<>();

  /** Returns where Chromium is, if it is installed. */
  public static Optional<Path> find() {
    return Stream.of(System.getenv("PATH").split(File.pathSeparator))
        .flatMap(
            folder ->
                Stream.of("chromium", "chromium-browser", "google-chrome")
                    .map(name -> Path.of(folder, name)))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts it with an empty page, its files below a folder. */
  public Browser(Path program, Path folder) throws Exception {
    Path profile = folder.resolve("profile");
    this.process =
        new ProcessBuilder(
                program.toString(),
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--no-first-run",
                "--remote-debugging-port=0",
                "--user-data-dir=" + profile,
                "about:blank")
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("browser.txt").toFile())
            .start();
    int port = port(profile.resolve("DevToolsActivePort"));
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(URI.create(page(port)), new Listener())
            .get(30, TimeUnit.SECONDS);
  }

  private static int port(Path file) throws Exception {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (System.nanoTime() < until) {
      if (Files.exists(file) && !Files.readString(file).isBlank()) {
        return Integer.parseInt(Files.readAllLines(file).get(0));
      }
      Thread.sleep(50);
    }
    throw new IOException("the browser did not start");
  }

  private static String page(int port) throws Exception {
    try (InputStream in = URI.create("http://127.0.0.1:" + port + "/json").toURL().openStream()) {
      for (JsonElement one :
          JsonParser.parseString(new String(in.readAllBytes(), StandardCharsets.UTF_8))
              .getAsJsonArray()) {
        if (one.getAsJsonObject().get("type").getAsString().equals("page")) {
          return one.getAsJsonObject().get("webSocketDebuggerUrl").getAsString();
        }
      }
    }
    throw new IOException("the browser has no page");
  }

  private final class Listener implements WebSocket.Listener {
    private final StringBuilder text = new StringBuilder();

    @Override
    public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
      text.append(part);
      if (last) {
        JsonObject message = JsonParser.parseString(text.toString()).getAsJsonObject();
        text.setLength(0);
        if (message.has("id")) {
          answers.remove(message.get("id").getAsInt()).complete(message);
        } else {
          events.add(message);
        }
      }
      from.request(1);
      return null;
    }
  }

  /** Gives a command of the protocol and returns its result. */
  public JsonObject command(String method, Map<String, ?> parameters) {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonObject> answer = new CompletableFuture<>();
    answers.put(number, answer);
    var unused =
        socket.sendText(
            GSON.toJson(Map.of("id", number, "method", method, "params", parameters)), true);
    JsonObject message = answer.orTimeout(60, TimeUnit.SECONDS).join();
    if (message.has("error")) {
      throw new IllegalStateException(method + ": " + message.get("error"));
    }
    return message.getAsJsonObject("result");
  }

  /** Hears from now on what pages say, throw and load. */
  public Browser listening() {
    for (String domain : List.of("Page", "Runtime", "Network", "Log")) {
      command(domain + ".enable", Map.of());
    }
    return this;
  }

  /** Returns what went wrong on pages since this was asked last: console, exceptions, refusals. */
  public List<String> complaints() {
    List<String> complaints = new ArrayList<>();
    for (JsonObject event :
        taken("Runtime.exceptionThrown", "Log.entryAdded", "Runtime.consoleAPICalled")) {
      JsonObject about = event.getAsJsonObject("params");
      String method = event.get("method").getAsString();
      boolean said =
          method.equals("Runtime.consoleAPICalled")
              && !List.of("error", "warning").contains(about.get("type").getAsString());
      boolean note =
          method.equals("Log.entryAdded")
              && !List.of("error", "warning")
                  .contains(about.getAsJsonObject("entry").get("level").getAsString());
      if (!said && !note) {
        complaints.add(about.toString());
      }
    }
    return complaints;
  }

  /** Returns the addresses that pages asked for since this was asked last. */
  public List<String> requested() {
    return taken("Network.requestWillBeSent").stream()
        .map(e -> e.getAsJsonObject("params").getAsJsonObject("request").get("url").getAsString())
        .toList();
  }

  private List<JsonObject> taken(String... methods) {
    List<JsonObject> some =
        events.stream()
            .filter(e -> List.of(methods).contains(e.get("method").getAsString()))
            .toList();
    events.removeAll(some);
    return some;
  }

  /** Shows pages at a size, of one color scheme. */
  public void look(int width, int height, String scheme) {
    command(
        "Emulation.setDeviceMetricsOverride",
        Map.of("width", width, "height", height, "deviceScaleFactor", 1, "mobile", width < 600));
    command(
        "Emulation.setEmulatedMedia",
        Map.of("features", List.of(Map.of("name", "prefers-color-scheme", "value", scheme))));
  }

  /** Returns the page as a PNG. */
  public byte[] screenshot() {
    JsonObject shot = command("Page.captureScreenshot", Map.of("format", "png"));
    return Base64.getDecoder().decode(shot.get("data").getAsString());
  }

  /** Returns what an expression of the page's script gives. */
  public String value(String expression) {
    JsonObject result =
        command(
            "Runtime.evaluate",
            Map.of(
                "expression",
                "(async () => String(await (" + expression + ")))()",
                "awaitPromise",
                true));
    if (result.has("exceptionDetails")) {
      throw new IllegalStateException(expression + ": " + result.get("exceptionDetails"));
    }
    return result.getAsJsonObject("result").get("value").getAsString();
  }

  /** Runs a script that the page does not bring itself. */
  public void run(String script) {
    command("Runtime.evaluate", Map.of("expression", script));
  }

  /** Waits until an expression is true. */
  public void await(String expression) throws InterruptedException {
    long until = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
    while (!value(expression).equals("true")) {
      if (System.nanoTime() > until) {
        throw new AssertionError(
            "never true: "
                + expression
                + "; the page: "
                + value("document.body && document.body.innerText"));
      }
      Thread.sleep(50);
    }
  }

  /** Presses a key: its name, its code of Windows and the text that it gives. */
  public void press(String key, int code, String text) {
    Map<String, Object> common = Map.of("key", key, "code", key, "windowsVirtualKeyCode", code);
    Map<String, Object> down = new HashMap<>(common);
    down.put("type", text.isEmpty() ? "rawKeyDown" : "keyDown");
    if (!text.isEmpty()) {
      down.put("text", text);
    }
    command("Input.dispatchKeyEvent", down);
    Map<String, Object> up = new HashMap<>(common);
    up.put("type", "keyUp");
    command("Input.dispatchKeyEvent", up);
  }

  @Override
  public void close() {
    try {
      command("Browser.close", Map.of());
      process.waitFor(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      process.descendants().forEach(ProcessHandle::destroyForcibly);
      process.destroyForcibly();
    }
  }
}
