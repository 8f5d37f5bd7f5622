package io.headstart.serve;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import io.headstart.http.Route;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.RequestLog;
import org.eclipse.jetty.server.Response;

/** A line of JSON and a count for every request, also for those that were no HTTP. */
final class AccessLog implements RequestLog {
  /** Attributes of a request: its model, how many images it has. */
  static final String MODEL = "headstart.model";

  static final String IMAGES = "headstart.images";

  private static final String NO_ROUTE = "other";
  private static final Gson GSON = new GsonBuilder().disableHtmlEscaping().create();

  private final Consumer<String> lines;
  private final ServerMetrics metrics;

  AccessLog(Consumer<String> lines, ServerMetrics metrics) {
    this.lines = lines;
    this.metrics = metrics;
  }

  @Override
  public void log(Request request, Response response) {
    double seconds = (System.nanoTime() - request.getBeginNanoTime()) / 1e9;
    Object route = request.getAttribute(Route.PATH);
    String name = route == null ? NO_ROUTE : route.toString();
    int status = response.getStatus();
    metrics.answered(name, status, seconds);
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("time", Instant.now().truncatedTo(ChronoUnit.MILLIS).toString());
    line.put("remote", Request.getRemoteAddr(request));
    line.put("method", request.getMethod());
    line.put("route", name);
    if (route == null) {
      line.put("path", request.getHttpURI().getPath());
    }
    line.put("status", status);
    line.put("ms", Math.round(seconds * 1e4) / 10.0);
    line.put("bytes-in", Request.getContentBytesRead(request));
    line.put("bytes-out", Response.getContentBytesWritten(response));
    line.put("model", request.getAttribute(MODEL));
    line.put("images", request.getAttribute(IMAGES));
    lines.accept(GSON.toJson(line));
  }
}
