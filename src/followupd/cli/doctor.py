"""doctor: tries everything a digest needs, and says what is wrong and how to mend it."""

import argparse
import re
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from followupd.cli import checks
from followupd.cli.call import Call
from followupd.cli.checks import Finding, local
from followupd.cli.terminal import say_json, table
from followupd.config.settings import Settings
from followupd.contacts.current import as_the_files_are
from followupd.errors import AlreadyRunning, Fault, FollowupdError, InputError
from followupd.service.account import AccountService, opened
from followupd.store import clock, health, outbox
from followupd.store.database import Account, lacking, shown
from followupd.store.lock import only_one
from followupd.text.catalog import _, ngettext
from followupd.text.causes import cause
from followupd.wording import mails


def doctor(parsed: argparse.Namespace) -> int:
    """Tries everything; exit code 1 when anything is wrong."""
    call = Call(parsed)
    findings = list(_examine(call))
    if parsed.json:
        say_json([asdict(finding) for finding in findings])
    else:
        marks = ["ok" if finding.ok else "wrong" for finding in findings]
        names = {"ok": _("ok"), "wrong": _("wrong")}
        table(
            [[names[mark], finding.what, finding.said] for mark, finding in zip(marks, findings, strict=True)],
            styles=marks,
        )
    return 0 if all(finding.ok for finding in findings) else 1


def _examine(call: Call) -> Iterator[Finding]:
    """Every finding, as far as it gets; what nobody foresaw is a finding too."""
    try:
        yield from _examined(call)
    except Exception as error:  # noqa: BLE001 - doctor is asked when something is wrong
        yield Finding(_("doctor"), False, f"{type(error).__name__}: {cause(error)}")


def _examined(call: Call) -> Iterator[Finding]:
    try:
        settings = call.settings
    except FollowupdError as error:
        yield from (Finding(_("configuration"), False, line) for line in error.lines)
        return
    yield Finding(_("configuration"), True, str(call.config))
    contacts = list(_contacts(settings))
    yield from contacts
    mail = list(checks.mail(settings))
    yield from mail
    try:
        with opened(settings, reading=True) as service:
            yield from (Finding(_("contacts"), False, str(fault)) for fault in _emptied(service, contacts))
            yield _database(service.account)
            yield _clock(service.account, call.now, settings.zone)
            yield from _left_out(service, call)
            yield from _digests(service, login_works=all(finding.ok for finding in mail))
            yield from checks.sign_in(service, datetime.now(UTC))
            yield from checks.inbox(service)
            yield from checks.calendar(service)
            yield _daemon(service.account)
    except FollowupdError as error:
        yield Finding(_("database"), False, str(error))


def _contacts(settings: Settings) -> Iterator[Finding]:
    loaded = as_the_files_are(settings)
    for fault in loaded.faults:
        yield Finding(_("contacts"), False, str(fault))
    if not loaded.faults:
        many = len(loaded.book.contacts)
        yield Finding(_("contacts"), True, ngettext("%d person", "%d people", many) % many)


def _emptied(service: AccountService, said: list[Finding]) -> Sequence[Fault]:
    """A file that is readable and suddenly empty, or many people who are gone: only the last good book tells."""
    try:
        faults = service.current_book().faults
    except InputError:
        return ()  # already said
    known = {finding.said for finding in said}
    return [fault for fault in faults if fault.line is None and str(fault) not in known]


def _left_out(service: AccountService, call: Call) -> Iterator[Finding]:
    """Makes today's mail and calendar without keeping them: what nobody foresaw goes wrong here too."""
    try:
        made, _ready = service.ready(service.current_book(), call.now, call.today)
    except InputError:
        return  # already said
    except FollowupdError:
        raise
    except Exception as error:  # noqa: BLE001 - it is what doctor is asked for
        yield Finding(_("plan"), False, f"{type(error).__name__}: {error}")
        return
    for left_out in made.left_out:
        kind, identity = left_out.unit
        said = _("%(what)s is left out: %(error)s. The others are not affected; look at what is written there, and "
                 "tell us")  # fmt: skip
        wrong = f"{type(left_out.error).__name__}: {left_out.error}"
        yield Finding(_("plan"), False, said % {"what": f"{kind} {identity}", "error": wrong})
    if not made.left_out:
        waiting = len(made.agenda.followups)
        yield Finding(_("plan"), True, ngettext("%d follow-up planned", "%d follow-ups planned", waiting) % waiting)


def _database(account: Account) -> Finding:
    if missing := lacking(account):
        said = _("it lacks %s, so it was changed by hand or only half copied; put a whole copy back") % ", ".join(
            missing
        )
        return Finding(_("database"), False, f"{shown(account.engine)}: {said}")
    path = account.file
    if path is None:
        return _database_holds(account, shown(account.engine))
    if (found := health.damage(account)) is not None:
        damage = {"path": path, "said": found}
        return Finding(_("database"), False, _("%(path)s is damaged (%(said)s); put a copy back") % damage)
    if path.stat().st_mode & 0o077:
        return Finding(_("database"), False, _("%s can be read by others; run: chmod 600 %s") % (path, path))
    return _database_holds(account, str(path))


def _database_holds(account: Account, name: str) -> Finding:
    """Writes a row as it is, and counts what there is."""
    health.write_something(account)
    many = health.counted(account)
    said = _("%(name)s (in the journal: %(entries)d, mails: %(mails)d)") % {
        "name": name, "entries": many.entries, "mails": many.mails,
    }  # fmt: skip
    return Finding(_("database"), True, said)


def _clock(account: Account, now: datetime, zone: ZoneInfo) -> Finding:
    """A clock behind what has been written down was set back, or was wrong then."""
    latest = clock.newest_round(account, zone)
    if latest is not None and latest > now + timedelta(days=1):  # a rehearsal of today is no fault
        said = _("it says %(now)s, and the newest round was on %(latest)s. If it is right now, the next round sets "
                 "aside what was made ahead of it; if not, set it, and let NTP keep it right")  # fmt: skip
        return Finding(_("clock"), False, said % {"now": local(now, zone), "latest": local(latest, zone)})
    if now < datetime(2026, 1, 1, tzinfo=UTC):
        return Finding(_("clock"), False, _("it says %s; set it, and let it be kept right by NTP") % local(now, zone))
    return Finding(_("clock"), True, local(now, zone))


def _digests(service: AccountService, *, login_works: bool) -> Iterator[Finding]:
    """What waits, why, and what to do about it; which the mail may not be able to say."""
    for mail in outbox.unfinished(service.account):
        said = f"{mail.name}: {mails.state_word(mail.state)}: {mail.answer or ''}"
        if mail.state in ("refused", "unknown"):
            said += " – " + _("followupd outbox --resend %s, or --arrived") % mail.name
        elif login_works and not service.settings.sends_by_microsoft and re.search(r"\b53[045]\b", mail.answer or ""):
            said += " – " + _("the login works from here. A service that was handed its password as a credential "
                              "reads a new one when it starts: systemctl restart followupd")  # fmt: skip
        yield Finding(_("digests"), False, said)
    if sent := next((mail for mail in outbox.posted(service.account) if mail.state == "sent"), None):
        yield Finding(_("digests"), True, f"{sent.name}: {mails.state_word('sent')}")


def _daemon(account: Account) -> Finding:
    try:
        with only_one(account):
            return Finding(_("daemon"), True, _("not running now; followupd run starts it"))
    except AlreadyRunning:
        return Finding(_("daemon"), True, _("at work"))
