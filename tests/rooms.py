"""The rules of the house, checked on its source: which room may know which, and how large things may grow."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

FLOORS = (
    ("errors",),
    ("text",),
    ("domain",),
    ("config", "planning"),
    ("net", "practice", "store"),
    ("answers", "contacts", "wording"),
    ("actions", "calendar", "dav", "mail.delivery", "mail.drafts", "mail.pictures", "providers", "web"),
    ("calendar.caldav", "imports", "mail.digest", "signin"),
    ("inbox", "mail"),
    ("service",),
    ("cli",),
)
"""From the ground up. A room knows the rooms on the floors below it, and none beside it."""
PURE = ("answers", "domain", "planning", "practice", "wording")
"""Rooms without a clock, a file or a database: time and data are arguments."""
MOST_ROOT_FILES, MOST_LINES, MOST_FUNCTION_LINES = 5, 300, 50
_IMPURE = re.compile(r"\b(?:now|today)\(\)|(?<![.\w])open\(|\btime\.time\b|\bos\.environ\b")

_FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}


def broken_rules(source: Path) -> Iterator[str]:
    """Each rule that the package in `source` breaks, in words; nothing when the house is in order."""
    root = [path.name for path in source.glob("*.py")]
    if len(root) > MOST_ROOT_FILES:
        yield f"{len(root)} files at the root of the package: {', '.join(sorted(root))}"
    for path in sorted(source.rglob("*.py")):
        yield from _module(path, source)


def _module(path: Path, source: Path) -> Iterator[str]:
    text, name = path.read_text(), str(path.relative_to(source))
    tree, room = ast.parse(text), room_of(path.relative_to(source).with_suffix("").parts)
    if (lines := text.count("\n")) > MOST_LINES:
        yield f"{name} has {lines} lines"
    shipped = "migrations" in path.parts  # and stays as it is
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and (long := _length(node)) > MOST_FUNCTION_LINES and not shipped:
            yield f"{name}: {node.name} has {long} lines"
    for imported in imports(tree):
        other = room_of(tuple(imported.split("."))[1:]) if imported.startswith("followupd.") else None
        if other is not None and other != room and _FLOOR[other] >= _FLOOR[room]:
            yield f"{name} imports {imported}: {room} may not know {other}"
        if imported.partition(".")[0] in ("sqlalchemy", "alembic", "sqlite3") and room != "store":
            yield f"{name} imports {imported}: SQL is spoken in store alone"
    if room in PURE and (found := _IMPURE.search(re.sub(r'""".*?"""', "", text, flags=re.S))):
        yield f"{name} reads a clock, a file or the environment: {found[0]}"


def _length(node: ast.FunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def imports(tree: ast.AST) -> Iterator[str]:
    """Every module that is imported anywhere in a module, and what is imported from it, since that may be a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module is not None and node.level == 0:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(parts: tuple[str, ...]) -> str | None:
    """The room of a module by the parts of its name below the package; `__main__` belongs to the command line. None
    for what the root itself offers, such as the version."""
    if len(parts) == 1 and parts[0] not in _FLOOR:
        return "cli" if parts[0] == "__main__" else None
    inner = ".".join(parts[:2])
    return inner if inner in _FLOOR else parts[0]
