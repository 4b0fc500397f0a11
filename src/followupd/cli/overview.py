"""What `followupd --help` shows: every command, grouped by what a person wants, on one screen."""

import shutil
import textwrap
from collections.abc import Iterator

from followupd.text.catalog import _

_WIDEST = 100
HIDDEN = frozenset({"done", "loops"})
"""Spellings of before, which go on working: `log` and `due --open` do the same."""


def groups() -> Iterator[tuple[str, tuple[str, ...]]]:
    """What a person wants, and the commands for it."""
    yield _("Every day"), ("due", "answer", "log", "snooze", "pause", "resume", "undo", "preview", "explain")
    yield _("People"), ("add", "met", "import", "sort", "rename", "milestone")
    yield _("Events, talks"), ("events", "interviews", "interview", "observe", "draft")
    yield _("Goals, habits"), ("goals", "goal", "practices")
    yield _("Looking back"), ("review", "map", "progress", "pace")
    yield _("Mail, calendar"), ("once", "run", "outbox", "calendar")
    yield _("Your data"), ("check", "export", "backup", "restore", "forget")
    yield _("Setting up"), ("init", "login", "service", "doctor", "test-mail", "completion", "example")


def overview(known: set[str]) -> str:
    """The help as it fits the terminal; words stay whole."""
    width = min(shutil.get_terminal_size().columns, _WIDEST)
    shown = [(name, [one for one in commands if one in known]) for name, commands in groups()]
    column = max(len(name) for name, _commands in shown) + 3
    lines = [
        _("usage: followupd COMMAND …"),
        "",
        *_wrapped(_("Keeps your professional network alive: one kind mail, and a calendar."), width),
        "",
    ]
    for name, commands in shown:
        first, *rest = _wrapped(", ".join(commands), width - column)
        lines += [f"{name:{column}}{first}", *(f"{'':{column}}{line}" for line in rest)]
    told = _("followupd COMMAND --help tells what each does. Before or after it: --config FILE. followupd --version "
             "says which one this is. Begin with: followupd init.")  # fmt: skip
    return "\n".join([*lines, "", *_wrapped(told, width), ""])


def _wrapped(text: str, width: int) -> list[str]:
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
