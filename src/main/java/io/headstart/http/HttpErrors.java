package io.headstart.http;

import java.nio.ByteBuffer;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.handler.ErrorHandler;
import org.eclipse.jetty.util.Callback;

/** What Jetty itself refuses, such as headers that are no HTTP, in the words of this server. */
final class HttpErrors extends ErrorHandler {
  private final String help;

  HttpErrors(String help) {
    this.help = help;
  }

  @Override
  public boolean handle(Request request, Response response, Callback callback) {
    // Jetty calls another version of HTTP the server's fault (505).
    int status = response.getStatus() == 505 ? 400 : response.getStatus();
    Reply reply = reply(status, String.valueOf(request.getAttribute(ERROR_MESSAGE)));
    response.setStatus(reply.status());
    response.getHeaders().put(HttpHeader.CONTENT_TYPE, "application/json");
    response.write(true, ByteBuffer.wrap(reply.body()), callback);
    return true;
  }

  private Reply reply(int status, String reason) {
    return Reply.of(
        Refusal.of(
            status < 400 ? 500 : status,
            "the request is not one that this server understands",
            HttpStatus.getMessage(status) + ": " + reason,
            "HTTP/1.1 with headers of at most 16 KiB",
            help));
  }
}
