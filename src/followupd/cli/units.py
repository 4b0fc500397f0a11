"""The systemd units, as they come with the package, made to fit the place where followupd is installed."""

import re
import shlex
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from followupd.config.settings import Settings

_PACKAGED = Path(__file__).parents[1] / "systemd"
_IN_THE_CLONE = Path(__file__).parents[3] / "systemd"
NAMES = {
    "user": ("user/followupd.service",),
    "system": ("followupd.service",),
    "timer": ("followupd-once.service", "followupd-once.timer"),
}
"""The units of each way to run it, the last of which is enabled."""


def folder() -> Path:
    """Where the units lie."""
    return _PACKAGED if _PACKAGED.is_dir() else _IN_THE_CLONE


def program() -> list[str]:
    """How to start followupd, by absolute paths."""
    called = Path(sys.argv[0])
    found = str(called.absolute()) if called.name == "followupd" and called.exists() else shutil.which("followupd")
    return [found] if found else [sys.executable, "-m", "followupd"]


def fitted(way: str, start: Sequence[str], config: Path, settings: Settings) -> dict[str, str]:
    """The text of each unit by its name, with this program, this configuration and the passwords it needs."""
    found = {}
    for name in NAMES[way]:
        text = (folder() / name).read_text()
        verb = "once" if "once" in name else "run"
        call = _literal(f"{shlex.join(start)} {verb} --config {shlex.quote(str(config))}")
        text = re.sub(r"(?m)^ExecStart=.*$", lambda _match, call=call: f"ExecStart={call}", text)  # type: ignore[misc]
        if way != "user":
            text = _with_credentials(text, settings)
        found[Path(name).name] = text
    return found


def _with_credentials(text: str, settings: Settings) -> str:
    """With a credential for each password file of the configuration."""
    caldav, inbox = settings.calendar.caldav, settings.inbox
    wanted = {"smtp-password": settings.mail.smtp.password_file if settings.mail.smtp else None,
              "caldav-password": caldav.password_file if caldav else None,
              "imap-password": inbox.password_file if inbox else None}  # fmt: skip
    lines = [_literal(f"LoadCredential={name}:{settings.path(file)}") for name, file in wanted.items() if file]
    text = re.sub(r"(?m)^(?:# With .*)?LoadCredential=.*\n", "", text)
    text = re.sub(r"(?m)^# With (?:a calendar server|an inbox).*LoadCredential=.*\n", "", text)
    return re.sub(r"(?m)^UMask=", lambda _match: "\n".join([*lines, "UMask="]), text, count=1)


def _literal(text: str) -> str:
    """Without specifiers (systemd.unit(5)) and variables (systemd.service(5)), which would be something else then."""
    return text.replace("%", "%%").replace("$", "$$")
