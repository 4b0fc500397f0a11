"""What the journal tells already: the same told in two ways, by answer and by link, is one thing that happened."""

from collections.abc import Sequence

from followupd.domain.journal import CHECK_IN, MET, NOTICED, OUTCOME_WORDS, SEEN, THANKS_WORDS, Entry
from followupd.store.entries import New

_MORE_THAN_CONTACT = THANKS_WORDS | OUTCOME_WORDS | {MET, SEEN, CHECK_IN}
_DECISIONS = frozenset({"snooze", "pause", "resume", "skip", "move", "appointment"})
"""Of these only the newest counts, so only the newest can be repeated."""


def repeats(new: New, history: Sequence[Entry]) -> bool:
    """Whether an entry says nothing that the effective `history` of its contact does not say of the same day."""
    if new.type in _DECISIONS:
        history = [entry for entry in history if entry.type in _DECISIONS][-1:]
    return any(_says(entry, new) for entry in history)


def replaced(new: New, history: Sequence[Entry]) -> list[int]:
    """The entries of contact that was only noticed on that day: what is told in words takes their place."""
    if new.type != "interaction" or new.about in NOTICED:
        return []
    return [entry.id for entry in history if entry.day == new.day and entry.about in NOTICED]


def _says(entry: Entry, new: New) -> bool:
    same = (entry.type, entry.day, entry.until, entry.about, entry.at) == (
        new.type, new.day, new.until, new.about, new.at,
    )  # fmt: skip
    return (
        same
        and (new.kind in (None, entry.kind) or (entry.kind is None and new.kind not in _MORE_THAN_CONTACT))
        and new.direction in (None, entry.direction)
        and new.note in (None, entry.note)
    )
