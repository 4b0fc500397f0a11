"""A faulty network before a real server: it cuts a plain SMTP session at a chosen moment."""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass

from tests.servers import free_port


@dataclass(frozen=True)
class Cut:
    """Where a session breaks: before the server's n-th answer, or after so many bytes from the client."""

    at_answer: int | None = None
    after_sent: int | None = None
    reset: bool = False
    silent: bool = False


@contextlib.contextmanager
def faulty(target: int, cut: Cut) -> Iterator[int]:
    """A port on loopback that leads to `target` until the cut. Every session breaks in the same way."""
    listener = socket.create_server(("127.0.0.1", free_port()))
    threading.Thread(target=_accept, args=(listener, target, cut), daemon=True).start()
    try:
        yield listener.getsockname()[1]
    finally:
        # Only shutdown wakes a thread that waits in accept().
        with contextlib.suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
        listener.close()


def _accept(listener: socket.socket, target: int, cut: Cut) -> None:
    with contextlib.suppress(OSError):
        while True:
            client, _address = listener.accept()
            if cut.silent:
                threading.Thread(target=client.recv, args=(1,), daemon=True).start()
                continue
            server = socket.create_connection(("127.0.0.1", target))
            threading.Thread(target=_upwards, args=(client, server, cut), daemon=True).start()
            threading.Thread(target=_downwards, args=(client, server, cut), daemon=True).start()


def _upwards(client: socket.socket, server: socket.socket, cut: Cut) -> None:
    left = cut.after_sent
    with contextlib.suppress(OSError):
        while data := client.recv(65536):
            if left is not None and (left := left - len(data)) <= 0:
                _break(client, server, reset=cut.reset)
                return
            server.sendall(data)
        server.shutdown(socket.SHUT_WR)


def _downwards(client: socket.socket, server: socket.socket, cut: Cut) -> None:
    answers = 0
    with contextlib.suppress(OSError):
        for line in server.makefile("rb"):
            if answers == cut.at_answer:
                _break(client, server, reset=cut.reset)
                return
            client.sendall(line)
            answers += line[3:4] == b" "  # the last line of an answer (RFC 5321 §4.2.1)
        client.close()


def _break(client: socket.socket, server: socket.socket, *, reset: bool) -> None:
    if reset:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
    for one, how in ((client, socket.SHUT_RD if reset else socket.SHUT_RDWR), (server, socket.SHUT_RDWR)):
        # Only a shutdown wakes the other thread's recv(); until then a close would not reach the network.
        with contextlib.suppress(OSError):
            one.shutdown(how)
        one.close()
