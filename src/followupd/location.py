"""Where the configuration is."""

import os
from pathlib import Path


def find_config(given: str | None) -> Path:
    """The config file by the contract's order: --config, $FOLLOWUPD_CONFIG, the user's, the system's."""
    if named := given or os.environ.get("FOLLOWUPD_CONFIG"):
        return Path(named).expanduser()
    home = Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "followupd/config.toml"
    return home if home.exists() else Path("/etc/followupd/config.toml")
