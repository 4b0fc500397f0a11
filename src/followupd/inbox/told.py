"""What an answer did, what it left open and what is asked back: the sentences of command line and acknowledgement."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from followupd.answers.deeds import Deed
from followupd.domain.journal import HALF, KEEP, LET_GO, MEETING, NEW_DATE, NOT_KEPT, REACHED, YES
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten
from followupd.wording.sorting import sorted_into

_LENGTH = 160
_MOST_CANDIDATES = 8


def deed_words(deed: Deed, names: Mapping[str, str], today: date, zone: ZoneInfo) -> str:
    """What a deed changed, in a sentence."""
    facts = {
        "name": names.get(deed.contact) or deed.name or deed.contact,
        "day": _day(deed.on, today), "until": _day(deed.until, today), "by": _day(deed.by, today),
        "what": shorten(one_line(deed.what or deed.note or ""), _LENGTH), "clock": "",
        "event": names.get(deed.event, deed.event),
    }  # fmt: skip
    if deed.at is not None:
        local = deed.at.astimezone(zone)
        facts |= {"day": catalog.day(local.date()), "clock": catalog.clock(local)}
    if deed.action == "sort":
        return sorted_into(deed.kind or NOT_KEPT, str(facts["name"]))
    said = _phrase(deed, today) % facts
    if deed.note and deed.action in ("log", "thanks", "outcome", "kept-promise", "no-answer", "met"):
        said += " " + _("Noted: %s.") % shorten(one_line(deed.note).rstrip("."), _LENGTH)
    return said


def _phrase(deed: Deed, today: date) -> str:
    if deed.action == "log":
        return {
            "received": _("%(name)s: you were helped on %(day)s; thanks, and later what came of it, stay open."),
            "gave": _("%(name)s: you helped on %(day)s."),
            None: _("%(name)s: in touch today.") if deed.on == today else _("%(name)s: in touch on %(day)s."),
        }[deed.direction]
    if deed.action == "pause" and deed.until is None:
        return _("%(name)s rests until you say otherwise.")
    if deed.action == "notice":
        return _notice(deed)
    if deed.action == "pace":
        return (
            _("%(what)s comes up half as often now.") if deed.kind == HALF else _("There is room for %(what)s a week.")
        )
    if deed.action == "goal":
        return {
            REACHED: _("The goal is reached. Well done!"), LET_GO: _("The goal is let go, and that is fine."),
            NEW_DATE: _("The goal has a new date: %(until)s."), KEEP: _("The goal goes on."),
        }[deed.kind or KEEP]  # fmt: skip
    return {
        "note": _("%(name)s: noted: %(what)s."),
        "snooze": _("%(name)s comes back on %(until)s."),
        "skip": _("%(name)s is skipped this time."),
        "pause": _("%(name)s rests until %(until)s."),
        "resume": _("%(name)s is back."),
        "thanks": _("%(name)s: thank-you said, on %(day)s."),
        "outcome": _("%(name)s: told what came of it, on %(day)s."),
        "kept-promise": _("%(name)s: promise kept: %(what)s."),
        "promise": _("%(name)s: you will be reminded by %(by)s of your promise: %(what)s."),
        "ask": _("%(name)s: on %(day)s you are reminded to ask how it went: %(what)s."),
        "milestone": _("%(name)s: to congratulate on %(day)s: %(what)s."),
        "met": _("You met %(name)s at %(event)s."),
        "appointment": _("%(name)s: you have a time on %(day)s at %(clock)s, and nothing comes up before it."),
        "no-answer": _("%(name)s: no answer on %(day)s; that is no contact, and it rests a little."),
        "practice": _("Done: %(what)s."),
        "rate": _("%(name)s: how the talk was is noted, for you alone."),
        "pause-all": _("Everything rests until %(until)s: no mails until then."),
        "resume-all": _("Everything goes on."),
        "undo": _("Your last answer is taken back."),
        "explain": _("%(name)s:"),
    }[deed.action]


def _notice(deed: Deed) -> str:
    yes = deed.kind == YES
    if deed.contact:
        return _("%(name)s: it counts.") if yes else _("%(name)s: that was no contact.")
    if deed.handle.startswith(f"first-{MEETING}"):
        return (
            _("Meetings in your calendar count as being in touch.")
            if yes
            else _("Meetings in your calendar are not looked at any more.")
        )
    if deed.handle.startswith("first"):
        return _("Mail you send counts as being in touch.") if yes else _("Your sent mail is not looked at any more.")
    return _("What was noticed is kept.") if yes else _("What was noticed is deleted.")


def _day(value: date | None, today: date) -> str:
    return catalog.day(value, year=value.year != today.year) if value is not None else ""


def asked(about: str, reason: str, candidates: Sequence[tuple[int, str]], names: Mapping[str, str]) -> Iterator[str]:
    """What is asked back, and a line for each candidate with its number."""
    facts = {"about": shorten(one_line(about), _LENGTH)}
    yield {
        "who": _("Who is meant: “%(about)s”?") if candidates
        else _("Who is meant? “%(about)s” is left alone until you say a name."),
        "unknown": _("Nobody in your book is called “%(about)s”."),
        "number": _("There is no %(about)s in that mail."),
        "when": _("Until when? “%(about)s”"),
        "where": _("Where did you meet %(about)s?") if candidates else
        _("Where did you meet %(about)s? There was no event lately in your book; write for example: followupd add."),
        "too-large": _("“%(about)s” is more than an answer may do: people are taken out in your contacts file."),
        "what": _("This was not understood, and nothing was done about it: “%(about)s”"),
    }[reason] % facts  # fmt: skip
    for number, candidate in candidates[:_MOST_CANDIDATES]:
        yield f"  {number}  {names.get(candidate, candidate)}"
    if candidates:
        yield _("Answer with the number.")


def assumed(text: str, name: str) -> str:
    """Whom a name was taken for."""
    return _("%(text)s was taken for %(name)s.") % {"text": one_line(text), "name": name}


def nothing(texts: Sequence[str]) -> str:
    """What was understood and changes nothing."""
    return _("Nothing is logged for: %s.") % "; ".join(shorten(one_line(text), 80) for text in texts)
