"""The commands and their options, with the help people read."""

import argparse
import gettext
import re
import textwrap
from functools import cache
from pathlib import Path
from typing import Any, NoReturn

from followupd import __version__
from followupd.cli.more_options import Adder, practising, setting_up
from followupd.cli.overview import HIDDEN, overview
from followupd.config.did_you_mean import suggestion
from followupd.text.catalog import _, speaking
from followupd.text.sanitize import visible

MOST_CHOICES = 10
"""More choices than this: the wrong word is a command, not an option value."""


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        """One line, and where to read on."""
        quoted = re.match(r".*?'([^']*)' \((?:[^']*)('.*)\)$", message)
        if quoted:  # argparse lists all the choices; one near miss is more help
            choices = re.findall(r"'([^']+)'", quoted[2])
            if len(choices) > MOST_CHOICES:
                message = _('there is no command "%s"') % quoted[1] + suggestion(quoted[1], choices)
            else:
                message = _('"%(given)s" is none of %(choices)s') % {
                    "given": quoted[1], "choices": ", ".join(choices),
                } + suggestion(quoted[1], choices)  # fmt: skip
        for action in self._actions:  # what is missing, and what it could be
            if action.choices and not action.option_strings and f": {action.dest}" in message.replace(",", ":"):
                message += f" ({', '.join(map(str, action.choices))})"
        self.exit(2, f"{self.prog}: {visible(message)}\n" + _("See: %s --help") % self.prog + "\n")


class _Overview(_Parser):
    """The parser of all commands, whose help is one screen."""

    commands: "argparse._SubParsersAction[_Parser]"

    def format_help(self) -> str:
        return overview(set(self.commands.choices) - HIDDEN)


class _WholeWords(argparse.HelpFormatter):
    """Help in which no line ends within a word, however narrow the terminal."""

    def _split_lines(self, text: str, width: int) -> list[str]:
        return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)

    def _fill_text(self, text: str, width: int, indent: str) -> str:
        lines = textwrap.wrap(text, width - len(indent), break_long_words=False, break_on_hyphens=False)
        return "\n".join(f"{indent}{line}" for line in lines)


@cache
def build_parser(language: str) -> argparse.ArgumentParser:
    """The parser of every command, with its help in `language`; built once for each."""
    with speaking(language):
        return _built()


def _built() -> argparse.ArgumentParser:
    # argparse words its own messages through gettext's default domain, by the language of the terminal.
    gettext.bindtextdomain("followupd", str(Path(__file__).parents[1] / "locale"))
    gettext.textdomain("followupd")
    common = _common()
    parser = _Overview(
        prog="followupd",
        parents=[common],
        description=_("Keeps your professional network alive: one kind mail, and a calendar."),
        epilog=_("Begin with: followupd init. Then: followupd once, and when you like it: followupd run."),
    )
    version = f"followupd {__version__}"
    parser.add_argument("--version", action="version", version=version, help=_("show the version and exit"))
    commands = parser.commands = parser.add_subparsers(metavar=_("COMMAND"), required=True, parser_class=_Parser)

    def add(name: str, module: str, help: str, *, json: bool = False, on: str | None = None) -> argparse.ArgumentParser:
        shown: dict[str, Any] = {} if name in HIDDEN else {"help": help}
        command: argparse.ArgumentParser = commands.add_parser(
            name, parents=[_common(on) if on else common], description=help, formatter_class=_WholeWords, **shown
        )
        command.set_defaults(module=module, function=name.replace("-", "_"))
        if json:
            command.add_argument("--json", action="store_true", help=_("one JSON document on stdout"))
        return command

    _serving(add)
    _looking(add)
    _deciding(add)
    _adding(add)
    practising(add)
    setting_up(add)
    return parser


def _common(on: str | None = None) -> _Parser:
    """Options that every command takes, before it or after it; `on` is what --on means to a command."""
    common = _Parser(add_help=False, argument_default=argparse.SUPPRESS)
    common.add_argument("--config", metavar=_("FILE"), help=_("the configuration to use"))
    common.add_argument("--now", metavar=_("INSTANT"), help=_("act as if it were then, such as 2026-11-23T08:00+01:00"))
    common.add_argument("--on", metavar=_("DATE"), help=on or _("act as if it were that day, such as 2026-11-23"))
    return common


def _serving(add: Adder) -> None:
    add("run", "serving", _("serve as a daemon, in the foreground"))
    add("once", "serving", _("one full round: read, plan, send what is due, write the calendar"), json=True)


def _looking(add: Adder) -> None:
    check = add("check", "looking", _("check configuration and contacts; all faults at once"), json=True)
    check.add_argument(
        "--accept", action="store_true", help=_("take over the book as it stands, however many people are gone")
    )
    due = add("due", "looking", _("whose turn it is, and who comes up soon"), json=True)
    due.add_argument("--open", action="store_true", help=_("thanks, outcomes and promises that are still open"))
    explain = add("explain", "looking", _("why this person, why that day"), json=True)
    explain.add_argument("contact", metavar=_("CONTACT"), help=_("an id, a name or a part of one"))
    preview = add("preview", "looking", _("the digest as it would be; nothing is sent or remembered"))
    preview.add_argument("--output", metavar=_("FILE"), type=Path, help=_("write it to a file: .eml or .html"))
    outbox = add("outbox", "looking", _("the digests that were sent, and those in trouble"), json=True)
    outbox.add_argument("--arrived", metavar=_("DATE"), help=_("this digest, whose fate is unknown, did arrive"))
    outbox.add_argument("--resend", metavar=_("DATE"), help=_("send this refused or unknown digest once more"))
    calendar = add("calendar", "subscribing", _("the addresses to subscribe to"), json=True)
    calendar.add_argument("--renew", action="store_true", help=_("a new address; the one before is revoked"))
    export = add("export", "exporting", _("your data, in open formats"))
    what = export.add_subparsers(metavar=_("WHAT"), required=True)
    common = _common()
    calendar = what.add_parser("calendar", parents=[common], help=_("the calendar, to import elsewhere"))
    calendar.add_argument("file", metavar=_("FILE"), type=Path)
    calendar.set_defaults(function="export_calendar")
    kept = add("backup", "backup", _("configuration, contacts and journal in one file"))
    kept.add_argument("file", metavar=_("FILE"), type=Path)
    kept.add_argument("--with-secrets", action="store_true", help=_("passwords and secret addresses too"))
    kept.add_argument("--replace", action="store_true", help=_("write the file anew"))
    gone = add("forget", "forgetting", _("erase all that is kept of a person"))
    gone.add_argument("contact", metavar=_("CONTACT"), help=_("an id, a name or a part of one"))
    gone.add_argument("--yes", action="store_true", help=_("ask nothing"))
    back = add("restore", "backup", _("put a backup back, into an empty place"))
    back.add_argument("file", metavar=_("FILE"), type=Path)
    back.add_argument("--replace", action="store_true", help=_("in the place of what is there, which is kept beside"))
    data = what.add_parser("data", parents=[common], help=_("everything as CSV and JSON lines"))
    data.add_argument("folder", metavar=_("FOLDER"), type=Path)
    data.set_defaults(function="export_data")


def _deciding(add: Adder) -> None:
    def about_a_contact(name: str, help: str) -> argparse.ArgumentParser:
        command = add(name, "deciding", help)
        command.add_argument("contact", metavar=_("CONTACT"), help=_("an id, a name or a part of one"))
        return command

    when = _("when it was: 2026-09-14, today, yesterday")
    log = add("log", "deciding", _("you were in touch, or what was open is done"), on=when)
    whom = _("an id, a name or a part of one; or what is done, such as thanks-12 or practice/speak")
    log.add_argument("contact", metavar=_("CONTACT|WHAT"), help=whom)
    log.add_argument("--part", metavar=_("TEXT"), action="append", help=_("only this part of a checklist"))
    log.add_argument("--kind", metavar=_("KIND"), help=_("coffee, call, mail, …"))
    direction = log.add_mutually_exclusive_group()
    direction.add_argument("--gave", dest="direction", action="store_const", const="gave", help=_("you helped"))
    direction.add_argument(
        "--received", dest="direction", action="store_const", const="received", help=_("you were helped")
    )
    log.add_argument("--note", metavar=_("TEXT"), help=_("what to remember for next time"))
    log.add_argument("--promise", metavar=_("TEXT"), help=_("what you promised to do"))
    log.add_argument("--by", metavar=_("DURATION|DATE"), help=_("by when; a week by default"))
    snooze = about_a_contact("snooze", _("come back to this person later"))
    snooze.add_argument("until", metavar=_("DURATION|DATE"), help=_('such as 2w, "3 weeks" or 2027-01-15'))
    pause = about_a_contact("pause", _("no reminders about this person for now"))
    pause.add_argument("--until", metavar=_("DATE"), help=_("until this day; without it until you resume"))
    about_a_contact("resume", _("end a pause"))
    said = _("what an answer to a mail says is done: in a sentence, from anywhere")
    answer = add("answer", "answering", said, json=True)
    answer.add_argument("text", metavar=_("TEXT"), nargs="+", help=_("what you would answer; - reads it from stdin"))
    answer.add_argument("--to", metavar=_("DATE"), help=_("the digest it answers; the newest mail by default"))
    answer.add_argument("--dry-run", action="store_true", help=_("only say what it would do"))
    undo = add("undo", "deciding", _("take back the last thing you logged or decided"))
    undo.add_argument("contact", metavar=_("CONTACT"), nargs="?", help=_("the last one about this person"))
    rename = add("rename", "deciding", _("somebody is called otherwise in your book now: their history goes along"))
    rename.add_argument("old", metavar=_("OLD"), help=_("the id before"))
    rename.add_argument("new", metavar=_("NEW"), help=_("an id, a name or a part of one"))


def _adding(add: Adder) -> None:
    person = add("add", "adding", _("add a person to your contacts file"))
    _about_a_person(person)
    text, when, often = _("TEXT"), _("DATE"), _("DURATION")
    for key, metavar, help in (
        ("every", often, _('such as "6 weeks"')),
        ("at-most", often, _("the outer limit")),
        ("birthday", when, _("such as 04-12")),
        ("channel", text, _("how you usually meet")),
        ("phone", text, _("a number to call")),
        ("language", "sv|en", None),
        ("tone", "formal|informal", _("how drafts speak to this person")),
        ("last", when, _("when you were last in touch")),
        ("notes", text, _("what to remember")),
    ):
        person.add_argument(f"--{key}", metavar=metavar, help=help)
    met = add("met", "adding", _("you met somebody at an event: into the book, with a follow-up within 48 hours"))
    _about_a_person(met)
    met.add_argument("--at", metavar=_("EVENT"), required=True, help=_("an id, a name or a part of one"))
    met.add_argument("--note", metavar=text, help=_("what you talked about"))
    several = add("import", "importing", _("people from LinkedIn, Google, Outlook, a phone or a table"))
    several.set_defaults(function="import_people")
    kinds, file = "linkedin|google|outlook|vcard|csv|carddav", _("FILE|ADDRESS")
    several.add_argument("what", metavar=file, nargs="+", help=_("what it exported; %s before it, if needed") % kinds)
    several.add_argument("--dry-run", action="store_true", help=_("show what would be written, and write nothing"))
    several.add_argument("--yes", action="store_true", help=_("ask nothing; whoever is doubtful is left out"))
    several.add_argument("--put-back", action="store_true", help=_("also those you took out of your book"))
    several.add_argument("--file", metavar=_("FILE"), help=_("which contacts file; the first one by default"))
    several.add_argument("--username", metavar=text, help=_("on the CardDAV server"))
    several.add_argument("--password-file", metavar=_("FILE"), help=_("where the password there is (chmod 600)"))
    sort = add("sort", "sorting", _("keep in touch with those you imported? one key a person"))
    sort.add_argument("contact", metavar=_("CONTACT"), nargs="?", help=_("only this one"))
    sort.add_argument("circle", metavar=_("CIRCLE"), nargs="?", help=_("close, regular, seldom, no, or a circle"))
    milestone = add("milestone", "adding", _("something to congratulate a person on"))
    milestone.add_argument("contact", metavar=_("CONTACT"), help=_("an id, a name or a part of one"))
    milestone.add_argument("what", metavar=text, nargs="+", help=_("such as: New job at ABB"))
    milestone.add_argument("--date", metavar=when, help=_("when it is; today by default"))
    milestone.add_argument("--yearly", action="store_true", help=_("each year on that day"))
    milestone.add_argument("--file", metavar=_("FILE"), help=_("which contacts file; the first one by default"))


def _about_a_person(command: argparse.ArgumentParser) -> None:
    command.add_argument("name", metavar=_("NAME"), nargs="+")
    text = _("TEXT")
    for key, help in (
        ("id", _("a short name of your own")),
        ("circle", _("such as mentor or classmates")),
        ("company", None),
        ("role", None),
        ("url", None),
    ):
        command.add_argument(f"--{key}", metavar=text, help=help)
    command.add_argument("--email", metavar="EMAIL", action="append", help=_("may be given several times"))
    command.add_argument("--tags", metavar=text, action="append", help=_("may be given several times"))
    command.add_argument("--file", metavar=_("FILE"), help=_("which contacts file; the first one by default"))
