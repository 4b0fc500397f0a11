"""Interviews and the card for a talk, in words."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from followupd.domain.book import Contact
from followupd.practice.interviews import REMIND_AFTER, Interview
from followupd.practice.loops import Loop
from followupd.practice.preparation import Card
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten

_LENGTH = 220


def state_word(interview: Interview, today: date) -> str:
    """How far an interview has come, in a word."""
    if interview.let_go(today):
        return _("let go")
    return {
        "candidate": _("candidate"),
        "asked": _("asked"),
        "booked": _("booked"),
        "held": _("held"),
        "thanked": _("thanked"),
        "outcome": _("outcome told"),
        "dropped": _("dropped"),
    }[interview.state]


def next_step(interview: Interview, today: date, zone: ZoneInfo) -> str:
    """What comes next, in a sentence; empty when nothing does."""
    if interview.let_go(today):
        return _("No answer, and that is fine; perhaps another time.")
    if interview.state == "booked" and interview.at is not None:
        return _("The talk is on %s.") % when(interview, zone)
    return {
        "candidate": _("Ask for 20 to 30 minutes: for advice, not for a job."),
        "asked": _("Wait; one gentle reminder around %s.") % catalog.date_of(interview.day + REMIND_AFTER, today=today)
        if interview.times_asked == 1
        else _("You have reminded once; let it rest now."),
        "booked": _("Agree on a time."),
        "held": _("Say thank you within a day."),
        "thanked": _("In some weeks, tell what came of it."),
        "outcome": _("The cadence keeps you in touch from here."),
        "dropped": "",
    }[interview.state]


def when(interview: Interview, zone: ZoneInfo) -> str:
    """Day and hour of a booked talk, by the person's clock."""
    if interview.at is None:
        return ""
    local = interview.at.astimezone(zone)
    return f"{catalog.day(local.date())}, {catalog.clock(local)}"


def card_lines(card: Card, today: date) -> Iterator[str]:
    """Purpose, what to learn, questions, how to value their time, last notes, what is open."""
    if not card.contact.purpose and card.goals:
        yield _("Purpose: advice for your goal, %s.") % catalog.listing([goal.name for goal in card.goals])
        yield from (shorten(one_line(goal.why), _LENGTH) for goal in card.goals if goal.why)
    elif not card.contact.purpose:
        yield _("Purpose: to learn from their way; advice, not a job.")
    yield from wishes(card)
    if not card.contact.questions:
        yield from (_("To ask: %s") % question for question in _questions(card))
    yield _("Their time: 20 to 30 minutes; be early, end on time, and ask what you can do in return.")
    yield from memory(card, today)


def wishes(card: Card) -> Iterator[str]:
    """What the person has written down to want from this contact: purpose, what to learn, questions."""
    contact = card.contact
    if contact.purpose:
        yield _("Purpose: %s") % shorten(one_line(contact.purpose), _LENGTH)
    if contact.learn:
        yield _("To learn: %s") % shorten(one_line(contact.learn), _LENGTH)
    yield from (_("To ask: %s") % question for question in contact.questions[:5])


def memory(card: Card, today: date) -> Iterator[str]:
    """The last notes and open loops of a contact."""
    for day, note in card.notes:
        yield f"{catalog.short_day(day, today=today)}: {shorten(one_line(note), _LENGTH)}"
    yield from open_loops(card.open)


def observing(contact: Contact, number: int) -> str:
    """The question after a talk, answered by three digits; empty where all is known."""
    if all((contact.ratings.openness, contact.ratings.trust, contact.ratings.chemistry)):
        return ""
    said = _("How open, how willing to share, how was the chemistry? Answer with a digit each: %d: 4 5 3")
    return said % number


def remembered(note: str, day: date, today: date) -> str:
    """A note, quoted, with its day."""
    return f"{catalog.quoted(shorten(one_line(note), _LENGTH))} ({catalog.short_day(day, today=today)})"


def open_loops(loops: Iterable[Loop]) -> Iterator[str]:
    """A line for each loop; those with the same words share one."""
    return (_("Still open: %s.") % said for said in dict.fromkeys(loop_words(loop) for loop in loops))


def loop_words(loop: Loop) -> str:
    """ "thanks (introduced me to Ben)"."""
    what = {
        "thanks": _("thanks"), "outcome": _("what came of it"), "promise": _("your promise"),
        "question": _("to ask about from %s on") % catalog.short_day(loop.due),
        "appointment": _("your time on %s") % catalog.short_day(loop.due - timedelta(days=1)),
    }[loop.kind]  # fmt: skip
    return f"{what} ({shorten(one_line(loop.about), _LENGTH)})" if loop.about else what


def _questions(card: Card) -> list[str]:
    asked = [_("How did you come to what you do today?"), _("What surprised you about it?")]
    if card.goals:
        asked.append(_("How would you go about it: %s?") % card.goals[0].name)
    return [*asked, _("What would you do in my place?"), _("Who else should I talk to?")]
