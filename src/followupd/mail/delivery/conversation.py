"""`smtplib`'s clients with a deadline for the whole conversation."""

import errno
import smtplib
import socket
import time
from typing import Any

from followupd.text.catalog import _

_MOST_LINES = 200
"""Of an answer; servers send a dozen."""


class _Answers:
    """What a server says, line by line, until a deadline: however slowly the bytes come, and however many lines."""

    def __init__(self, line: socket.socket, until: float) -> None:
        self._line, self._until = line, until
        self._held = b""
        self.lines = 0

    def readline(self, limit: int) -> bytes:
        """A line as `smtplib` asks for it. Raises TimeoutError at the deadline, or when an answer does not end."""
        self.lines += 1
        while b"\n" not in self._held and len(self._held) < limit:
            left = self._until - time.monotonic()
            if left <= 0 or self.lines > _MOST_LINES:
                raise TimeoutError(errno.ETIMEDOUT, _("its answer does not end"))
            self._line.settimeout(left)
            if not (data := self._line.recv(4096)):
                break
            self._held += data
        end = self._held.find(b"\n") + 1 or len(self._held)
        found, self._held = self._held[: min(end, limit)], self._held[min(end, limit) :]
        return found

    def close(self) -> None:
        """The connection is closed by whoever opened it."""


class Conversation:
    """A mixin for `smtplib`'s clients: the whole conversation ends by a deadline, and not only each wait within it."""

    until: float
    sock: socket.socket | None
    file: Any

    def getreply(self) -> tuple[int, bytes]:
        if self.file is None and self.sock is not None:
            self.file = _Answers(self.sock, self.until)
        if self.file is not None:
            self.file.lines = 0
        return super().getreply()  # type: ignore[misc, no-any-return]

    def allow(self, seconds: float) -> None:
        """Sets the deadline of the conversation: this many seconds from now."""
        self.until = time.monotonic() + seconds
        if self.file is not None:
            self.file._until = self.until
        if self.sock is not None:
            self.sock.settimeout(seconds)


class Plain(Conversation, smtplib.SMTP):
    """Begins without encryption."""


class Encrypted(Conversation, smtplib.SMTP_SSL):
    """Begins with encryption."""


Server = Plain | Encrypted
