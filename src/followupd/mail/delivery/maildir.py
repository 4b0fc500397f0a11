"""Maildir: a folder of mails that every mail program and server reads (D. J. Bernstein, cr.yp.to/proto/maildir.html).

The file's name comes from the Message-ID, so that a second delivery of the same mail is seen as such,
also when the person has read it meanwhile and the program moved it from new/ to cur/.
"""

import hashlib
import os
from collections.abc import Callable
from pathlib import Path

from followupd.config.atomic import give_to_owner, make_folder
from followupd.domain.book import OutgoingMail
from followupd.mail.delivery.transport import Outcome
from followupd.text.causes import cause


class Maildir:
    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def send(self, outgoing: OutgoingMail, commit: Callable[[], None]) -> Outcome:
        try:
            self._make()
            written = self._write(outgoing)
        except OSError as error:
            return Outcome("deferred", f"{self.folder}: {cause(error)}")
        commit()
        try:
            os.rename(written, self.folder / "new" / written.name)
        except OSError as error:
            return Outcome("deferred", f"{self.folder}: {cause(error)}")
        _sync(self.folder / "new")
        return Outcome("accepted", str(self.folder / "new" / written.name))

    def has(self, message_id: str) -> bool:
        name = _name(message_id)
        return any(found for box in ("new", "cur") for found in (self.folder / box).glob(f"{name}*"))

    def _make(self) -> None:
        for box in ("tmp", "new", "cur"):
            make_folder(self.folder / box)

    def _write(self, outgoing: OutgoingMail) -> Path:
        path = self.folder / "tmp" / _name(outgoing.message_id)
        path.unlink(missing_ok=True)  # of an attempt that was cut off; never written through, it could be a link
        handle = os.open(path, os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            give_to_owner(path.parent, file.fileno())
            file.write(outgoing.content.replace(b"\r\n", b"\n"))
            file.flush()
            os.fsync(file.fileno())
        return path


def _name(message_id: str) -> str:
    # A Maildir name has no "/" and no ":" of its own; programs add ":2," and flags to it.
    return f"followupd.{hashlib.sha256(message_id.encode()).hexdigest()[:32]}"


def _sync(folder: Path) -> None:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
