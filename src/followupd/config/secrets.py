"""Passwords of servers: from a systemd credential, a file or the environment; never from the config, never shown."""

import os
from pathlib import Path
from typing import Literal

from followupd.config import bounded
from followupd.errors import FollowupdError
from followupd.text.catalog import _
from followupd.text.causes import cause

Service = Literal["SMTP", "IMAP", "CalDAV", "CardDAV"]
LONGEST_BYTES = 10_000


def password(service: Service, password_file: Path | None) -> str:
    """The first of: the credential such as `smtp-password` (systemd.exec(5)), the named file, the environment.

    The credential comes first, because a service may not be able to read the file that its owner uses by hand.
    Raises FollowupdError, without the secret, when none is there or the file is open to others.
    """
    credential, variable = f"{service.lower()}-password", f"FOLLOWUPD_{service.upper()}_PASSWORD"
    credentials = os.environ.get("CREDENTIALS_DIRECTORY")
    if credentials and (path := Path(credentials) / credential).exists() and (secret := _from_file(path)):
        return secret
    if password_file is not None:
        if secret := _from_file(password_file):
            return secret
        raise FollowupdError(_("%s is empty") % password_file)
    if secret := os.environ.get(variable, ""):
        return secret
    raise FollowupdError(
        _("no %(service)s password: set password_file, the credential %(credential)s or the variable %(variable)s")
        % {"service": service, "credential": credential, "variable": variable}
    )


def _from_file(path: Path) -> str:
    try:
        if path.stat().st_mode & 0o007:
            raise FollowupdError(_("%s can be read by everybody; run: chmod 600 %s") % (path, path))
        return bounded.read(path, LONGEST_BYTES).decode().rstrip("\r\n")
    except FileNotFoundError:
        said = _("the password file %s is missing; write the password into it, then: chmod 600 %s")
        raise FollowupdError(said % (path, path)) from None
    except OSError as error:
        raise FollowupdError(f"{path}: {cause(error)}") from None
    except UnicodeDecodeError:
        raise FollowupdError(_("%s is not UTF-8 text") % path) from None
