"""Which files make up the book, and whether they changed. Light: it is asked at every tick and by `due`."""

import json
import os
from collections.abc import Sequence


def expand(patterns: Sequence[str], base: str | os.PathLike[str]) -> list[tuple[str, str]]:
    """The files of a config's list, in order, each once, with the name to call it by; of a folder its .vcf files."""
    base = os.fspath(base)
    found: dict[str, str] = {}
    for pattern in patterns:
        full = os.path.join(base, os.path.expanduser(pattern))
        if _is_folder(full):
            for name in sorted(os.listdir(full)):
                if name.lower().endswith(".vcf") and not name.startswith("."):
                    found.setdefault(os.path.join(full, name), os.path.join(pattern, name))
            continue
        if not any(sign in pattern for sign in "*?["):
            found.setdefault(full, pattern)
            continue
        from glob import glob

        for path in sorted(glob(full, recursive=True)):
            found.setdefault(path, path.removeprefix(os.path.join(base, "")))
    return list(found.items())


def folders(patterns: Sequence[str], base: str | os.PathLike[str]) -> frozenset[str]:
    """The folders of a config's list, which other programs keep, one card in each file."""
    named = (os.path.join(os.fspath(base), os.path.expanduser(pattern)) for pattern in patterns)
    return frozenset(os.path.normpath(path) for path in named if _is_folder(path))


def _is_folder(path: str) -> bool:
    """Whether another program keeps cards there; a folder where a file should be is a fault to be named."""
    return os.path.isdir(path) and not path.lower().endswith((".toml", ".csv", ".vcf"))


def fingerprint(path: str | os.PathLike[str]) -> list[int] | None:
    """How a file looks: modification time (ns), size and inode, which change with every save; None if missing."""
    try:
        found = os.stat(path)
    except (OSError, ValueError):  # ValueError: a NUL in its name
        return None
    return [found.st_mtime_ns, found.st_size, found.st_ino]


def fingerprints(patterns: Sequence[str], base: str | os.PathLike[str]) -> str:
    """How all files of the book look, as text that can be compared and stored."""
    return json.dumps([[name, fingerprint(path)] for path, name in expand(patterns, base)])
