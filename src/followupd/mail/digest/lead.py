"""What a digest begins with: its subject, its headline, and for a week an overview, a line for each day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from followupd.domain.agenda import Celebration, FollowUp
from followupd.domain.book import Contact
from followupd.mail.digest.by_the_clock import Hour
from followupd.mail.digest.document import Occasion, Section
from followupd.text import catalog
from followupd.text.catalog import _, ngettext
from followupd.text.sanitize import shorten

_MOST_NAMES, _MOST_HOURS = 3, 2


def subject(hours: Sequence[Hour], people: Sequence[Contact], others: Sequence[Section], occasion: Occasion) -> str:
    """What has an hour first, then whom to be in touch with: "CHARM 10:00 · Anna, Ida, Johan". Short, because long
    subjects with other letters are damaged on the way."""
    parts = [_("Week")] if occasion.is_weekly and (hours or people) else []
    parts += [_at(hour, occasion) for hour in hours[:_MOST_HOURS]]
    if names := list(dict.fromkeys(occasion.called(contact) for contact in people)):
        parts.append(_named(names))
    if parts:
        return " · ".join(parts)
    if first := next((item for section in others for item in section.items), None):
        frames = {"prepare": _("Coming up: %s"), "prepare-talk": _("Coming up: %s"), "event": _("Coming up: %s"),
                  "capture": _("Who did you meet at %s?")}  # fmt: skip
        return frames.get(first.kind, _("Today: %s")) % shorten(first.title, 50)
    if line := next((line for section in others for line in section.lines), None):
        return _("Coming up: %s") % shorten(line, 60)
    return _("A word from followupd")


def _at(hour: Hour, occasion: Occasion) -> str:
    title = shorten(hour.title, 30)
    if hour.begun:
        return title
    day = f"{catalog.weekday(hour.starts.date())} " if hour.starts.date() != occasion.slot else ""
    return f"{title} {day}{catalog.clock(hour.starts)}"


def _on(hour: Hour, day: date) -> str:
    title = shorten(hour.title, 30)
    return title if hour.starts.date() < day else f"{title} {catalog.clock(hour.starts)}"


def _named(names: Sequence[str]) -> str:
    if (rest := len(names) - _MOST_NAMES) <= 0:
        return ", ".join(names)
    said = ngettext("%(names)s and %(rest)d more", "%(names)s and %(rest)d more", rest)
    return said % {"names": ", ".join(names[:_MOST_NAMES]), "rest": rest}


def headline(
    hours: Sequence[Hour], celebrations: Sequence[Celebration], people: Sequence[str], occasion: Occasion
) -> str:
    """What the mail is about: "Today: CHARM at 10:00, a talk with Cleo at 15:00 – and three to be in touch with."

    `people` are those to be in touch with, without those who have a birthday. Empty where nothing of it is there.
    """
    named = [_hour(hour, occasion) for hour in hours[:4]] + _birthdays(celebrations, occasion)
    count = len(people)
    number = catalog.number(count)
    if not named and not count:
        return ""
    frame = _("Today: %s.") if occasion.days == 1 else _("This week: %s.") if occasion.is_weekly else _(
        "Coming days: %s.")  # fmt: skip
    if not named:
        return frame % (ngettext("%s person to be in touch with", "%s people to be in touch with", count) % number)
    said = ", ".join(named)
    if count:
        said += " – " + ngettext("and %s to be in touch with", "and %s to be in touch with", count) % number
    return frame % said


def _hour(hour: Hour, occasion: Occasion) -> str:
    day = hour.starts.date()
    if hour.begun:
        return _("%s goes on") % hour.name
    facts = {"what": hour.name, "clock": catalog.hour(hour.starts), "day": catalog.on_weekday(day)}
    return (_("%(what)s at %(clock)s") if day == occasion.slot else _("%(what)s %(day)s at %(clock)s")) % facts


def _birthdays(celebrations: Sequence[Celebration], occasion: Occasion) -> list[str]:
    born = [celebration.contact for celebration in celebrations if celebration.milestone is None]
    if len(born) > 2:
        return [_("%s birthdays") % catalog.number(len(born))]
    return [_("%s has a birthday") % occasion.called(contact) for contact in born]


def overview(
    hours: Sequence[Hour], celebrations: Sequence[Celebration], turns: Sequence[FollowUp], occasion: Occasion
) -> Iterator[Section]:
    """A line for each day of a week."""
    if not occasion.is_weekly:
        return
    lines = []
    for n in range(occasion.days):
        day = occasion.slot + timedelta(days=n)
        who = [celebration.contact for celebration in celebrations if celebration.day == day]
        who += [followup.contact for followup in turns if _day(followup, occasion) == day]
        parts = [_on(hour, day) for hour in hours if hour.starts.date() <= day <= hour.ends.date()]
        if names := list(dict.fromkeys(occasion.called(contact) for contact in who)):
            parts.append(_named(names))
        lines.append(f"{catalog.capital(catalog.weekday(day))} {day.day}: {' · '.join(parts) or '–'}")
    yield Section(_("The week"), lines=tuple(lines), matters=False, boxed=True)


def _day(followup: FollowUp, occasion: Occasion) -> date | None:
    return max(followup.day, occasion.slot) if followup.day is not None else None
