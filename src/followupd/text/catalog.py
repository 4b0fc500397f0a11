"""The words people read: gettext catalogs, and dates, lists and durations as each language writes them.

The language is a context, not an argument: `with speaking("sv"): …`. Digest, errors and terminal
use the same `_`, so that a phrase exists once. Babel loads only when a date or a list is spelled out.
"""

import gettext as _gettext
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import date, datetime, time
from functools import cache
from pathlib import Path

LANGUAGES = ("en", "sv")
_current: ContextVar[str] = ContextVar("language", default="en")


@cache
def catalog(language: str) -> _gettext.NullTranslations:
    """The phrases of one language; English is what the code itself says."""
    if language == "en":
        return _gettext.NullTranslations()
    return _gettext.translation("followupd", Path(__file__).parents[1] / "locale", [language])


def _(message: str) -> str:
    return catalog(_current.get()).gettext(message)


def ngettext(single: str, many: str, n: int) -> str:
    """One of two phrases in the language that is spoken, by the number `n`."""
    return catalog(_current.get()).ngettext(single, many, n)


def language() -> str:
    """The language that is spoken now: "en" or "sv"."""
    return _current.get()


def speak(code: str) -> None:
    """From here on, in this context, all words are in this language."""
    _current.set(code)


@contextmanager
def speaking(code: str) -> Iterator[None]:
    """Everything within the block is said in this language; afterwards as before."""
    token = _current.set(code)
    try:
        yield
    finally:
        _current.reset(token)


def from_environment() -> str:
    """The language of the terminal (POSIX: LC_ALL before LC_MESSAGES before LANG), before a config is read."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if value := os.environ.get(variable):
            return "sv" if value.startswith("sv") else "en"
    return "en"


def _locale() -> str:
    # British English: weeks begin on Monday and the clock has 24 hours, as everywhere followupd is read.
    return {"en": "en_GB", "sv": "sv_SE"}[_current.get()]


def day(value: date, *, year: bool = False) -> str:
    """ "Monday 23 November", "måndag 23 november"."""
    from babel.dates import format_date

    return format_date(value, "EEEE d MMMM y" if year else "EEEE d MMMM", locale=_locale())


def month(value: date) -> str:
    """ "November", "november"."""
    from babel.dates import format_date

    return format_date(value, "LLLL", locale=_locale())


def short_month(value: date) -> str:
    """ "Nov", "nov."."""
    from babel.dates import format_date

    return format_date(value, "LLL", locale=_locale())


def short_day(value: date, *, today: date | None = None) -> str:
    """ "23 Nov", and with the year when that is not `today`'s."""
    from babel.dates import format_date

    other_year = today is not None and value.year != today.year
    return format_date(value, "d MMM y" if other_year else "d MMM", locale=_locale())


def date_of(value: date, *, today: date) -> str:
    """ "9 February", "9 februari", and with the year when that is not `today`'s."""
    from babel.dates import format_date

    return format_date(value, "d MMMM y" if value.year != today.year else "d MMMM", locale=_locale())


def weekday(value: date) -> str:
    """ "Mon", "mån"."""
    from babel.dates import format_date

    return format_date(value, "EEE", locale=_locale())


def clock(value: datetime | time) -> str:
    """ "17:30"."""
    return f"{value:%H:%M}"


def hour(value: datetime | time) -> str:
    """When, in a sentence: "10:00", and in Swedish "kl. 10"'s "10" or "10.30"."""
    if _current.get() != "sv":
        return clock(value)
    return f"{value:%H.%M}".lstrip("0").removesuffix(".00") or "0"


_NUMBERS = {
    "en": ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    "sv": ("ingen", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv"),
}


def number(count: int) -> str:
    """How many people, in words up to twelve."""
    words = _NUMBERS[_current.get()]
    return words[count] if 0 <= count < len(words) else str(count)


_ON_PAST_WEEKDAY = ("i måndags", "i tisdags", "i onsdags", "i torsdags", "i fredags", "i lördags", "i söndags")


def past_day(value: date, *, today: date) -> str:
    """ "today", "yesterday", "on Wednesday" of the last week, else "on 14 September"; "i onsdags"."""
    ago, swedish = (today - value).days, _current.get() == "sv"
    if ago in (0, 1):
        return (("today", "i dag"), ("yesterday", "i går"))[ago][swedish]
    if 1 < ago < 7:
        return _ON_PAST_WEEKDAY[value.weekday()] if swedish else on_weekday(value)
    return ("den %s" if swedish else "on %s") % date_of(value, today=today)


def on_weekday(value: date) -> str:
    """ "on Tuesday", "på tisdag"."""
    from babel.dates import format_date

    return {"en": "on %s", "sv": "på %s"}[_current.get()] % format_date(value, "EEEE", locale=_locale())


def quoted(text: str) -> str:
    """In the quotation marks of the language."""
    return {"en": "“%s”", "sv": "”%s”"}[_current.get()] % text


def listing(names: Sequence[str]) -> str:
    """ "Anna, Ben and Cleo", "Anna, Ben och Cleo"."""
    from babel.lists import format_list

    return format_list(list(names), locale=_locale())


def capital(text: str) -> str:
    """With its first letter large."""
    return text[:1].upper() + text[1:]
