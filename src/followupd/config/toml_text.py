"""A TOML file, read and parsed; what is wrong with it is said with its line."""

import os
import re
import sys
import tomllib
from pathlib import Path
from typing import Any

from followupd.config import bounded, location
from followupd.config.location import MOST_BYTES
from followupd.errors import CallError, Fault, InputError
from followupd.text.catalog import _
from followupd.text.causes import cause, in_words


def read_toml_bytes(path: Path) -> bytes:
    """The file's bytes, at most MOST_BYTES. Raises CallError when it cannot be read."""
    try:
        return bounded.read(path, MOST_BYTES)
    except FileNotFoundError:
        if str(path) == location.user_config() and os.path.isdir(location.MACHINES):
            said = _("%(path)s: nothing is set up for you alone. What is in %(folder)s is the machine's: use sudo")
            raise CallError(said % {"path": path, "folder": location.MACHINES}) from None
        raise CallError(
            _("%s: nothing is set up here yet. Begin with: followupd init (it takes two minutes)") % path
        ) from None
    except OSError as error:
        raise CallError(f"{path}: {cause(error)}") from None


def parse_toml(path: Path, text: bytes) -> dict[str, Any]:
    """TOML to a dict. Raises InputError with the line the parser stopped at."""
    try:
        return loads(text.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = text.count(b"\n", 0, error.start) + 1
        raise InputError([Fault(str(path), line, _("not UTF-8 text; save the file as UTF-8"))]) from None
    except tomllib.TOMLDecodeError as error:
        said, found, position = str(error).partition(" (at line ")
        at_end = text.count(b"\n") + 1
        line = int(position.split(",")[0]) if found else at_end
        raise InputError(
            [
                Fault(
                    str(path),
                    line,
                    _("not valid TOML: %s (text stands in quotes, dates are written 2026-09-14)")
                    % in_words(said.removesuffix(" (at end of document)")),
                )
            ]
        ) from None
    except ValueError as error:  # a number longer than Python reads
        raise InputError([Fault(str(path), _line_of_long_number(text), cause(error))]) from None
    except RecursionError:
        raise InputError([Fault(str(path), None, _("not valid TOML: nested too deeply"))]) from None


# TOML 1.1 lets a time end with its minutes, and people write it so; Python's parser reads 1.0.
WITHOUT_SECONDS = re.compile(
    r"(?m)^([ \t]*[\w.\"-]+[ \t]*=[ \t]*\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d)(?=[ \t\r]*(?:#|$|[Zz+-]))"
)


def loads(text: str) -> dict[str, Any]:
    """TOML to a dict, with times that lack their seconds. Raises ValueError, RecursionError."""
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError:
        if not WITHOUT_SECONDS.search(text):
            raise
        return tomllib.loads(WITHOUT_SECONDS.sub(r"\1:00", text))


def _line_of_long_number(text: bytes) -> int | None:
    most = sys.get_int_max_str_digits()
    lines = enumerate(text.split(b"\n"), start=1)
    return next((number for number, line in lines if re.search(rb"[0-9_]{%d}" % (most + 1), line)), None)
