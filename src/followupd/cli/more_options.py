"""The commands of the practice and of setting up, with their options."""

import argparse
from collections.abc import Callable
from pathlib import Path

from followupd.cli.packaged import SHELLS
from followupd.domain.journal import STATES
from followupd.mail.drafts import KINDS
from followupd.text.catalog import _

Adder = Callable[..., argparse.ArgumentParser]
"""Adds a command to the parser: its name, its module, its help."""


def practising(add: Adder) -> None:
    """Events, talks, goals, habits, and the looks back."""
    contact, text, one = _("CONTACT"), _("TEXT"), _("an id, a name or a part of one")
    add("events", "practising", _("your events: whom you met, and who still waits for a hello"), json=True)
    add("interviews", "practising", _("the talks you ask for, and the next step of each"), json=True)
    add("loops", "practising", _("thanks, outcomes and promises that are still open"), json=True)
    add("goals", "practising", _("your goals, and who can help"), json=True)
    pursued = add("goal", "pursuing", _("what becomes of a goal: reached, let go, or another date"))
    pursued.add_argument("goal", metavar=_("GOAL"), help=one)
    pursued.add_argument("state", metavar="reached|let-go|keep|" + _("DATE"), nargs="+", help=_("such as 2027-09-30"))
    observe = add("observe", "pursuing", _("how somebody was in a talk, for you alone: it ranks whom to ask"))
    observe.add_argument("contact", metavar=contact, help=one)
    digits = _("how open, how willing to share, and the chemistry, from 1 to 5: 4 5 3")
    observe.add_argument("digits", metavar="1-5", nargs="+", help=digits)
    pace = add("pace", "pursuing", _("a circle half as often, or so many people a week"))
    pace.add_argument("what", metavar=_("CIRCLE|NUMBER"), help=_("a circle of your book, or a number of people a week"))
    pace.add_argument("how", choices=("half", "normal"), nargs="?", default="half")
    add("practices", "practising", _("what you do again and again, and when it is next"), json=True)
    review = add("review", "practising", _("the last three months, and what to do about them"), json=True)
    review.add_argument("--output", metavar=_("FILE"), type=Path, help=_("as the mail it comes in: .eml or .html"))
    done = add("done", "doing", _("a practice, a check-in or an open loop is done"), on=_("when it was: 2026-09-14"))
    done.add_argument("what", metavar=_("WHAT"), help=_("as the mail names it, such as thanks-12; or a part of a name"))
    done.add_argument("--part", metavar=text, action="append", help=_("only this part of a checklist"))
    done.add_argument("--note", metavar=text, help=_("what to remember for next time"))
    interview = add("interview", "doing", _("a talk with somebody you can learn from: say how far it has come"))
    interview.add_argument("contact", metavar=contact, help=one)
    interview.add_argument("state", choices=STATES)
    interview.add_argument("--at", metavar=_("INSTANT"), help=_("when it is, such as 2026-12-03T10:00"))
    interview.add_argument("--place", metavar=text, help=_("where it is: a café, a link"))
    interview.add_argument("--note", metavar=text, help=_("what to remember for next time"))
    draft = add("draft", "making", _("a message to adapt"))
    draft.add_argument("contact", metavar=contact, help=one)
    draft.add_argument("--kind", metavar=_("KIND"), help=", ".join(KINDS))
    draft.add_argument("--tone", choices=("formal", "informal"))
    draft.add_argument("--language", choices=("sv", "en"))
    for name, help in (
        ("map", _("your network as a picture: people, goals, warmth")),
        ("progress", _("your progress as a picture, month by month")),
    ):
        picture = add(name, "making", help)
        picture.add_argument("--output", metavar=_("FILE"), type=Path, help=_("an .svg or .png; in words without it"))


def setting_up(add: Adder) -> None:
    """What is done once, on a new machine."""
    init = add("init", "setup", _("a few questions, and it works; begun again, it goes on"))
    text, file = _("TEXT"), _("FILE")
    init.add_argument("--yes", action="store_true", help=_("ask nothing; what has no default has to be an option"))
    for key, metavar, help in (
        ("language", "sv|en", None), ("name", text, None), ("email", "EMAIL", None), ("timezone", text, None),
        ("at", text, _("when the digest comes, such as 08:00")),
        ("mail", "smtp|folder", _("whether mails are sent, or put into a folder")),
        ("smtp-host", text, _("the server that sends your mail")), ("smtp-port", text, None), ("smtp-user", text, None),
        ("imap-host", text, _("the server of your mailbox")), ("imap-port", text, None),
        ("password-file", file, _("where the password there is (chmod 600)")),
        ("ca-file", file, _("a private authority for the servers' certificates")),
        ("people", text, _("such as: Anna Lind monthly, Ben Ek twice a year")),
        ("import", file, _("people to import")),
    ):  # fmt: skip
        init.add_argument(f"--{key}", metavar=metavar, help=help, dest="import_file" if key == "import" else None)
    init.add_argument(
        "--inbox", action=argparse.BooleanOptionalAction, default=None, help=_("read answers to the mails")
    )
    init.add_argument("--service", choices=("user", "system", "timer", "none"), help=_("have systemd run it"))
    init.add_argument("--client-id", metavar=text, help=_("of your application at Microsoft"))
    login = add("login", "login", _("sign in where the usual password is not taken: google, microsoft"))
    login.add_argument("provider", choices=("google", "microsoft"))
    login.add_argument("--client-id", metavar=text, help=_("of your application at Microsoft"))
    login.set_defaults(yes=False)
    service = add("service", "services", _("have systemd run it: install, status, uninstall"))
    service.add_argument("what", choices=("install", "status", "uninstall"))
    ways = service.add_mutually_exclusive_group()
    for way, help in (("user", _("for you alone")), ("system", _("for the machine")),
                      ("timer", _("for the machine, a round every ten minutes"))):  # fmt: skip
        ways.add_argument(f"--{way}", dest="way", action="store_const", const=way, help=help)
    example = add("example", "packaged", _("an example to try: configuration, book and documentation"))
    example.add_argument("folder", metavar=_("FOLDER"), type=Path)
    shell = add("completion", "packaged", _("completion of commands for your shell; for bash it goes into "
                "~/.local/share/bash-completion/completions/followupd"))  # fmt: skip
    shell.add_argument("shell", choices=SHELLS)
    add("doctor", "doctor", _("find out what is wrong, and how to mend it"), json=True)
    add("test-mail", "setup", _("send a mail to yourself now"))
