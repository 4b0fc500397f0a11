"""Where the configuration is."""

import os


def find_config(given: str | None) -> str:
    """The config file by the contract's order: --config, $FOLLOWUPD_CONFIG, the user's, the system's."""
    if named := given or os.environ.get("FOLLOWUPD_CONFIG"):
        return os.path.expanduser(named)
    home = user_config()
    return home if os.path.exists(home) else "/etc/followupd/config.toml"


def user_config() -> str:
    """The user's own config file (XDG Base Directory Specification)."""
    home = os.environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")
    return os.path.join(home, "followupd", "config.toml")
