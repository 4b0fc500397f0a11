"""Writing a file so that a reader, or a power cut, meets the old one or the new one and nothing between."""

import fcntl
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path


class Meanwhile(Exception):
    """Somebody else has written the file since it was read."""


def replace(path: Path, content: bytes, *, instead_of: bytes | None = None) -> None:
    """The whole new file or the whole old one, whatever happens; a new file is private (0600).

    Raises Meanwhile, and changes nothing, when the file holds something else than `instead_of`, where that is given.
    """
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o600
    handle, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            os.fchmod(file.fileno(), mode)
            give_to_owner(path if path.exists() else path.parent, file.fileno())
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        if instead_of is not None and (path.read_bytes() if path.exists() else b"") != instead_of:
            raise Meanwhile(path)
        os.replace(temporary, path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


@contextmanager
def one_at_a_time(folder: Path) -> Iterator[None]:
    """Keeps other followupd processes from editing files in this folder: flock(2) on the folder, so no lock file."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def give_to_owner(like: Path, made: int) -> None:
    """When run as root, gives a new file or folder to the owner of `like`. `made` is its open file descriptor.

    So a service that runs as a user of its own can still write what an administrator's command made.
    """
    if os.geteuid() == 0:
        owner = like.stat()
        os.fchown(made, owner.st_uid, owner.st_gid)


def make_folder(folder: Path) -> None:
    """A private folder (0700) and those above it that are missing, each its parent's owner's."""
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with suppress(FileExistsError):
        folder.mkdir(mode=0o700)
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW)
    try:
        give_to_owner(folder.parent, handle)
    finally:
        os.close(handle)
