"""A faulty line to a real calendar server: counts requests, and lets a test lose, cut or replace an answer."""

import contextlib
import http.client
import socket
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass(frozen=True)
class Asked:
    """A request on its way. `number` counts from 1."""

    number: int
    method: str
    path: str
    body: bytes = b""


@dataclass(frozen=True)
class Fault:
    """Instead of the answer: a status with a body, or only the first bytes of it; `lost`: the server did it, and nobody
    hears."""

    status: int | None = None
    body: bytes = b""
    cut: int | None = None
    lost: bool = False
    headers: tuple[tuple[str, str], ...] = ()


@dataclass
class Line:
    port: int
    target: int
    asked: list[Asked] = field(default_factory=list)
    rule: Callable[[Asked], Fault | None] = lambda _asked: None

    @property
    def methods(self) -> list[str]:
        return [one.method for one in self.asked]

    def calm(self) -> None:
        """From here on everything gets through."""
        self.asked.clear()
        self.rule = lambda _asked: None


@contextlib.contextmanager
def line(target: int) -> Iterator[Line]:
    """A line to a server on this machine, for the length of a block."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_request(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
            asked = Asked(len(found.asked) + 1, self.command, self.path, body)
            found.asked.append(asked)
            fault = found.rule(asked)
            if fault is not None and fault.status is not None:
                return self._answer(fault.status, list(fault.headers), fault.body)
            status, headers, content = self._forward(body)
            if fault is not None and fault.lost:
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return None
            if fault is not None and fault.cut is not None:
                self._answer(status, headers, content, sent=content[: fault.cut])
                self.connection.shutdown(socket.SHUT_RDWR)
                self.close_connection = True
                return None
            return self._answer(status, headers, content)

        do_GET = do_PUT = do_DELETE = do_PROPFIND = do_REPORT = do_MKCALENDAR = do_PROPPATCH = do_OPTIONS = (
            handle_request
        )

        def _forward(self, body: bytes) -> tuple[int, list[tuple[str, str]], bytes]:
            server = http.client.HTTPConnection("127.0.0.1", found.target, timeout=20)
            try:
                server.request(self.command, self.path, body, dict(self.headers))
                answer = server.getresponse()
                kept = [(key, value) for key, value in answer.headers.items()
                        if key.casefold() not in ("content-length", "transfer-encoding", "connection")]  # fmt: skip
                return answer.status, kept, answer.read()
            finally:
                server.close()

        def _answer(
            self, status: int, headers: list[tuple[str, str]], content: bytes, sent: bytes | None = None
        ) -> None:
            self.send_response(status)
            for key, value in headers:
                self.send_header(key, value)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content if sent is None else sent)

        def log_message(self, format: str, *args: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    found = Line(server.server_address[1], target)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield found
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
