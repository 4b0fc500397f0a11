"""The calendar as a file to import: the whole new one or the whole old one, and untouched when nothing changed."""

import os
from pathlib import Path

from followupd.config.atomic import make_folder, replace


def write(path: Path, content: bytes) -> bool:
    """Writes the file if it differs. Returns whether it was written."""
    try:
        if path.read_bytes() == content:
            return False
    except FileNotFoundError:
        make_folder(path.parent)
    replace(Path(os.path.realpath(path)), content)
    return True
