"""Asking at the terminal: a line, or a single key."""

import os
import re
import sys
from codecs import IncrementalDecoder, getincrementaldecoder
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from followupd.cli.terminal import say
from followupd.errors import CallError

_KEY = re.compile(r"\x1b[\[O][0-9;]*[A-Za-z~]|.", re.DOTALL)
"""A key as a terminal sends it: a character, or a sequence for those that have none (ECMA-48 §5.4)."""
YES, NO = frozenset({"y", "yes", "j", "ja"}), frozenset({"n", "no", "nej"})


def agrees(question: str, missing: str) -> bool:
    """Whether a question that ends in [Y/n] is answered by yes, or by Enter; anything but yes and no is asked again."""
    while True:
        reply = answer(question, missing)
        if not reply or reply in YES:
            return True
        if reply in NO:
            return False


def answer(question: str, missing: str) -> str:
    """What is typed, folded. Raises CallError with `missing` where nobody is there to answer."""
    return typed(question, missing).casefold()


def typed(question: str, missing: str) -> str:
    """What is typed, as it is. Raises CallError with `missing` where nobody is there to answer."""
    say(question, end="")
    sys.stdout.flush()
    line = sys.stdin.readline()
    if not sys.stdin.isatty():
        say()
    if not line:
        raise CallError(missing)
    return line.strip()


@contextmanager
def keys() -> Iterator[Callable[[], str]]:
    """A function that gives one key, folded, without Enter; of a line that is piped in, its first character. It gives
    an empty text at the end."""
    if not sys.stdin.isatty():
        yield _line
        return
    import termios
    import tty

    waiting: list[str] = []
    decoder = getincrementaldecoder("utf-8")("replace")
    before = termios.tcgetattr(sys.stdin)
    try:
        tty.setcbreak(sys.stdin)  # once: each time it throws away what was typed ahead
        yield lambda: _pressed(waiting, decoder)
    finally:
        termios.tcsetattr(sys.stdin, termios.TCSADRAIN, before)


def _line() -> str:
    line = sys.stdin.readline()
    return (line.strip().casefold()[:1] or " ") if line else ""


def _pressed(waiting: list[str], decoder: IncrementalDecoder) -> str:
    """One key of those typed; an arrow or the like, several characters that begin with Escape, is one key, too."""
    sys.stdout.flush()
    while not waiting:
        read = os.read(sys.stdin.fileno(), 1024)
        if not read:
            return ""
        waiting += _KEY.findall(decoder.decode(read))
    pressed = waiting.pop(0)
    return "" if pressed in ("\x04", "\x1b") else pressed.casefold()
