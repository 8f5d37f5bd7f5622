package io.headstart.studio;

import com.google.gson.JsonElement;
import com.google.gson.JsonObject;
import com.google.gson.JsonParseException;
import com.google.gson.JsonParser;
import io.headstart.Failure;
import io.headstart.http.BodyLimits;
import io.headstart.http.Exchange;
import io.headstart.http.Refusal;
import io.headstart.http.Reply;
import io.headstart.http.RequestBody;
import io.headstart.http.Route;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * How the studio's routes answer: on threads that may wait for a disk, and with the four parts
 * where something fails.
 *
 * @param executor of those threads
 * @param bodies what is read of a request
 */
record Answers(Executor executor, BodyLimits bodies) {
  /** Makes an answer. */
  @FunctionalInterface
  interface Get {
    /** Returns the answer; may read files. */
    Reply reply(Exchange exchange, List<String> values);
  }

  /** Makes an answer to a body. */
  @FunctionalInterface
  interface Post {
    /** Returns the answer; may read and write files. */
    Reply reply(Exchange exchange, List<String> values, byte[] body);
  }

  /** Makes an answer to a JSON object. */
  @FunctionalInterface
  interface JsonPost {
    /** Returns the answer; may read and write files. */
    Object document(List<String> values, JsonObject body);
  }

  Route get(String path, Get get) {
    return new Route(
        "GET",
        path,
        false,
        (exchange, values) ->
            executor.execute(() -> answer(exchange, () -> get.reply(exchange, values))));
  }

  Route post(String path, Post post) {
    return new Route(
        "POST",
        path,
        false,
        (exchange, values) -> {
          CompletableFuture<Void> unused =
              RequestBody.read(exchange, bodies)
                  .thenAcceptAsync(
                      body -> {
                        exchange.received();
                        answer(exchange, () -> post.reply(exchange, values, body));
                      },
                      executor)
                  .exceptionally(
                      problem -> {
                        exchange.fail(problem);
                        return null;
                      });
        });
  }

  Route postJson(String path, JsonPost post) {
    return post(
        path,
        (exchange, values, body) -> Reply.json(post.document(values, object(exchange, body))));
  }

  /** Forms of other pages cannot send this type without asking first. */
  private static JsonObject object(Exchange exchange, byte[] body) {
    String type = exchange.request().getHeaders().get("Content-Type");
    if (type == null || !type.startsWith("application/json")) {
      throw Refusal.of(
          415, "this route takes JSON", "Content-Type: " + type, "application/json", "send JSON");
    }
    try {
      JsonElement read = JsonParser.parseString(new String(body, StandardCharsets.UTF_8));
      if (read.isJsonObject()) {
        return read.getAsJsonObject();
      }
    } catch (JsonParseException | StackOverflowError e) {
      // Said below.
    }
    throw Refusal.bad("the body is no JSON object", "something else", "one object", "send JSON");
  }

  @FunctionalInterface
  private interface Making {
    Reply reply();
  }

  private static void answer(Exchange exchange, Making making) {
    try {
      exchange.answer(making.reply().with("Cache-Control", "no-store"));
    } catch (Failure failure) {
      exchange.fail(new Refusal(status(failure), failure));
    } catch (OutOfMemoryError e) {
      exchange.fail(
          Refusal.of(
              503,
              "Java's memory is full",
              e.getMessage() + ", of " + (Runtime.getRuntime().maxMemory() >> 20) + " MiB",
              "work that fits, or more memory",
              "start the studio with more, as in java -Xmx4g -jar trainer.jar studio"));
    } catch (RuntimeException | Error e) {
      exchange.fail(e);
    }
  }

  private static int status(Failure failure) {
    return switch (failure.kind()) {
      case USAGE -> 400;
      case MISSING -> 404;
      case RUN, INTERRUPTED -> 409;
    };
  }
}
