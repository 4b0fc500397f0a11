"""Whose certificates are believed: the system's, or those of the authority that the config names."""

import os
import ssl
from functools import lru_cache
from pathlib import Path


def trust(ca_file: Path | str | None) -> ssl.SSLContext:
    """What checks a server's certificate and name. Reading the authorities takes 40 ms, so it is done once, and again
    when their file has changed. Raises OSError."""
    where = str(ca_file) if ca_file else ssl.get_default_verify_paths().cafile
    looks = os.stat(where) if where else None
    return _trust(str(ca_file) if ca_file else None, (looks.st_mtime_ns, looks.st_ino) if looks else None)


@lru_cache(maxsize=8)
def _trust(ca_file: str | None, _looks: tuple[int, int] | None) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=ca_file)
