"""What doctor tries of the servers and files that a digest goes to: mail, sign-in, inbox, calendar, feed."""

import errno
import os
import socket
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from followupd.config.settings import Settings
from followupd.domain.journal import MEETING
from followupd.errors import AlreadyRunning, FollowupdError
from followupd.mail.delivery.smtp import Smtp
from followupd.mail.delivery.transport import Transport
from followupd.service.account import AccountService
from followupd.service.inbox import reader
from followupd.service.transport import sending
from followupd.signin.microsoft import Microsoft
from followupd.store import mailboxes, remote_calendars
from followupd.store.lock import only_one
from followupd.text.catalog import _
from followupd.text.causes import cause


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was tried: what it is, whether it is well, and what there is to say."""

    what: str
    ok: bool
    said: str


def mail(settings: Settings) -> Iterator[Finding]:
    """Logs in where mails go to, or writes where they lie."""
    try:
        with sending(settings) as transport:
            yield from _logged_in(settings, transport)
    except FollowupdError as error:
        yield Finding(_("mail"), False, str(error))


def _logged_in(settings: Settings, transport: Transport) -> Iterator[Finding]:
    if not isinstance(transport, Smtp):
        folder = settings.path(settings.mail.maildir)
        yield _written(_("mail"), folder, folder / "tmp")
        return
    where = f"{transport.host}:{transport.port}"
    transport.login()
    said = {
        (True, True): _("%s: encrypted, and logged in"), (True, False): _("%s: encrypted; no login is configured"),
        (False, True): _("%s: logged in, without encryption"),
        (False, False): _("%s: it answers; neither encryption nor login is configured"),
    }[transport.security != "none", bool(transport.username)]  # fmt: skip
    yield Finding(_("mail"), True, said % where)


def _written(what: str, said: Path, folder: Path, size: int = 65536) -> Finding:
    """Tries by writing as much as will be written, into the folder or the nearest one above that is there."""
    nearest = next(path for path in (folder, *folder.parents) if os.path.lexists(path))
    try:
        with tempfile.TemporaryFile(dir=nearest) as file:
            file.write(b"\0" * size)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        mend = _("free some space") if error.errno == errno.ENOSPC else _("check what it is and whose it is")
        return Finding(what, False, f"{nearest}: {cause(error)}; {mend}")
    return Finding(what, True, str(said))


def sign_in(service: AccountService, now: datetime) -> Iterator[Finding]:
    """Whether a sign-in that is used is still accepted."""
    settings = service.settings
    if not settings.signs_in:
        return
    try:
        who = Microsoft.of(settings, service.account).renewed(now)
        yield Finding(_("sign-in"), True, _("%s, accepted by Microsoft") % (who or settings.person.email))
    except FollowupdError as error:
        yield Finding(_("sign-in"), False, str(error))


def inbox(service: AccountService) -> Iterator[Finding]:
    """Where the mails are answered: logs in, opens the folder, and says how the last looks went."""
    if service.settings.inbox is None:
        return
    what = _("inbox")
    try:
        yield Finding(what, True, reader(service).check(datetime.now(UTC)))
    except FollowupdError as error:
        yield Finding(what, False, str(error))
        return
    known = mailboxes.last(service.account)
    if known is not None and known.failing_since is not None:
        facts = {"when": local(known.failing_since, service.settings.zone), "trouble": known.trouble}
        yield Finding(what, False, _("since %(when)s: %(trouble)s; it works from here now") % facts)


def calendar(service: AccountService) -> Iterator[Finding]:
    """Whether the calendar can be written: its files, the server, the feed."""
    for path in service.settings.calendar_files.values():
        if path.is_dir():
            yield Finding(_("calendar"), False, _("%s is a folder; name a file") % path)
        else:
            size = path.stat().st_size if path.exists() else 0
            yield _written(_("calendar"), path, Path(os.path.realpath(path)).parent, max(size, 65536))
    yield from _server(service)
    yield from _feed(service)


def _feed(service: AccountService) -> Iterator[Finding]:
    """The calendar to subscribe to: whether the part for it is there and, with a daemon at work, whether it answers."""
    if (web := service.settings.web) is None:
        return
    said = web.url or f"http://{web.listen}"
    if find_spec("uvicorn") is None or find_spec("starlette") is None:
        yield Finding(_("feed"), False, _("The feed needs one more part: pip install 'followupd[web]'"))
        return
    try:
        with only_one(service.account):
            yield Finding(_("feed"), True, said)  # nobody serves it now
    except AlreadyRunning:
        try:
            socket.create_connection((web.host, web.port), timeout=3).close()
            yield Finding(_("feed"), True, said)
        except OSError as error:
            yield Finding(_("feed"), False, f"{web.listen}: {cause(error)}")


def _server(service: AccountService) -> Iterator[Finding]:
    """The calendar on a server: whether it can be reached now, and how the last rounds went."""
    what = _("calendar server")
    if not service.syncer.parts:
        return
    try:
        yield Finding(what, True, service.syncer.check())
    except FollowupdError as error:
        yield Finding(what, False, str(error))
        return
    yield from _meetings(service)
    zone = service.settings.zone
    for calendar in remote_calendars.in_trouble(service.account, service.settings.calendar.parts):
        facts = {"when": calendar.failing_since and local(calendar.failing_since, zone), "trouble": calendar.trouble,
                 "next": calendar.next_at and local(calendar.next_at, zone)}  # fmt: skip
        yield Finding(what, False, _("since %(when)s: %(trouble)s (the next try: %(next)s)") % facts)


def _meetings(service: AccountService) -> Iterator[Finding]:
    """The calendars whose meetings are noticed: whether they are there."""
    if MEETING in service.settings.notices:
        try:
            yield Finding(_("meetings"), True, service.syncer.check_meetings())
        except FollowupdError as error:
            yield Finding(_("meetings"), False, str(error))


def local(moment: datetime, zone: ZoneInfo) -> str:
    """A moment by the person's clock, to the minute."""
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"
