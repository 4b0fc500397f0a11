"""Commands that set followupd up: init and test-mail."""

import argparse
import getpass
import json
import os
import sys
from collections.abc import Callable
from datetime import time
from pathlib import Path
from typing import cast

from followupd.cli.call import Call
from followupd.cli.terminal import say
from followupd.config import types
from followupd.config.atomic import replace
from followupd.config.location import user_config
from followupd.errors import CallError
from followupd.mail.digest import message
from followupd.service.account import transport_for
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
    """Asks, writes config.toml and a contacts file beside it, and never replaces anything."""
    named = getattr(parsed, "config", None) or os.environ.get("FOLLOWUPD_CONFIG")
    system = os.geteuid() == 0 and (not named or Path(named).absolute().is_relative_to("/etc"))
    config = Path(named or ("/etc/followupd/config.toml" if system else user_config())).expanduser()
    if config.exists():
        raise CallError(_("%s is there already; it is left as it is") % config)
    try:
        text, password = _questions(system)
    except (KeyboardInterrupt, EOFError):
        say("\n" + _("Stopped; nothing was written."))
        return 130
    config.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    _write(config, text, shared=system)
    secret = config.with_name("smtp-password")
    if password and secret.exists() and secret.stat().st_size:
        say(_("%s is there already; it is left as it is") % secret)
    elif password:
        _write(secret, f"{password}\n")
    contacts = config.with_name("contacts.toml")
    if not contacts.exists():
        heading = _("The people you want to keep in touch with. Add one with: followupd add NAME")
        _write(contacts, _CONTACTS.format(heading=heading), shared=system)
    say("\n" + _("Written: %s") % config)
    option = f" --config {config}" if named else ""
    said = _('Next: followupd add "Anna Lind" --circle mentor%(option)s; then followupd doctor%(option)s, and '
             "followupd once%(option)s.")  # fmt: skip
    say(said % {"option": option})
    return 0


def _questions(system: bool) -> tuple[str, str]:
    language = _ask(_("Language (sv or en)"), catalog.language(), _read_language)
    catalog.speak(language)
    name = _ask(_("Your name"), "", _read_name)
    email = _ask(_("Your e-mail address"), "", types.read_address)
    zone = _ask(_("Time zone"), _system_zone(), types.read_zone)
    at = _ask(_("When should the digest come?"), "08:00", _read_clock)
    host = _ask(_("Server that sends your mail, such as smtp.example.org (empty: mails go into a folder here)"), "")
    state = "/var/lib/followupd" if system else "var"
    sections: dict[str, dict[str, str | int]] = {
        "person": {"name": name, "email": email, "timezone": zone, "language": language},
        "digest": {"at": at},
        "mail": {"transport": "smtp"} if host else {"transport": "maildir", "maildir": f"{state}/mail"},
    }
    password = ""
    if host:
        username = _ask(_("User name there"), email)
        password = _ask_secret(_("Password there (an app password, where the server has them)"))
        port = _ask(_("Port (587: STARTTLS, 465: TLS)"), "587", _read_port)
        sections["mail.smtp"] = {
            "host": host,
            "port": int(port),
            "security": "tls" if port == "465" else "starttls",
            "username": username,
            "password_file": "smtp-password",
        }
    sections["calendar"] = {"file": f"{state}/followups.ics"}
    sections["state"] = {"database": f"sqlite:///{state}/followupd.db"}
    return "\n".join(_section(header, values) for header, values in sections.items()), password


def _section(header: str, values: dict[str, str | int]) -> str:
    # A JSON string is a TOML string too.
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}" for key, value in values.items()]
    return "\n".join([f"[{header}]", *lines, ""])


def _ask(question: str, default: str, read: Callable[[str], str] = str) -> str:
    """Asks until the answer can be read. Raises CallError when the answers end before that."""
    while True:
        say(f"{question} [{default}]: " if default else f"{question}: ", end="")
        sys.stdout.flush()
        answer = sys.stdin.readline()
        if not sys.stdin.isatty():
            say()
        if not answer and not default:
            raise CallError(_("init asks questions, and the answers ended before the last one"))
        try:
            return read(answer.strip() or default)
        except ValueError as error:
            if not answer:
                raise CallError(str(error)) from None
            say(error)


def _read_language(answer: str) -> str:
    found = {"s": "sv", "e": "en"}.get(answer.casefold()[:1])
    if found is None:
        raise ValueError(_("Please answer sv or en."))
    return found


def _read_name(answer: str) -> str:
    if not answer:
        raise ValueError(_("Please give a name."))
    return one_line(answer)[:200]


def _read_clock(answer: str) -> str:
    return catalog.clock(cast(time, types.read_clock(answer)))


def _read_port(answer: str) -> str:
    if not answer.isdecimal() or not 0 < int(answer) < 65536:
        raise ValueError(_("Please give a port, such as 587."))
    return answer


def _write(path: Path, content: str, *, shared: bool = False) -> None:
    """A private file; where it is for the system service, the group of its folder may read it."""
    replace(path.absolute(), content.encode())
    if shared:
        os.chown(path, -1, path.absolute().parent.stat().st_gid)
        path.chmod(0o640)


def _ask_secret(question: str) -> str:
    return getpass.getpass(f"{question}: ") if sys.stdin.isatty() else _ask(question, "")


def _system_zone() -> str:
    """The zone of this machine, as systemd and Debian keep it."""
    target = os.path.realpath("/etc/localtime")
    zone = target.partition("zoneinfo/")[2]
    return zone if "/" in zone and not zone.startswith("Etc/") else "Europe/Stockholm"


def test_mail(parsed: argparse.Namespace) -> int:
    """Sends one mail to the person now, past the outbox, to see that it arrives."""
    call = Call(parsed)
    person = call.settings.person
    sender = call.settings.sender
    outgoing = message.test_mail(person.name, person.email, sender, call.now.astimezone(call.settings.zone))
    outcome = transport_for(call.settings).send(outgoing, lambda: None)
    if outcome.result == "accepted":
        say(_("Sent: %s") % outcome.answer)
        return 0
    say(_("Not sent: %s") % outcome.answer, error=True)
    return 1
