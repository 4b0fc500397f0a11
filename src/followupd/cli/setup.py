"""Commands that set followupd up: init and test-mail."""

import argparse
import getpass
import json
import os
import sys
from pathlib import Path

from followupd import settings, words
from followupd.cli.call import Call
from followupd.digest import message
from followupd.errors import CallError, InputError
from followupd.files import replace
from followupd.house import transport_for
from followupd.location import user_config
from followupd.words import _

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
    system = os.geteuid() == 0 and not named
    config = Path("/etc/followupd/config.toml" if system else named or user_config()).expanduser()
    if config.exists():
        raise CallError(_("%s is there already; it is left as it is") % config)
    text, password = _questions(system)
    config.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    replace(config.absolute(), text.encode())
    try:
        settings.load(config)
    except InputError:
        config.unlink()  # an answer was no good: the faults are shown, and init can be run again
        raise
    if password:
        replace(config.absolute().with_name("smtp-password"), f"{password}\n".encode())
    contacts = config.with_name("contacts.toml")
    if not contacts.exists():
        heading = _("The people you want to keep in touch with. Add one with: followupd add NAME")
        replace(contacts.absolute(), _CONTACTS.format(heading=heading).encode())
    print("\n" + _("Written: %s") % config)
    print(_('Next: followupd add "Anna Lind" --circle mentor; then followupd doctor, and followupd once.'))
    return 0


def _questions(system: bool) -> tuple[str, str]:
    language = _ask(_("Language (sv or en)"), words.language())
    words.speak(language if language in words.LANGUAGES else "en")
    name = _ask(_("Your name"), "")
    email = _ask(_("Your e-mail address"), "")
    zone = _ask(_("Time zone"), _system_zone())
    at = _ask(_("When should the digest come?"), "08:00")
    host = _ask(_("SMTP server to send through (empty: into a local Maildir)"), "")
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
        port = _ask(_("Port (587: STARTTLS, 465: TLS)"), "587")
        sections["mail.smtp"] = {
            "host": host,
            "port": int(port) if port.isdigit() else port,
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


def _ask(question: str, default: str) -> str:
    suffix = f" [{default}]" if default else ""
    print(f"{question}{suffix}: ", end="", flush=True)
    answer = sys.stdin.readline()
    if not sys.stdin.isatty():
        print()
    if not answer and not default:
        raise CallError(_("init asks questions, and the answers ended before the last one"))
    return answer.strip() or default


def _ask_secret(question: str) -> str:
    return getpass.getpass(f"{question}: ") if sys.stdin.isatty() else _ask(question, "")


def _system_zone() -> str:
    """The zone of this machine, as systemd and Debian keep it."""
    target = os.path.realpath("/etc/localtime")
    zone = target.partition("zoneinfo/")[2]
    return zone if "/" in zone and not zone.startswith("Etc/") else "Europe/Stockholm"


def test_mail(parsed: argparse.Namespace) -> int:
    call = Call(parsed)
    person = call.settings.person
    sender = call.settings.mail.sender or person.email
    letter = message.test_letter(person.name, person.email, sender, call.now.astimezone(call.settings.zone))
    outcome = transport_for(call.settings).send(letter, lambda: None)
    if outcome.result == "accepted":
        print(_("Sent: %s") % outcome.answer)
        return 0
    print(_("Not sent: %s") % outcome.answer, file=sys.stderr)
    return 1
