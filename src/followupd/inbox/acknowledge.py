"""The acknowledgement: what was changed, what stays open, what was not understood and why, how to take it back."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from followupd.inbox import told
from followupd.inbox.answer import Outcome
from followupd.mail.digest.document import Digest, Section
from followupd.store.answers import Asked
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import shorten
from followupd.wording.talks import loop_words


def asks(outcomes: Sequence[Outcome]) -> bool:
    """Whether anything is asked back, or could not be done."""
    return any(outcome.asked or outcome.failed for outcome in outcomes)


def says_anything(outcomes: Sequence[Outcome]) -> bool:
    """Whether there is anything to acknowledge: courtesies and empty answers are not answered."""
    return any(outcome.deeds or outcome.asked or outcome.failed or outcome.understood.nothing for outcome in outcomes)


def numbered(outcomes: Sequence[Outcome]) -> list[Asked]:
    """Everything that is asked back, under numbers of one mail."""
    found, number = [], 0
    for one in (one for outcome in outcomes for one in outcome.asked):
        candidates = tuple((number + place, who) for place, (_number, who) in enumerate(one.candidates, 1))
        number += len(candidates)
        found.append(Asked(one.about, one.reason, one.line, candidates))
    return found


def acknowledgement(
    outcomes: Sequence[Outcome], asked: Sequence[Asked], explained: Sequence[str], names: Mapping[str, str],
    today: date, zone: ZoneInfo,
) -> Digest:  # fmt: skip
    """The mail in the language that is spoken. `explained`: what was asked why about."""
    done = [told.deed_words(deed, names, today, zone) for outcome in outcomes for deed in outcome.deeds
            if deed.action != "explain"]  # fmt: skip
    sections = [
        *_listed(_("Done"), [*done, *_assumed(outcomes, names)]),
        *_listed(_("Why"), explained),
        *_listed(_("Still open"), list(dict.fromkeys(_open(outcomes, names)))),
        *_listed(_("Not done"), [*_nothing(outcomes), *(line for outcome in outcomes for line in outcome.failed)]),
        *(Section("", lines=tuple(told.asked(one.about, one.reason, one.candidates, names))) for one in asked),
        *_listed("", [_('To take it back, answer "undo".')] if done else []),
    ]
    subject = done[0] if len(done) == 1 else _("%d things are done") % len(done) if done else _("A question back")
    return Digest(today, shorten(subject, 70), subject, "", tuple(sections))


def _listed(heading: str, lines: Sequence[str]) -> Iterator[Section]:
    if lines:
        yield Section(heading, lines=tuple(lines))


def _assumed(outcomes: Sequence[Outcome], names: Mapping[str, str]) -> Iterator[str]:
    for outcome in outcomes:
        yield from (told.assumed(text, names.get(who, who)) for text, who in outcome.understood.assumed)


def _nothing(outcomes: Sequence[Outcome]) -> Iterator[str]:
    found = [text for outcome in outcomes for text in outcome.understood.nothing]
    if found:
        yield told.nothing(found)


def _open(outcomes: Sequence[Outcome], names: Mapping[str, str]) -> Iterator[str]:
    """What was open with those it is about before this answer."""
    for outcome in outcomes:
        new = {(deed.contact, deed.what or deed.note or "") for deed in outcome.deeds}
        for loop in outcome.opened:
            if (loop.contact, loop.about) not in new and loop.kind != "appointment":
                yield f"{names.get(loop.contact, loop.contact)}: {loop_words(loop)}, {catalog.short_day(loop.due)}"
