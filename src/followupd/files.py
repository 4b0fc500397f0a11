"""Writing a file so that a reader, or a power cut, meets the old one or the new one and nothing between."""

import os
import tempfile
from pathlib import Path


def replace(path: Path, content: bytes) -> None:
    """The whole new file or the whole old one, whatever happens; a new file is private (0600)."""
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            give_to_owner(path, temporary)
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def give_to_owner(path: Path, made: str | Path) -> None:
    """What root makes in the place of `path` belongs to whom the file, or else its folder, belongs.

    So a service that runs as a user of its own can still write what an administrator's command made.
    """
    if os.geteuid() == 0:
        owner = (path if path.exists() else path.parent).stat()
        os.chown(made, owner.st_uid, owner.st_gid)
