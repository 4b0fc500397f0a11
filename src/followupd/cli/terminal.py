"""Showing things: with colour and columns in a terminal, plain in a pipe."""

import json
import sys
from collections.abc import Iterable, Sequence

_STYLES = {"overdue": "yellow", "due": "green", "upcoming": "dim", "ok": "green", "wrong": "red"}


def say_json(document: object) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def table(rows: Iterable[Sequence[str]], *, styles: Sequence[str] = ()) -> None:
    """Rows of cells. In a terminal the last column wraps and rows have colour; in a pipe two spaces part columns."""
    found = [list(row) for row in rows]
    if not found:
        return
    if sys.stdout.isatty():
        _pleasant(found, styles or [""] * len(found))
        return
    widths = [max(len(row[i]) for row in found) for i in range(len(found[0]) - 1)]
    for row in found:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip())


def _pleasant(rows: list[list[str]], styles: Sequence[str]) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for index in range(len(rows[0])):
        grid.add_column(overflow="fold", no_wrap=index < len(rows[0]) - 1)
    for row, style in zip(rows, styles, strict=True):
        grid.add_row(*(Text(cell, style=_STYLES.get(style, "")) for cell in row))
    Console(highlight=False).print(grid)
