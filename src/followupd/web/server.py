"""uvicorn in a thread of the daemon: it starts with it, stops with it, and says at once when the address is taken."""

import logging
import socket
import threading
import time

import uvicorn

from followupd.errors import FollowupdError
from followupd.journal.database import Account
from followupd.web.feed import application
from followupd.words import _

START_SECONDS = 10
_MOST_AT_ONCE = 50
"""Connections; a calendar of one person is read by a few programs."""


class Serving:
    """The feed of an account at an address of this machine, from `start` until `stop`.

    Raises FollowupdError when the address is taken or is none of this machine.
    """

    def __init__(self, account: Account, address: str, host: str, port: int) -> None:
        self.address = address
        self._listening = _bound(host, port)
        config = uvicorn.Config(
            application(account), log_config=None, access_log=False, server_header=False, lifespan="off",
            limit_concurrency=_MOST_AT_ONCE, timeout_keep_alive=5, timeout_graceful_shutdown=3,
        )  # fmt: skip
        # The log would hold the addresses, and with them the secret.
        logging.getLogger("uvicorn").setLevel(logging.ERROR)
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._run, name="feed", daemon=True)

    @property
    def port(self) -> int:
        return int(self._listening.getsockname()[1])

    def start(self) -> None:
        self._thread.start()
        until = time.monotonic() + START_SECONDS
        while not self._server.started and self._thread.is_alive() and time.monotonic() < until:
            time.sleep(0.01)
        if not self._server.started:
            raise FollowupdError(_("web.listen %(address)s: %(error)s") % {
                "address": self.address, "error": _("it did not start")})  # fmt: skip

    def stop(self) -> None:
        self._server.should_exit = True
        self._thread.join(START_SECONDS)
        self._listening.close()

    def _run(self) -> None:
        self._server.run(sockets=[self._listening])


def _bound(host: str, port: int) -> socket.socket:
    """A socket that listens."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family, backlog=_MOST_AT_ONCE)
    except OSError as error:
        said = _("web.listen %(address)s: %(error)s") % {"address": f"{host}:{port}", "error": error.strerror or error}
        raise FollowupdError(said) from None
