"""Showing things: with colour and columns in a terminal, plain in a pipe."""

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

_STYLES = {"overdue": "yellow", "due": "green", "upcoming": "dim", "ok": "green", "wrong": "red"}


def is_terminal() -> bool:
    return sys.stdout.isatty()


def say_json(document: Any) -> None:
    print(json.dumps(document, ensure_ascii=False, indent=2, default=str))


def table(rows: Iterable[Sequence[str]], *, styled_by: int | None = None) -> None:
    """Rows of cells, the last cell taking the room that is left. Without a terminal: two spaces between the columns."""
    found = [list(row) for row in rows]
    if not found:
        return
    if is_terminal():
        _pleasant(found, styled_by)
        return
    widths = [max(len(row[i]) for row in found) for i in range(len(found[0]) - 1)]
    for row in found:
        print("  ".join([*(cell.ljust(width) for cell, width in zip(row, widths, strict=False)), row[-1]]).rstrip())


def _pleasant(rows: list[list[str]], styled_by: int | None) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    grid = Table.grid(padding=(0, 2))
    for index in range(len(rows[0])):
        grid.add_column(overflow="fold", no_wrap=index < len(rows[0]) - 1 and index != 1)
    for row in rows:
        style = _STYLES.get(row[styled_by], "") if styled_by is not None else ""
        grid.add_row(*(Text(cell, style=style if index == styled_by else "") for index, cell in enumerate(row)))
    Console(highlight=False).print(grid)
