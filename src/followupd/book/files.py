"""Which files make up the book, and whether they changed. Light: it is asked at every tick and by `due`."""

import glob
import json
from collections.abc import Sequence
from pathlib import Path


def expand(patterns: Sequence[str], base: Path) -> list[tuple[Path, str]]:
    """The files of a config's list, in order, each once, with the name to call it by."""
    found: dict[Path, str] = {}
    for pattern in patterns:
        full = str(base / Path(pattern).expanduser())
        if glob.has_magic(pattern):
            for path in map(Path, sorted(glob.glob(full, recursive=True))):
                found.setdefault(path, str(path.relative_to(base)) if path.is_relative_to(base) else str(path))
        else:
            found.setdefault(Path(full), pattern)
    return list(found.items())


def look(path: Path) -> list[int] | None:
    """How a file looks from outside; a saved file looks different, whatever program saved it."""
    try:
        found = path.stat()
    except OSError:
        return None
    return [found.st_mtime_ns, found.st_size, found.st_ino]


def looks(patterns: Sequence[str], base: Path) -> str:
    """How all files of the book look, as text that can be compared and stored."""
    return json.dumps([[name, look(path)] for path, name in expand(patterns, base)])
