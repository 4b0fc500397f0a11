"""Showing things: with colour and columns in a terminal, plain in a pipe."""

import json
import shutil
import sys
import textwrap
from collections.abc import Iterable, Sequence
from datetime import date

from followupd.text.sanitize import visible

_STYLES = {"overdue": "yellow", "due": "green", "upcoming": "dim", "ok": "green", "wrong": "red"}


def say(*parts: object, end: str = "\n", error: bool = False) -> None:
    """Prints text, and nothing that a terminal would obey: it may come from a file, a server or an argument.

    `error`: to stderr.
    """
    print(visible(" ".join(map(str, parts))), end=end, file=sys.stderr if error else sys.stdout, flush=error)


def say_json(document: object) -> None:
    """Prints a document; dates as ISO 8601."""
    print(json.dumps(document, ensure_ascii=False, indent=2, default=_as_text))


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, date) else str(value)  # ISO 8601


def table(rows: Iterable[Sequence[str]], *, styles: Sequence[str] = ()) -> None:
    """Rows of cells. In a terminal the last column wraps and rows have colour; in a pipe two spaces part columns."""
    found = [[visible(cell) for cell in row] for row in rows]
    if not found:
        return
    if sys.stdout.isatty():
        _pleasant(found, styles or [""] * len(found))
        return
    widths = [max(len(row[i]) for row in found) for i in range(len(found[0]) - 1)]
    for row in found:
        say("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip())


def paragraph(text: str) -> None:
    """Wrapped to the terminal's width; in a pipe one line."""
    width = shutil.get_terminal_size().columns
    whole = textwrap.fill(text, width, break_long_words=False, break_on_hyphens=False)
    say(whole if sys.stdout.isatty() else text)


def _pleasant(rows: list[list[str]], styles: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    console = Console(highlight=False)
    grid = Table.grid(padding=(0, 2))
    last = len(rows[0]) - 1
    for index in range(last + 1):
        # Long names fold, so that the last column keeps its room on a narrow screen.
        widest = None if index == last else max(10, console.width // 3)
        grid.add_column(overflow="fold", max_width=widest, ratio=1 if index == last else None)
    for row, style in zip(rows, styles, strict=True):
        grid.add_row(*(Text(cell, style=_STYLES.get(style, "")) for cell in row))
    console.print(grid)
