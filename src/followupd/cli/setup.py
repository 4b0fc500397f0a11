"""Commands that set followupd up: init and test-mail."""

import argparse
import os
import shlex
import shutil
from collections.abc import Mapping
from datetime import UTC, datetime, time
from pathlib import Path
from typing import cast

from followupd.cli import services, units
from followupd.cli.answers import Answers
from followupd.cli.call import Call
from followupd.cli.setup_mail import set_up_inbox, set_up_mail
from followupd.cli.setup_people import found_export, set_up_people
from followupd.cli.terminal import say
from followupd.config import types
from followupd.config.atomic import replace
from followupd.config.editing import Value, as_text
from followupd.config.location import user_config
from followupd.config.settings import Settings, load
from followupd.errors import CallError, FollowupdError
from followupd.mail.digest import message
from followupd.planning import slots
from followupd.service.account import AccountService, opened
from followupd.service.transport import sending
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line

_CONTACTS = """\
# {heading}
# [[contact]]
# name = "Anna Lind"
# email = "anna@example.org"
# circle = "mentor"
# birthday = "04-12"
# last = 2026-09-14
"""


def init(parsed: argparse.Namespace) -> int:
    """Asks what is not set up yet, and sets it up, step by step; begun again, it goes on. Nothing is replaced."""
    named = getattr(parsed, "config", None) or os.environ.get("FOLLOWUPD_CONFIG")
    system = os.geteuid() == 0 and (not named or Path(named).absolute().is_relative_to("/etc"))
    config = Path(named or ("/etc/followupd/config.toml" if system else user_config())).expanduser().absolute()
    answers = Answers(parsed)
    try:
        if config.exists():
            catalog.speak(load(config).person.language)
            say(_("%s is there; what is missing comes now.") % config)
            if given := [f"--{key}" for key in ("language", "name", "email", "timezone", "at") if answers.given(key)]:
                said = _("%(options)s changes nothing there; change it in the file.")
                say(said % {"options": catalog.listing(given)})
        else:
            _begin(config, answers, system=system)
        _go_on(config, answers)
    except KeyboardInterrupt:
        say("\n" + _("Stopped. What is set up stays; followupd init goes on."))
        return 130
    _tell_next(config, named)
    return 0


def _begin(config: Path, answers: Answers, *, system: bool) -> None:
    """Who the person is: then a configuration is there that works, with mails in a folder."""
    catalog.speak(answers.ask("language", _("Language (sv or en)"), _spoken(), _read_language)
                  if answers.given("language") or not _spoken() else _spoken())  # fmt: skip
    name = answers.ask("name", _("Your name"), "", _read_name)
    email = answers.ask("email", _("Your e-mail address"), "", types.read_address)
    zone = _system_zone()
    if answers.given("timezone") or not zone:
        zone = answers.ask("timezone", _("Time zone"), "Europe/Stockholm", types.read_zone)
    at = _read_clock(answers.given("at") or "08:00")
    state = "/var/lib/followupd" if system else "var"
    sections: Mapping[str, Mapping[str, Value]] = {
        "person": {"name": name, "email": email, "timezone": zone, "language": catalog.language()},
        "digest": {"at": at},
        "mail": {"transport": "maildir", "maildir": f"{state}/mail"},
        "calendar": {"file": f"{state}/followups.ics"},
        "state": {"database": f"sqlite:///{state}/followupd.db"},
    }
    config.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(config, as_text(sections), shared=system)
    say(_("Written: %s") % config)
    contacts = config.with_name("contacts.toml")
    if not contacts.exists():
        heading = _("The people you want to keep in touch with. Add one with: followupd add NAME")
        _write(contacts, _CONTACTS.format(heading=heading), shared=system)
        say(_("Written: %s") % contacts)
    say(_("The mail comes at %(at)s, %(zone)s. Both stand in config.toml.") % {"at": at, "zone": zone})


def _go_on(config: Path, answers: Answers) -> None:
    """Every step that has not been done: mail, answers, people, and a look at the next mail."""
    if load(config).mail.transport == "maildir":
        set_up_mail(load(config), answers)
    set_up_inbox(load(config), answers)
    _import(config, answers)
    settings, now = load(config), datetime.now(UTC)
    with opened(settings) as service:
        slot = slots.next_instant(now, settings.digest.at, settings.digest.weekdays, settings.zone, None)
        set_up_people(service, answers, slot)
        _show_next(service, settings, slot)
    _serve(config, answers)


def _serve(config: Path, answers: Answers) -> None:
    """Offers to have systemd run it, where there is one that does not yet."""
    way = answers.given("service")
    if way == "none" or (way is None and (not answers.asks or not services.is_possible())):
        return
    if way is None and not answers.agrees("", _("Have it run by itself from now on, as a service?")):
        return
    given = argparse.Namespace(config=str(config), what="install", way=way)
    try:
        services.service(given)
    except FollowupdError as error:
        for line in error.lines:
            say(line, error=True)
        say(_("Everything else is set up; for the service: followupd service install"))


def _import(config: Path, answers: Answers) -> None:
    """Offers an export that lies about, or takes the one that is named."""
    path = answers.given("import_file") or (found_export(Path.home()) if answers.asks else None)
    if path is None:
        return
    if answers.given("import_file") is None and not answers.agrees("", _("Import the people in %s?") % path):
        return
    from followupd.cli.importing import bring_in

    bring_in(str(path), config, yes=not answers.asks)


def _show_next(service: AccountService, settings: Settings, slot: datetime) -> None:
    """The next mail as it will be."""
    from followupd.mail.digest.render import as_text as in_words

    day = slot.astimezone(settings.zone).date()
    current_book = service.current_book()
    _made, ready = service.ready(current_book, slot, day)
    if ready.digest is None or ready.digest.is_empty:
        return
    said = {"day": catalog.day(day), "clock": catalog.clock(slot.astimezone(settings.zone))}
    say("\n" + _("Your next mail, on %(day)s at %(clock)s:") % said + "\n")
    for line in [_("Subject: %s") % ready.digest.subject, "", *in_words(ready.digest).splitlines()]:
        say(f"  {line}".rstrip())


def _tell_next(config: Path, named: str | None) -> None:
    option = f" --config {config}" if named else ""
    program = "followupd" if shutil.which("followupd") else shlex.join(units.program())
    said = _("By hand: %(program)s once%(option)s makes a round, %(program)s doctor%(option)s tries everything. "
             "More people: %(program)s add, %(program)s import.")  # fmt: skip
    say("\n" + said % {"program": program, "option": option})
    if program != "followupd" and os.geteuid() == 0:
        say(_('So that "followupd" is enough: ln -s %s /usr/local/bin/') % program)


def _spoken() -> str:
    """The language of the terminal, where it says one that we speak."""
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if said := os.environ.get(name, ""):
            return said[:2] if said[:2] in ("sv", "en") and said[2:3] in ("", "_", ".") else ""
    return ""


def _read_language(answer: str) -> str:
    found = {"s": "sv", "e": "en"}.get(answer.casefold()[:1])
    if found is None:
        raise ValueError(_("Please answer sv or en."))
    return found


def _read_name(answer: str) -> str:
    if not one_line(answer) or "@" in answer:
        raise ValueError(_("Please give a name."))
    return one_line(answer)[:200]


def _read_clock(answer: str) -> str:
    try:
        return catalog.clock(cast(time, types.read_clock(answer)))
    except ValueError as error:
        raise CallError(f"--at: {error}") from None


def _write(path: Path, content: str, *, shared: bool = False) -> None:
    """A private file; where it is for the system service, the group of its folder may read it."""
    replace(path.absolute(), content.encode())
    if shared:
        os.chown(path, -1, path.absolute().parent.stat().st_gid)
        path.chmod(0o640)


def _system_zone() -> str:
    """The zone of this machine, as systemd and Debian keep it; empty for one that says nothing of a place."""
    target = os.path.realpath("/etc/localtime")
    zone = target.partition("zoneinfo/")[2]
    return zone if "/" in zone and not zone.startswith("Etc/") else ""


def test_mail(parsed: argparse.Namespace) -> int:
    """Sends one mail to the person now, past the outbox, to see that it arrives."""
    call = Call(parsed)
    person = call.settings.person
    sender = call.settings.sender
    outgoing = message.test_mail(person.name, person.email, sender, call.now.astimezone(call.settings.zone))
    with sending(call.settings) as transport:
        outcome = transport.send(outgoing, lambda: None)
    if outcome.result == "accepted":
        say(_("Sent: %s") % outcome.answer)
        return 0
    say(_("Not sent: %s") % outcome.answer, error=True)
    return 1
