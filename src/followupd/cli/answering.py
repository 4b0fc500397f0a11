"""The command that takes an answer to a mail from anywhere: a shortcut on a phone, a bot, a script."""

import argparse
import json
import sys
from collections.abc import Iterator, Mapping
from datetime import date

from followupd.answers.deeds import Deed
from followupd.cli.call import Call
from followupd.cli.terminal import say
from followupd.errors import CallError
from followupd.inbox import told
from followupd.inbox.answer import Answers, Outcome
from followupd.practice.loops import Loop
from followupd.service.account import AccountService, opened
from followupd.service.inbox import why
from followupd.store import named
from followupd.text.catalog import _
from followupd.wording import loops

MOST_CHARACTERS = 100_000


def answer(parsed: argparse.Namespace) -> int:
    """Carries out what an answer says. Exit code 0 also when something is asked back: that is an answer too."""
    call = Call(parsed)
    text = sys.stdin.read(MOST_CHARACTERS) if parsed.text == ["-"] else " ".join(parsed.text)
    if not text.strip():
        raise CallError(_("an answer is missing"))
    with opened(call.settings) as service:
        mail = _mail(service, call, parsed.to) if parsed.to else None
        desk = Answers(service.account, call.settings, service.state_in_force)
        outcome = desk.answer(text, call.now, mail=mail, rehearse=parsed.dry_run)
        names = {contact.id: contact.name for contact in service.book().contacts}
        names |= {event.id: event.name for event in service.book().events}
        if parsed.json:
            print(json.dumps(_document(outcome), ensure_ascii=False, indent=2))
        else:
            say("\n".join(_lines(outcome, names, service, call)) or _("Nothing was understood, and nothing was done."))
    return 1 if outcome.failed else 0


def _mail(service: AccountService, call: Call, to: str) -> tuple[date, str]:
    """The mail that is answered: a digest's date, or another mail by the name `outbox` shows."""
    slot, _slash, occasion = to.partition("/")
    found = call.day(slot), occasion or "digest"
    if not named.was_made(service.account, *found):
        raise CallError(_("there is no mail of %s; followupd outbox lists them") % to)
    return found


def _lines(outcome: Outcome, names: Mapping[str, str], service: AccountService, call: Call) -> Iterator[str]:
    zone = call.settings.zone
    for deed in outcome.deeds:
        yield told.deed_words(deed, names, call.today, zone)
        if deed.action == "explain":
            yield why(service, deed.contact, call.now)
    yield from (told.assumed(text, names.get(who, who)) for text, who in outcome.understood.assumed)
    if outcome.understood.nothing:
        yield told.nothing(outcome.understood.nothing)
    yield from loops.still_open(_opened(outcome))
    yield from outcome.failed
    for one in outcome.asked:
        yield from told.asked(one.about, one.reason, one.candidates, names)


def _opened(outcome: Outcome) -> list[Loop]:
    """What is open beside the promises that were only made now."""
    new = {(deed.contact, deed.what) for deed in outcome.deeds if deed.action in ("promise", "ask", "appointment")}
    return [loop for loop in outcome.opened if (loop.contact, loop.about or None) not in new]


def _document(outcome: Outcome) -> dict[str, object]:
    """The answer as JSON: dates ISO 8601; `candidates` are ids, `numbers` what chooses them."""
    return {
        "did": [_deed(deed) for deed in outcome.deeds],
        "asked": [
            {"about": one.about, "reason": one.reason, "candidates": [who for _number, who in one.candidates],
             "numbers": {str(number): who for number, who in one.candidates}}
            for one in outcome.asked
        ],
        "kept": list(outcome.understood.kept),
        "nothing": list(outcome.understood.nothing),
        "assumed": [{"text": text, "contact": who} for text, who in outcome.understood.assumed],
        "opened": [
            {"contact": loop.contact, "kind": loop.kind, "what": loop.about, "due": loop.due.isoformat(),
             "handle": loop.handle}
            for loop in outcome.opened
        ],
        "failed": list(outcome.failed),
    }  # fmt: skip


def _deed(deed: Deed) -> dict[str, object]:
    on = deed.at.isoformat(timespec="minutes") if deed.at is not None else deed.on and deed.on.isoformat()
    found: dict[str, object] = {
        "contact": deed.contact or None, "action": deed.action, "on": on,
        "until": deed.until and deed.until.isoformat(), "by": deed.by and deed.by.isoformat(),
        "kind": deed.kind, "direction": deed.direction, "note": deed.note,
        "what": deed.what, "name": deed.name, "email": list(deed.email) or None, "company": deed.company,
        "role": deed.role, "url": deed.url, "event": deed.event or None, "handle": deed.handle or None,
    }  # fmt: skip
    return {key: value for key, value in found.items() if value is not None}
