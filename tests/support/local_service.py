"""A local HTTP service for tests: it answers what a test tells it, and can misbehave in every way."""

from __future__ import annotations

import json
import ssl
import sys
import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, BinaryIO
from urllib.parse import parse_qsl, urlsplit

Body = bytes | str | dict | list


@dataclass(frozen=True)
class Request:
    """A request as the service met it; header names in lower case, the last value of a parameter counts."""

    method: str
    path: str
    query: str
    params: dict[str, str]
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True)
class Reply:
    """What the service sends back.

    ``length`` lies about the Content-Length; ``chunks`` sends pieces as they come, chunked; ``write``
    writes to the socket itself, status line included, after which the connection closes.
    """

    body: Body = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    length: int | None = None
    chunks: Iterable[bytes] | None = None
    write: Callable[[BinaryIO], None] | None = None

    def content(self) -> tuple[bytes, str]:
        """Return the bytes and the content type that goes with them."""
        if isinstance(self.body, bytes):
            return self.body, "application/octet-stream"
        if isinstance(self.body, str):
            xml = self.body.lstrip("\ufeff \n").startswith("<")
            return self.body.encode(), "text/xml; charset=utf-8" if xml else "text/plain; charset=utf-8"
        return json.dumps(self.body).encode(), "application/json"


Route = Callable[[Request], Reply]


class Service:
    """The service a test talks to: queue answers with ``answer``, or compute them with ``route``."""

    reply = Reply

    def __init__(self) -> None:
        self.requests: list[Request] = []
        self._routes: dict[str, Route] = {}
        self._queues: dict[str, list[list[Any]]] = {}
        self._lock = threading.Lock()
        self._server = _Server(("127.0.0.1", 0), type("Bound", (Handler,), {"service": self}))
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )
        self._thread.start()

    @property
    def port(self) -> int:
        return self._server.server_address[1]

    @property
    def url(self) -> str:
        """The address without a slash at the end: ``service.url + "/path"``."""
        return f"http://127.0.0.1:{self.port}"

    def answer(
        self,
        path: str,
        body: Body = b"",
        *,
        status: int = 200,
        headers: Mapping[str, str] | None = None,
        times: int | None = None,
        **more: Any,
    ) -> None:
        """Queue an answer for a path. Answers are given in order, ``times`` each; the last one stays."""
        reply = Reply(body, status, headers or {}, **more)
        self._queues.setdefault(path, []).append([reply, times or 1])

    def route(self, path: str, function: Route) -> None:
        """Let a function answer a path, or with ``/*`` at its end all below it; before queued answers."""
        self._routes[path] = function

    def asked(self, path: str) -> list[Request]:
        """The requests met on one path."""
        return [request for request in self.requests if request.path == path]

    def meet(self, request: Request) -> Reply:
        """Note a request and find its answer; a path nobody told about is a 404."""
        with self._lock:
            self.requests.append(request)
            below = request.path.rsplit("/", 1)[0] + "/*"
            route = self._routes.get(request.path) or self._routes.get(below)
            if route is None:
                return self._queued(request.path)
        return route(request)

    def _queued(self, path: str) -> Reply:
        queue = self._queues.get(path)
        if not queue:
            return Reply(f"no answer for {path}", 404)
        reply, left = queue[0]
        if len(queue) > 1:
            queue[0][1] = left - 1
            if left <= 1:
                queue.pop(0)
        return reply

    def encrypt(self, context: ssl.SSLContext) -> None:
        """Talk https from now on."""
        self._server.socket = context.wrap_socket(self._server.socket, server_side=True)

    def close(self) -> None:
        """Stop listening; the port then refuses connections."""
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(
            sys.exception(), ConnectionError | ssl.SSLError
        ):  # a client that hangs up is what tests are about
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    """Brings a request to the service, and its reply to the wire."""

    service: Service
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # else each answer waits 40 ms for an acknowledgement
    timeout = 10  # a thread that nobody talks to any more must end

    def do_GET(self) -> None:
        split = urlsplit(self.path)
        request = Request(
            self.command,
            split.path,
            split.query,
            dict(parse_qsl(split.query, keep_blank_values=True)),
            {name.lower(): value for name, value in self.headers.items()},
            self.rfile.read(int(self.headers.get("Content-Length") or 0)),
        )
        try:
            self._send(self.service.meet(request))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True  # the client had enough, as it may

    def do_POST(self) -> None:
        self.do_GET()

    def _send(self, reply: Reply) -> None:
        if reply.write is not None:
            reply.write(self.wfile)
            self.close_connection = True
            return
        content, kind = reply.content()
        bodiless = reply.status in (204, 304)
        headers = {"Content-Type": kind}
        if reply.chunks is not None:
            headers["Transfer-Encoding"] = "chunked"
        elif not bodiless:
            headers["Content-Length"] = str(len(content) if reply.length is None else reply.length)
        self.send_response(reply.status)
        for name, value in {**headers, **reply.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if reply.chunks is not None:
            self._send_chunks(reply.chunks)
        elif not bodiless:
            self.wfile.write(content)
        if reply.length is not None:
            self.close_connection = True

    def _send_chunks(self, chunks: Iterable[bytes]) -> None:
        for piece in chunks:
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            self.wfile.flush()
        self.wfile.write(b"0\r\n\r\n")

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  the name the base class has
        """Say nothing: tests read ``service.requests``."""
