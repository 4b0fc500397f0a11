"""uvicorn in a thread of the daemon: it starts with it, stops with it, and says at once when the address is taken.

A calendar of one person is read by a few programs. Whoever else connects, or connects and says nothing, takes nothing
from them nor from the mail: connections are few, a first request has a deadline, and so has each connection.
"""

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Iterator

import uvicorn
from uvicorn.protocols.http.h11_impl import H11Protocol

from followupd.errors import FollowupdError
from followupd.store.database import Account
from followupd.text.catalog import _
from followupd.text.causes import cause
from followupd.web.feed import application

START_SECONDS = 10
MOST_CONNECTIONS = 24
"""Far below what a process may open, because the mail needs some too."""
FIRST_REQUEST_SECONDS = 10
CONNECTION_SECONDS = 120
"""The longest that one connection lasts; a large calendar over a slow line takes less."""


class Serving:
    """The feed of an account at an address of this machine, from `start` until `stop`.

    Raises FollowupdError when the address is taken or is none of this machine.
    """

    def __init__(self, account: Account, address: str, host: str, port: int) -> None:
        self.address = address
        self._listening = _bound(host, port)
        config = uvicorn.Config(
            application(account), log_config=None, access_log=False, server_header=False, date_header=False,
            lifespan="off", http=_Connection, timeout_keep_alive=5, timeout_graceful_shutdown=3,
        )  # fmt: skip
        # The log would hold the addresses, and with them the secret.
        logging.getLogger("uvicorn").setLevel(logging.ERROR)
        self._server = _Server(config)
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    @property
    def port(self) -> int:
        """The port it listens on; the real one where 0 was asked for."""
        return int(self._listening.getsockname()[1])

    def start(self) -> None:
        """Serves from now on, in a thread of its own. Raises FollowupdError when the address is taken."""
        self._thread.start()
        until = time.monotonic() + START_SECONDS
        while not self._server.started and self._thread.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
        if not self._server.started:
            raise FollowupdError(_("web.listen %(address)s: %(error)s") % {
                "address": self.address, "error": _("it did not start")})  # fmt: skip

    def stop(self) -> None:
        """Ends within a few seconds, whatever readers do."""
        self._server.end()
        self._thread.join(START_SECONDS)
        self._listening.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listening])


class _Server(uvicorn.Server):
    """Waits to be ended, instead of looking ten times a second whether it was."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self._ended = asyncio.Event()
        self._loop: asyncio.AbstractEventLoop | None = None

    async def main_loop(self) -> None:
        self._loop = asyncio.get_running_loop()
        if not self.should_exit:
            await self._ended.wait()

    def end(self) -> None:
        """From another thread."""
        self.should_exit = True
        if self._loop is not None:
            with contextlib.suppress(RuntimeError):  # it has ended already
                self._loop.call_soon_threadsafe(self._ended.set)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Signals are the daemon's."""
        yield


class _Connection(H11Protocol):
    """A connection that is not kept for whoever says nothing, and that makes way when there are too many."""

    _begun: float
    _timers: tuple[asyncio.TimerHandle, ...] = ()
    _ending = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._begun = self.loop.time()
        self._timers = (
            self.loop.call_later(FIRST_REQUEST_SECONDS, self._end_if_silent),
            self.loop.call_later(CONNECTION_SECONDS, self._give_up),
        )
        open_ones = [
            connection
            for connection in self.connections
            if isinstance(connection, _Connection) and not connection._ending
        ]
        if len(open_ones) > MOST_CONNECTIONS:
            silent = (connection for connection in open_ones if connection.cycle is None)
            min(silent, key=lambda connection: connection._begun, default=self)._give_up()

    def connection_lost(self, exc: Exception | None) -> None:
        for timer in self._timers:
            timer.cancel()
        super().connection_lost(exc)

    def _end_if_silent(self) -> None:
        if self.cycle is None:
            self._give_up()

    def _give_up(self) -> None:
        self._ending = True
        self.transport.abort()


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=MOST_CONNECTIONS)
    except OSError as error:
        said = _("web.listen %(address)s: %(error)s") % {"address": f"{host}:{port}", "error": cause(error)}
        raise FollowupdError(said) from None
