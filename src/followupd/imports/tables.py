"""A table from another program: its encoding, separator and header found, its rows with their lines; a row that cannot
be read is named and hides no other."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice

from followupd.contacts.reading import MOST_FAULTS, decode
from followupd.errors import Fault
from followupd.imports.columns import fields_of, values
from followupd.text.catalog import _

_PREAMBLE = 20
"""The header stands within so many lines: LinkedIn writes notes above it, Excel "sep=;"."""
_SEPARATORS = ",;\t|"


@dataclass
class Table:
    """`columns`: where what is of use stands; `rows`: the line and the cells of each."""

    header: list[str] = field(default_factory=list)
    columns: dict[str, list[int]] = field(default_factory=dict)
    rows: list[tuple[int, list[str]]] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)

    def values(self, cells: Sequence[str], wanted: str) -> list[str]:
        """What a row says of something."""
        return values(cells, self.columns[wanted]) if wanted in self.columns else []


def read_table(name: str, content: bytes) -> Table:
    """The table in a file; `name` stands in its faults. Without a header that names people it has no rows."""
    text = decode(content).replace("\r\n", "\n").replace("\r", "\n")
    lines = text.split("\n")
    found = _header(lines)
    if found is None:
        said = _("no header that is known: a column with names is needed, such as Name, First Name or Namn")
        return Table(faults=[Fault(name, 1, said)])
    at, separator, header = found
    table = Table(header)
    for number, holds in enumerate(fields_of(header)):
        table.columns.setdefault(holds, []).append(number)
    for line, cells, fault in _rows(lines, at + 1, separator):
        if not fault and any(cell.strip() for cell in cells[len(header) :]):
            fault = _("%d values, but the header names %d") % (len(cells), len(header))
        if fault:
            table.faults += [Fault(name, line, fault)] if len(table.faults) < MOST_FAULTS else []
        elif any(cell.strip() for cell in cells):
            table.rows.append((line, cells))
    return table


def _header(lines: list[str]) -> tuple[int, str, list[str]] | None:
    """The number of the header's line, the separator, and the columns: the line that names the most of what we know."""
    best: tuple[int, int, str, list[str]] | None = None
    for number, line in enumerate(islice(lines, _PREAMBLE)):
        for separator in _SEPARATORS:
            cells = [cell.strip() for cell in next(csv.reader([line[:20_000]], delimiter=separator), [])]
            known = [name for name in fields_of(cells) if name]
            if not {"name", "first", "family"}.isdisjoint(known) and (best is None or len(known) > best[0]):
                best = (len(known), number, separator, cells)
    return best[1:] if best is not None else None


def _rows(lines: list[str], first: int, separator: str) -> Iterator[tuple[int, list[str], str]]:
    """Line (from 1), cells and fault of each row. A quotation mark that is never closed would swallow all that follows:
    such a row is given up, and the next line read as a row of its own."""
    at = first
    while at < len(lines):
        reader = csv.reader((f"{line}\n" for line in islice(lines, at, None)), delimiter=separator, strict=True)
        start = at
        try:
            for cells in reader:
                yield start + 1, cells, ""
                start = at + reader.line_num
            return
        except csv.Error as error:
            yield start + 1, [], _("not a CSV file: %s") % error
        at = start + 1
