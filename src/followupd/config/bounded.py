"""Reading a file that may be anything: a pipe, a device, or far too large. Light: `due` reads the config with it."""

import errno
import os
import stat


def read(path: str | os.PathLike[str], most: int) -> bytes:
    """The bytes of a regular file; links are followed. Raises OSError for anything else (a pipe, a device, a folder)
    and for more than `most` bytes. Never blocks, and never reads on beyond that."""
    try:
        handle = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOCTTY | os.O_CLOEXEC)
    except ValueError:  # a NUL in its name
        raise OSError(errno.EINVAL, os.strerror(errno.EINVAL), os.fspath(path)) from None
    kind = os.fstat(handle).st_mode
    if not stat.S_ISREG(kind):
        os.close(handle)
        if stat.S_ISDIR(kind):
            raise OSError(errno.EISDIR, os.strerror(errno.EISDIR), os.fspath(path))
        raise OSError(errno.EINVAL, _("not an ordinary file"), os.fspath(path))
    with os.fdopen(handle, "rb") as file:
        content = file.read(most + 1)
    if len(content) > most:
        said = (
            _("larger than %d MB") % (most // 1_000_000)
            if most >= 1_000_000
            else _("larger than %d kB") % (most // 1000)
        )
        raise OSError(errno.EFBIG, said, os.fspath(path))
    return content


def _(message: str) -> str:
    from followupd.text.catalog import _ as translated  # only when there is something to say

    return translated(message)
