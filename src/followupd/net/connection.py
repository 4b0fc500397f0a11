"""A connection for HTTP, by the standard library, that ends at a moment, however slowly the bytes come."""

import http.client
import io
import socket
import time
from collections.abc import Callable
from typing import Any

from followupd.config.trust import trust

SECONDS = 20
"""For connecting, and for each piece of an answer."""
SLICE_SECONDS = 1
"""How often a read that waits checks whether the daemon is stopping."""


class Stopped(Exception):
    """The daemon is to stop; what is left is done in the next round."""


class Connection(http.client.HTTPConnection):
    """A connection, by TLS or not, that reads and writes until a moment and no longer."""

    until: float = 0

    def __init__(
        self, encrypted: bool, host: str, port: int | None, verify: Any = None,
        stopping: Callable[[], bool] = lambda: False,
    ) -> None:  # fmt: skip
        super().__init__(host, port or (443 if encrypted else 80))
        self._encrypted, self._verify, self.stopping = encrypted, verify, stopping

    def connect(self) -> None:
        left = min(_left(self), SECONDS)
        line: socket.socket = socket.create_connection((self.host, self.port), timeout=left)
        line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if self._encrypted:
            context = trust(self._verify if isinstance(self._verify, str) else None)
            line = context.wrap_socket(line, server_hostname=self.host)
        self.sock = _Line(self, line)


class _Line:
    """A socket, as far as `http.client` knows one, whose time ends with the connection's."""

    def __init__(self, connection: Connection, line: socket.socket) -> None:
        self._connection, self._line = connection, line

    def sendall(self, data: Any) -> None:
        self._line.settimeout(_left(self._connection))
        self._line.sendall(data)

    def makefile(self, *_arguments: object) -> io.BufferedReader:
        return io.BufferedReader(_Limited(self._connection, self._line))

    def close(self) -> None:
        """Closes the socket."""
        self._line.close()  # which waits until nobody reads from it any more


class _Limited(io.RawIOBase):
    def __init__(self, connection: Connection, line: socket.socket) -> None:
        self._connection, self._line = connection, line
        self._raw = line.makefile("rb", buffering=0)  # keeps the socket open while anybody reads

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int | None:
        """Waits in slices, so that whoever stops does not wait for a server that takes long."""
        patience = time.monotonic() + SECONDS
        while True:
            self._line.settimeout(min(_left(self._connection), SECONDS, SLICE_SECONDS))
            try:
                return self._line.recv_into(buffer)
            except TimeoutError:
                if self._connection.stopping():
                    raise Stopped from None
                if time.monotonic() >= patience:
                    raise

    def close(self) -> None:
        """Closes this reader; the socket stays open until it is closed itself."""
        self._raw.close()
        super().close()


def _left(connection: Connection) -> float:
    """How many seconds are left. Raises TimeoutError when none are."""
    if (left := connection.until - time.monotonic()) <= 0:
        raise TimeoutError("timed out")
    return left
