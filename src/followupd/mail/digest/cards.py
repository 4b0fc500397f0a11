"""The card of one person: who, why now, one thing to remember, one thing to do."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from followupd.domain.agenda import OWED, Celebration, Obligation
from followupd.domain.book import Contact
from followupd.mail.digest.document import Item, Occasion
from followupd.mail.digest.links import ways_to
from followupd.mail.drafts.draft import kind_for
from followupd.planning.days import monday
from followupd.planning.needs import NOTHING_KNOWN
from followupd.practice.state import PracticeState
from followupd.practice.suggestions import Idea, Suggestion
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line, shorten
from followupd.wording import goals, ideas, steps, talks
from followupd.wording.channels import Channel, channel_of
from followupd.wording.names import work_of
from followupd.wording.reasons import OFTEN_DAYS

_MEMORY = 220
_REMEMBERED = timedelta(days=10)
"""Whoever came up within these days is not told of once more, but for why they come up now."""
_WEEK = timedelta(days=7)
_USUAL: dict[Channel | None, Idea] = {"call": "call", "coffee": "coffee", "lunch": "lunch"}


@dataclass
class Proposals:
    """The ideas of one mail: none twice in it, and none three weeks running."""

    practice_state: PracticeState
    slot: date
    made: list[tuple[str, str]] = field(default_factory=list)
    told: list[tuple[str, str, date]] = field(default_factory=list)

    @property
    def proposed(self) -> tuple[tuple[str, str, date], ...]:
        """Everything, to be remembered: kind, subject and day."""
        return (*(("idea", f"{who}/{idea}", self.slot) for who, idea in self.made), *self.told)

    def tell(self, contact: Contact, obligation: Obligation, day: date) -> None:
        """Remembers that this mail tells of an obligation, for a day."""
        self.told.append((OWED, f"{contact.id}/{obligation.name}", day))
        if obligation.kind == "step":
            self.told.append(("step", f"{obligation.handle.removeprefix('goal/')}/{contact.id}", day))

    def propose(self, contact: Contact, ignored: int) -> Suggestion | None:
        """An idea that fits a contact, if one is left."""
        usual = _USUAL.get(channel_of(contact))
        taken = [*self._resting(contact), *(idea for _who, idea in self.made)]
        found = self.practice_state.suggestion(contact, ignored, taken, usual)  # type: ignore[arg-type]
        if found is not None:
            self.made.append((contact.id, found.idea))
        return found

    def _resting(self, contact: Contact) -> list[str]:
        """What was proposed in each of the two weeks before, or to this contact within three."""
        weeks: dict[str, set[date]] = {}
        two_before = {monday(self.slot) - _WEEK, monday(self.slot) - 2 * _WEEK}
        for (kind, which), days in self.practice_state.shown.items():
            who, _slash, idea = which.rpartition("/")
            recent = [day for day in days if kind == "idea" and self.slot - 3 * _WEEK < day < self.slot]
            if recent:
                weeks.setdefault(idea, set()).update(two_before if who == contact.id else map(monday, recent))
        return [idea for idea, several in weeks.items() if two_before <= several]


def card(
    contact: Contact, number: int, kind: str, day: date, lines: Sequence[str], practice_state: PracticeState,
    occasion: Occasion, proposals: Proposals, obligation: Obligation | None = None,
    celebration: Celebration | None = None, *, brief: bool = False,
) -> Item:  # fmt: skip
    """`lines` say why now. `brief`: one line, and a way to write."""
    contact_state = practice_state.contact_states.get(contact.id, NOTHING_KNOWN)
    draft_kind = kind_for(contact, practice_state, obligation, celebration)
    draft, short = occasion.drafter.message(draft_kind, contact, practice_state, obligation, celebration)
    routine = obligation is None and celebration is None
    recent = is_recent(contact.id, practice_state)
    if obligation is not None:
        proposals.tell(contact, obligation, day)
    just_talked = (
        obligation is not None and obligation.handle == "interview" and obligation.kind in ("report", "thanks")
    )
    observing = talks.observing(contact, number) if just_talked and not brief and not recent else ""
    fresh = routine and not brief and not (recent and contact_state.ignored)
    idea = proposals.propose(contact, contact_state.ignored) if fresh else None
    verb = steps.verb(draft_kind, obligation) if not routine else ideas.verb(idea.idea) if idea else _("Write")
    links = ways_to(contact, draft, short, verb, call=idea is not None and idea.idea == "call", plain_mail=brief)
    needs_copy = not (contact.emails or contact.phone or brief or recent) and (bool(links) or not routine)
    return Item(
        number, kind, contact.id, day, contact.name, _about(contact),
        (*lines, observing) if observing else tuple(lines),
        memory="" if brief or recent else _memory(contact, practice_state, obligation),
        act=ideas.idea(idea) if idea is not None else "",
        links=links, copy=draft.body if needs_copy else None, command=steps.done(obligation, contact.id), brief=brief,
    )  # fmt: skip


def is_recent(who: str, practice_state: PracticeState) -> bool:
    """Whether a mail has named somebody within the last days."""
    return any(day > practice_state.today - _REMEMBERED for day in practice_state.days_shown.get(who, ()))


def _about(contact: Contact) -> str:
    """Work, and how the two usually meet where no button says it."""
    usual = contact.channel if channel_of(contact) not in ("call", "text", "mail") else None
    return " · ".join(filter(None, (work_of(contact), shorten(one_line(usual), 40) if usual else "")))


def _memory(contact: Contact, practice_state: PracticeState, obligation: Obligation | None) -> str:
    """One thing to remember: what is still open, else the last note, else the person's own words of them, else which
    goal they can help with, else when the two were last in touch."""
    known, today = practice_state.card(contact), practice_state.today
    others = [loop for loop in known.open if loop.due <= today + _WEEK]
    others = [loop for loop in others if obligation is None or loop.handle != obligation.handle]
    if others:
        return next(talks.open_loops(others[:1]))
    about = obligation.about if obligation is not None else ""
    for day, note in known.notes:
        if note != about:
            return talks.remembered(note, day, today)
    last = practice_state.relation(contact).last
    if contact.notes:
        return catalog.quoted(shorten(one_line(contact.notes), _MEMORY))
    step = obligation is not None and obligation.kind == "step"
    if not step and (serves := goals.serves(contact, [goal.goal for goal in practice_state.goals])):
        return serves
    ignored = practice_state.contact_states.get(contact.id, NOTHING_KNOWN).ignored
    if last is None or contact.cadence.days <= OFTEN_DAYS or ignored:  # then the reason says it
        return ""
    return _("Last contact: %s") % catalog.short_day(last, today=today)
