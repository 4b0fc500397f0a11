"""Cells of a table that a spreadsheet opens: nothing in them is run, and all of them are read back as they were."""

import re

_FORMULA = re.compile(r"'*[=+\-@\t\r]")
_ESCAPED = re.compile(r"'(?='*[=+\-@\t\r])")


def harmless(text: str) -> str:
    """A spreadsheet runs a cell that begins like a formula, unless an apostrophe stands before it (OWASP, "CSV
    Injection"). Where one stood there already, it gets another, so that none is taken for ours."""
    return f"'{text}" if _FORMULA.match(text) else text


def unescaped(cell: str) -> str:
    """The text of such a cell."""
    return cell[1:] if _ESCAPED.match(cell) else cell
