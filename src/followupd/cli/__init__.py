"""The command line: each command a few lines over the rooms. Only what a command needs is imported."""

import os
import sys
from collections.abc import Sequence

from followupd.cli.quick import quick


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command. Exit codes: 0 done; 1 it ran, and something is wrong; 2 the call or the input is wrong."""
    given = sys.argv[1:] if arguments is None else arguments
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(errors="replace")  # a terminal that knows no "å" shows "?", and nothing fails
    try:
        code = quick(given)
        if code is None:
            code = _full(given)
        sys.stdout.flush()
        return code
    except BrokenPipeError:  # `followupd due | head`: the reader has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return 130
    except OSError as error:
        from followupd.cli.terminal import say
        from followupd.text.causes import cause

        where = f"{error.filename}: " if error.filename else ""
        say(f"{where}{cause(error)}", error=True)
        return 1


YOUNG_OBJECTS = 100_000
"""The threshold of the garbage collector; with Python's 700, a large book would spend half its time in collections."""


def _full(given: Sequence[str]) -> int:
    import gc
    import logging
    from importlib import import_module

    from followupd.cli.parser import build_parser
    from followupd.cli.terminal import say
    from followupd.errors import FollowupdError
    from followupd.text import catalog

    gc.set_threshold(YOUNG_OBJECTS)
    language = catalog.from_environment()
    catalog.speak(language)
    # Commands say what they find themselves; only `run` has a log.
    logging.getLogger().addHandler(logging.NullHandler())
    try:
        call = build_parser(language).parse_args(given)
        module = import_module(f"followupd.cli.{call.module}")
        return int(getattr(module, call.function)(call) or 0)
    except FollowupdError as error:
        for line in error.lines:
            say(line, error=True)
        return error.exit_code
