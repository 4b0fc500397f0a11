"""doctor: tries everything a digest needs, and says what is wrong and how to mend it."""

import argparse
import os
import socket
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from importlib.util import find_spec
from pathlib import Path
from zoneinfo import ZoneInfo

from sqlalchemy import func, select, text

from followupd import shelf
from followupd.book.load import load
from followupd.cli.call import Call
from followupd.cli.terminal import say_json, table
from followupd.delivery import outbox
from followupd.delivery.smtp import Smtp, Undeliverable
from followupd.errors import AlreadyRunning, Fault, FollowupdError, InputError
from followupd.house import House, opened, transport_for
from followupd.journal.database import Account, shown, sqlite_path
from followupd.journal.lock import only_one
from followupd.journal.tables import entries
from followupd.journal.tables import outbox as outbox_table
from followupd.settings import Settings
from followupd.words import _, ngettext


@dataclass(frozen=True, slots=True)
class Finding:
    what: str
    ok: bool
    said: str


def doctor(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    findings = list(_examine(call))
    if parsed.json:
        say_json([asdict(one) for one in findings])
    else:
        marks = ["ok" if one.ok else "wrong" for one in findings]
        names = {"ok": _("ok"), "wrong": _("wrong")}
        table([[names[mark], one.what, one.said] for mark, one in zip(marks, findings, strict=True)], styles=marks)
    return 0 if all(one.ok for one in findings) else 1


def _examine(call: Call) -> Iterator[Finding]:
    try:
        settings = call.settings
    except FollowupdError as error:
        yield from (Finding(_("configuration"), False, line) for line in error.lines)
        return
    yield Finding(_("configuration"), True, str(call.config))
    yield from _contacts(call, settings)
    yield from _mail(settings)
    try:
        with opened(settings) as house:
            yield from (Finding(_("contacts"), False, str(one)) for one in _emptied(house))
            yield _database(house.account)
            yield _clock(house.account, call.now, settings.zone)
            yield from _digests(house)
            yield from _calendar(house)
            yield _daemon(house.account)
    except FollowupdError as error:
        yield Finding(_("database"), False, str(error))


def _contacts(call: Call, settings: Settings) -> Iterator[Finding]:
    loaded = load(settings.contacts.files, call.config.absolute().parent, settings.zone)
    for fault in loaded.faults:
        yield Finding(_("contacts"), False, str(fault))
    if not loaded.faults:
        many = len(loaded.book.contacts)
        yield Finding(_("contacts"), True, ngettext("%d person", "%d people", many) % many)


def _emptied(house: House) -> Sequence[Fault]:
    """A file that is readable and suddenly empty: only the last good book tells."""
    try:
        faults = shelf.current(house.account, house.settings).faults
    except InputError:
        return ()  # already said
    return [one for one in faults if one.line is None]


def _mail(settings: Settings) -> Iterator[Finding]:
    transport = transport_for(settings)
    if isinstance(transport, Smtp):
        where = f"{transport.host}:{transport.port}"
        try:
            transport.login().quit()
            yield Finding(_("mail"), True, _("%s: encrypted as configured and logged in") % where)
        except Undeliverable as error:
            yield Finding(_("mail"), False, str(error))
        except OSError as error:
            yield Finding(_("mail"), False, f"{where}: {error}")
        return
    folder = settings.path(settings.mail.maildir)
    yield _writable(_("mail"), folder)


def _writable(what: str, folder: Path) -> Finding:
    nearest = next(path for path in (folder, *folder.parents) if os.path.exists(path))
    if os.access(nearest, os.W_OK):
        return Finding(what, True, str(folder))
    return Finding(what, False, _("%s cannot be written; check its owner") % nearest)


def _database(account: Account) -> Finding:
    path = sqlite_path(account.engine.url.render_as_string(hide_password=False))
    if path is None:
        return Finding(_("database"), True, shown(account.engine))
    with account.read() as connection:
        said = connection.execute(text("PRAGMA quick_check(1)")).scalar()
    if said != "ok":
        return Finding(
            _("database"),
            False,
            _("%(path)s is damaged (%(said)s); put a copy back") % {"path": path, "said": said},
        )
    if path.stat().st_mode & 0o077:
        return Finding(_("database"), False, _("%s can be read by others; run: chmod 600 %s") % (path, path))
    return Finding(_("database"), True, str(path))


def _clock(account: Account, now: datetime, zone: ZoneInfo) -> Finding:
    """A clock behind what has been written down was set back, or was wrong then."""
    newest = []
    with account.read() as connection:
        for column in (entries.c.recorded_at, outbox_table.c.created_at):
            newest.append(connection.execute(select(func.max(column))).scalar())
    latest = max(filter(None, newest), default=None)
    if latest is not None and latest > now + timedelta(days=1):  # a rehearsal of today is no fault
        return Finding(
            _("clock"),
            False,
            _("it is behind what was written down at %s; nothing is sent until then") % latest,
        )
    if now < datetime(2026, 1, 1, tzinfo=UTC):
        return Finding(_("clock"), False, _("it says %s; set it, and let it be kept right by NTP") % _local(now, zone))
    return Finding(_("clock"), True, _local(now, zone))


def _local(moment: datetime, zone: ZoneInfo) -> str:
    return f"{moment.astimezone(zone):%Y-%m-%d %H:%M}"


def _digests(house: House) -> Iterator[Finding]:
    for one in outbox.unfinished(house.account):
        said = f"{one.name}: {outbox.state_word(one.state)}: {one.answer or ''}"
        if one.state in ("refused", "unknown"):
            said += " – " + _("followupd outbox --resend %s, or --arrived") % one.name
        yield Finding(_("digests"), False, said)
    if sent := next((one for one in outbox.posted(house.account) if one.state == "sent"), None):
        yield Finding(_("digests"), True, f"{sent.name}: {outbox.state_word('sent')}")


def _calendar(house: House) -> Iterator[Finding]:
    for path in house.publisher.files.values():
        yield _writable(_("calendar"), path if os.path.exists(path) else path.parent)
    yield from _server(house)
    yield from _feed(house)


def _feed(house: House) -> Iterator[Finding]:
    """The calendar to subscribe to: whether the part for it is there and, with a daemon at work, whether it answers."""
    if (web := house.settings.web) is None:
        return
    said = web.url or f"http://{web.listen}"
    if find_spec("uvicorn") is None or find_spec("starlette") is None:
        yield Finding(_("feed"), False, _("The feed needs one more part: pip install 'followupd[web]'"))
        return
    try:
        with only_one(house.account):
            yield Finding(_("feed"), True, said)  # nobody serves it now
    except AlreadyRunning:
        try:
            socket.create_connection((web.host, web.port), timeout=3).close()
            yield Finding(_("feed"), True, said)
        except OSError as error:
            yield Finding(_("feed"), False, f"{web.listen}: {error.strerror or error}")


def _server(house: House) -> Iterator[Finding]:
    """The calendar on a server: whether it can be reached now, and how the last rounds went."""
    what = _("calendar server")
    if not house.syncer.parts:
        return
    try:
        yield Finding(what, True, house.syncer.check())
    except FollowupdError as error:
        yield Finding(what, False, str(error))
        return
    zone = house.settings.zone
    for place in house.syncer.troubles():
        facts = {"when": place.failing_since and _local(place.failing_since, zone), "trouble": place.trouble,
                 "next": place.next_at and _local(place.next_at, zone)}  # fmt: skip
        yield Finding(what, False, _("since %(when)s: %(trouble)s (the next try: %(next)s)") % facts)


def _daemon(account: Account) -> Finding:
    try:
        with only_one(account):
            return Finding(_("daemon"), True, _("not running now; followupd run starts it"))
    except AlreadyRunning:
        return Finding(_("daemon"), True, _("at work"))
