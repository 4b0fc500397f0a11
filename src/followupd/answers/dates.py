"""Dates as people write them in an answer, in Swedish and English, and how they turn into days.

What a date means depends on the verb beside it ("ringde Ben fredag", "Ben fredag"), so each has a day in the past and
one in the future, as far as its own words allow both. Libraries know half of the Swedish words, and take others for
dates that are none, so the words are a table of our own.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, time
from functools import cache

from followupd.answers import date_meanings as meanings
from followupd.answers.date_words import (
    FIXED_FEASTS,
    MONTHS,
    NEAR_NOW,
    NUMBERS,
    ORDINALS,
    SEASONS,
    UNITS,
    WEEKDAYS,
    Moment,
    is_date_word,
)  # fmt: skip
from followupd.answers.hours import hour_at
from followupd.answers.words import near
from followupd.text.folding import folded

__all__ = ["Moment", "is_date_word", "moments"]

_UNTIL = r"(?:fram )?(?:tills?|until|til|'?till|t|senast|by|before|före|innan|förrän|förens|till och med|t\.o\.m|tom|through|thru|up to and including|until after|till efter)"


@dataclass(frozen=True, slots=True)
class _Pattern:
    regex: re.Pattern[str]
    meaning: "Callable[[re.Match[str], date], Moment | None]"


def moments(spoken: Sequence[str], today: date, names: Collection[str] = ()) -> list[Moment]:
    """The dates among some words (without capitals), in order, the longest first where several begin at one word.

    A slip of the finger in a long word is mended, unless the word is one of the `names`.
    """
    corrected = [word if word in names else _corrected(word) for word in spoken]
    joined, starts, ends = _joined(corrected)
    found: list[Moment] = []
    position = 0
    while position < len(corrected):
        best = _best_at(joined, starts[position], ends, position, today)
        if best is None:
            position += 1
            continue
        found.append(best)
        position = best.end
    return list(_with_hours(found, corrected))


def _joined(spoken: Sequence[str]) -> tuple[str, list[int], dict[int, int]]:
    """The words with a space between, where each begins, and which word ends at a place."""
    starts, ends, length = [], {}, 0
    for number, word in enumerate(spoken):
        starts.append(length)
        length += len(word)
        ends[length] = number + 1
        length += 1
    return " ".join(spoken), starts, ends


def _best_at(joined: str, at: int, ends: dict[int, int], position: int, today: date) -> Moment | None:
    best: Moment | None = None
    for pattern in _patterns():
        match = pattern.regex.match(joined, at)
        if match is None or match.end() not in ends or (best is not None and ends[match.end()] <= best.end):
            continue
        try:
            meant = pattern.meaning(match, today)
        except (ValueError, OverflowError):  # 31 November, week 60: no date
            continue
        if meant is not None:
            best = replace(meant, start=position, end=ends[match.end()])
    return best


@cache
def _long_words() -> frozenset[str]:
    """Words of dates that are long enough for a slip of the finger."""
    words = [word for several in (*WEEKDAYS, *MONTHS) for word in several]
    words += [word for phrase in NEAR_NOW for word in phrase.split()]
    words += ["nästa", "vecka", "veckan", "veckor", "månad", "månaden", "månader", "weeks", "months"]
    return frozenset(word for word in words if len(word) > 4)


_OTHER_WORDS = frozenset({"augusta", "maria", "marie", "marian", "vecken", "nestor", "monda", "mandat", "priset"})
"""Words that look like a slip of a date's word and are none."""


@cache
def _corrected(word: str) -> str:
    if word in _long_words() or is_date_word(word) or not word.isalpha() or len(word) < 5 or word in _OTHER_WORDS:
        return word
    plain = next((known for known in _long_words() if folded(known) == folded(word)), None)
    return plain or near(word, _long_words()) or word


def _with_hours(found: list[Moment], spoken: Sequence[str]) -> Iterator[Moment]:
    """Each date with the hour that stands beside it."""
    taken = {number for moment in found for number in range(moment.start, moment.end)}
    hours: list[tuple[int, int, time]] = []
    for number in range(len(spoken)):
        if number in taken or (hours and number < hours[-1][1]):
            continue
        if (hour := hour_at(spoken, number)) is not None:
            hours.append((number, *hour))
    for moment in found:
        beside = next(((start, end, at) for start, end, at in hours
                       if start in (moment.end, moment.end + 1) or end == moment.start), None)  # fmt: skip
        if beside is not None and moment.precision == "day":
            start, end, at = beside
            yield replace(moment, start=min(start, moment.start), end=max(end, moment.end), at=at)
        else:
            yield moment


@cache
def _patterns() -> tuple[_Pattern, ...]:
    weekday = "|".join(word for several in WEEKDAYS for word in sorted(several, key=len, reverse=True))
    month = "|".join(word for several in MONTHS for word in sorted(several, key=len, reverse=True))
    number = r"\+?\d{1,3}|" + "|".join(NUMBERS)
    unit = "|".join(sorted(UNITS, key=len, reverse=True))
    length = rf"(?P<n>(?:ett |a )?(?:{number}))(?: of)? ?(?P<unit>{unit})|(?P<half>ett halvår|half a year|ett kvartal|a quarter|a fortnight)"
    season = "|".join(SEASONS)
    feast = "|".join((*FIXED_FEASTS, "påsk", "easter", "midsommar", "midsummer"))
    until = rf"(?:(?P<until>{_UNTIL}) )?"
    day = r"(?P<day>\d{1,2}(?::[ae]|st|nd|rd|th|e|a)?|" + "|".join(ORDINALS) + ")"
    table: tuple[tuple[str, Callable[[re.Match[str], date], Moment | None]], ...] = (
        (until + "(?P<word>" + "|".join(map(re.escape, sorted(NEAR_NOW, key=len, reverse=True))) + ")", meanings.near_now),
        (until + r"(?P<iso>\d{4}-\d\d?-\d\d?)", meanings.iso),
        (until + rf"(?:(?:på |on )?(?:{weekday}) )?(?:den |the |d |on )?{day}(?: of)? (?P<month>{month})(?: (?P<year>(?:19|20)\d\d))?", meanings.day_of_month),
        (until + rf"(?:on )?(?P<month>{month}) (?:the )?{day}(?: (?P<year>(?:19|20)\d\d))?", meanings.day_of_month),
        (until + rf"(?:(?:på |on )?(?:{weekday}) )?(?:den )?(?P<day>\d{{1,2}})/(?P<m>\d{{1,2}})(?:[-/ ](?P<year>(?:19|20)\d\d))?", meanings.day_of_month),
        (until + rf"(?:(?:på |on )?(?:{weekday}) )?(?:den|the) (?P<day>\d{{1,2}})(?::[ae]|st|nd|rd|th|e|a)?", meanings.day_alone),
        (until + rf"(?P<how>i|i förra|förra|senaste|last|this past|på|nu på|on|nästa|next|kommande|den här|this|nu|coming|om) (?P<weekday>{weekday})", meanings.weekday),
        (until + rf"(?P<weekday>{weekday}) (?P<week>nästa vecka|next week|veckan efter)", meanings.weekday),
        (until + rf"(?P<weekday>{weekday})(?P<hour>(?= (?:kl |klockan |at )?(?:\d{{1,2}}[.:]\d\d|[012]\d[0-5]\d(?: |$))))", meanings.weekday),
        (until + rf"(?P<weekday>{weekday})(?P<hour>(?=$))", meanings.weekday),
        (until + rf"(?P<weekday>{weekday})", meanings.weekday),
        (until + r"(?P<week>nästa vecka|nästa v|next week|next wk|förra veckan|i förra veckan|last week|den här veckan|denna vecka|i veckan|this week|this wk|senare i veckan|later this week|veckan)", meanings.week),
        (until + r"(?:i |in |under )?(?:v|vecka|v\.|week|wk|w) ?(?P<w>\d{1,2})", meanings.week_number),
        (until + r"(?:i |på |i den här |over |on |this |efter |after )?(?P<which>nästa |next |förra |last )?(?:helgen|the weekend|weekend|helg)", meanings.weekend),
        (until + rf"(?P<how>om|in|within|inom|efter|after) (?:{length})", meanings.in_a_while),
        (rf"(?:för )?(?:{length}) (?:sen|sedan|ago|tillbaka|back)", meanings.a_while_ago),
        (rf"(?:\+|i |for |by |med |ytterligare |another |till )?(?:{length})(?: till| more| framåt)?", meanings.length),
        (until + r"(?P<which>nästa|next|förra|last|kommande) (?P<span>månad|månaden|month|år|året|year)", meanings.next_span),
        (until + r"(?:i |at |by )?(?:the )?(?:slutet|end) (?:av|of) (?:the )?(?:månaden|month)", meanings.end_of_month),
        (until + rf"(?:(?:i |in |the )?(?P<part>början|mitten|slutet|early|mid|late|beginning|end) (?:av |of )?)?(?P<prep>i |in |under |during |från |from |till |until |by |före |before |efter |after )?(?P<month>{month})(?: (?P<year>(?:19|20)\d\d))?", meanings.month),
        (until + rf"(?:(?P<after>efter|after) )?(?P<prep>i |in |till |until |this |next |nästa |in the |during )?(?:the )?(?P<season>{season})", meanings.season),
        (until + rf"(?:(?P<after>efter|after) )?(?:till |until |över |over )?(?P<feast>{feast})", meanings.feast),
    )  # fmt: skip
    return tuple(_Pattern(re.compile(rf"(?:{regex})(?= |$)"), meaning) for regex, meaning in table)
