"""The log of the daemon: one line for each thing, without anything a terminal would obey, and without floods."""

import logging
import os
import sys
import time

from followupd.text.sanitize import visible

QUIET_SECONDS = 600
"""How long the same message is not logged again."""
_MOST_REMEMBERED = 200


def set_up() -> None:
    """Sends the log to standard error; with the time, unless the journal of systemd adds its own."""
    # The journal of systemd has its own clock; a terminal does not.
    stamp = "" if "JOURNAL_STREAM" in os.environ else "%(asctime)s "
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Visible(f"{stamp}%(levelname)s %(message)s"))
    handler.addFilter(_Repeated())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("followupd").setLevel(logging.INFO)


class _Visible(logging.Formatter):
    """Names, notes and answers of servers get into messages; a line break in one would make a line of its own."""

    def formatMessage(self, record: logging.LogRecord) -> str:
        return super().formatMessage(record).replace("\n", " ")

    def format(self, record: logging.LogRecord) -> str:
        return visible(super().format(record))


class _Repeated(logging.Filter):
    """Lets a warning or an error through once in a while; what goes on failing would fill the disk otherwise."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        if record.levelno < logging.WARNING:
            return True
        wrong = repr(record.exc_info[1]) if record.exc_info else ""
        message, now = f"{record.name} {record.getMessage()} {wrong}", time.monotonic()
        if now - self._said.get(message, -QUIET_SECONDS) < QUIET_SECONDS:
            return False
        if len(self._said) >= _MOST_REMEMBERED:
            self._said = {text: when for text, when in self._said.items() if now - when < QUIET_SECONDS / 2}
        self._said[message] = now
        return True
