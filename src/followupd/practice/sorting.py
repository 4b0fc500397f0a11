"""Sorting the people who came in by an import: a few a week are asked about, those first whom the person wrote to."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

from followupd.domain import durations
from followupd.domain.book import Cadence, Circle, Contact, slug
from followupd.domain.circles import BUILT_IN
from followupd.domain.journal import NOT_KEPT
from followupd.planning.days import monday
from followupd.practice.state import PracticeState

LATER = "later"
"""To be asked another time: nothing is written down."""
MOST_A_WEEK = 3
MOST_TIMES = 2
"""So often a mail asks about somebody; after that only `followupd sort` does."""
_AGAIN = timedelta(weeks=4)
_LATELY = timedelta(days=180)
_SAID: dict[str, str] = {
    "nära": "nära", "regelbundet": "regelbunden", "regelbunden": "regelbunden", "sällan": "då-och-då",
    "close": "close", "regular": "regular", "regularly": "regular", "seldom": "occasional", "rarely": "occasional",
    "ja": "regelbunden", "yes": "regular", "senare": LATER, "inte-nu": LATER, "later": LATER, "not-now": LATER,
    "nej": NOT_KEPT, "no": NOT_KEPT,
}  # fmt: skip
"""What is said of how often, and the circle that stands for it."""
_CLOSENESS = (("close", "regular", "occasional"), ("nära", "regelbunden", "då-och-då"))
_SWEDISH = ("var", "gång", "månad", "veck", "kvartal", "år")


def waiting(state: PracticeState) -> list[Contact]:
    """Everybody who is not sorted yet and was not refused, in the order in which to ask: whom the person was last in
    touch with, then whom the fewest mails asked about, then as they stand in the book (LinkedIn has the newest first).
    """
    since = state.today - _LATELY
    asked = [contact for contact in state.book.contacts if contact.unsorted and not _is_refused(contact, state)]

    def order(contact: Contact) -> tuple[int, int]:
        last = last_in_touch(contact, state)
        recent = last.toordinal() if last is not None and last >= since else 0
        return -recent, len(state.shown.get(("sort", contact.id), ()))

    return sorted(asked, key=order)


def to_ask(state: PracticeState, slot: date) -> list[Contact]:
    """Whom the mail of a day asks about: the first of a week a few, every other nobody."""
    this_week = {day for (kind, _who), days in state.shown.items() if kind == "sort" for day in days}
    if any(monday(slot) <= day < slot for day in this_week):
        return []
    found = []
    for contact in waiting(state):
        days = state.shown.get(("sort", contact.id), ())
        if len({*days}) < MOST_TIMES and all(day <= slot - _AGAIN for day in days):
            found.append(contact)
        if len(found) == MOST_A_WEEK:
            break
    return found


def last_in_touch(contact: Contact, state: PracticeState) -> date | None:
    """The last day on which the two were in touch, as far as it is known; also by mail that was noticed."""
    summary = state.summaries.get(contact.id)
    days = [contact.last, *((summary.decided.last, summary.noticed.sent, summary.noticed.met) if summary else ())]
    return max((day for day in days if day is not None and day <= state.today), default=None)


def circle_of(said: str, own: Sequence[Circle]) -> str | None:
    """The circle that a word means: how often, or the name of a circle; NOT_KEPT for "no", LATER for "later"; None for
    anything else."""
    name = slug(said)
    if (found := _SAID.get(name) or next((one for one in names(own) if one == name), None)) is not None:
        return found
    try:
        return nearest(durations.parse(said), "nära" if any(word in said for word in _SWEDISH) else "close")
    except ValueError:
        return None


def nearest(cadence: Cadence, like: str) -> str:
    """The circle by closeness whose cadence is the nearest to one that was said; `like` is one of its language."""
    circles = _CLOSENESS[0 if like == "close" else 1]
    return min(circles, key=lambda name: abs(BUILT_IN[name].cadence.days - cadence.days))


def names(own: Iterable[Circle]) -> list[str]:
    """The circles there are."""
    return [*BUILT_IN, *(circle.id for circle in own if circle.id not in BUILT_IN)]


def _is_refused(contact: Contact, state: PracticeState) -> bool:
    summary = state.summaries.get(contact.id)
    return summary is not None and summary.sorted_into == NOT_KEPT
