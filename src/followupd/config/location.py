"""Where the configuration is, and how it looks."""

import json
import os
import tomllib
from typing import Any

from followupd.config import bounded
from followupd.config.fingerprint import fingerprint

MOST_BYTES = 1_000_000
"""The largest config that is read."""
MACHINES = "/etc/followupd"
"""The folder of a configuration for the machine, which root alone and the service can look into."""
_NO_OVERRIDES = ("FOLLOWUPD_CONFIG", "FOLLOWUPD_SMTP_PASSWORD", "FOLLOWUPD_CALDAV_PASSWORD")


def find_config(given: str | None) -> str:
    """The config file, the first of: --config (`given`), $FOLLOWUPD_CONFIG, the user's, the system's if it exists;
    where there is none yet, the one that `init` would make."""
    if named := given or os.environ.get("FOLLOWUPD_CONFIG"):
        return os.path.expanduser(named)
    home, system = user_config(), f"{MACHINES}/config.toml"
    return system if not os.path.exists(home) and (os.path.exists(system) or os.geteuid() == 0) else home


def user_config() -> str:
    """The user's own config file (XDG Base Directory Specification)."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(home, "followupd", "config.toml")


def config_looks(path: str | os.PathLike[str]) -> str:
    """How the configuration looks: the file, and a digest of what the environment overrides, which may be secret."""
    overrides = sorted((key, value) for key, value in os.environ.items() if is_override(key))
    digest = ""
    if overrides:
        from hashlib import sha256

        digest = sha256(json.dumps(overrides).encode()).hexdigest()
    return json.dumps([os.path.abspath(path), fingerprint(path), digest])


def plain_sqlite(config: str | os.PathLike[str]) -> tuple[dict[str, Any], str] | None:
    """The config as it stands, unchecked, and the SQLite file it names; None for another database, where there is no
    file, or when the environment overrides anything.

    Raises OSError, ValueError, AttributeError, TypeError or RecursionError for what is no config.
    """
    if any(map(is_override, os.environ)):
        return None
    raw = tomllib.loads(bounded.read(config, MOST_BYTES).decode())
    url = raw.get("state", {}).get("database", "sqlite:///var/followupd.db")
    if not url.startswith("sqlite:///"):
        return None
    base = os.path.dirname(os.path.abspath(config))
    database = os.path.join(base, os.path.expanduser(url.removeprefix("sqlite:///")))
    return (raw, database) if os.path.isfile(database) else None


def sqlite_uri(path: str, mode: str) -> str:
    """A SQLite file as its URI (sqlite.org/uri.html), by which it can be opened without being made: `mode` is "ro" or
    "rw"."""
    for sign, code in (("%", "%25"), ("?", "%3f"), ("#", "%23")):
        path = path.replace(sign, code)
    return f"file:{path}?mode={mode}"


def is_override(variable: str) -> bool:
    """Whether an environment variable takes the place of something in the config."""
    name = variable.upper()
    return name.startswith("FOLLOWUPD_") and name not in _NO_OVERRIDES
