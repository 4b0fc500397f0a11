"""The words of dates in Swedish and English, as tables."""

from dataclasses import dataclass
from datetime import date, time, timedelta
from functools import cache

from followupd.domain.book import Unit

DAY, WEEK = timedelta(days=1), timedelta(days=7)
LATELY = timedelta(days=200)
WEEKDAYS = (
    ("måndag", "måndagen", "måndags", "mandag", "monday", "mån", "månd", "mon"),
    ("tisdag", "tisdagen", "tisdags", "tuesday", "tis", "tisd", "tue", "tues"),
    ("onsdag", "onsdagen", "onsdags", "wednesday", "ons", "onsd", "wed", "weds"),
    ("torsdag", "torsdagen", "torsdags", "thursday", "tors", "torsd", "tor", "thu", "thur", "thurs"),
    ("fredag", "fredagen", "fredags", "friday", "fre", "fred", "fri"),
    ("lördag", "lördagen", "lördags", "lordag", "saturday", "lör", "lörd", "sat"),
    ("söndag", "söndagen", "söndags", "sondag", "sunday", "sön", "sönd", "sun"),
)
MONTHS = (
    ("januari", "january", "jan"), ("februari", "february", "feb", "febr"), ("mars", "march", "mar"),
    ("april", "apr"), ("maj", "may"), ("juni", "june", "jun"), ("juli", "july", "jul"),
    ("augusti", "august", "aug"), ("september", "sept", "sep"), ("oktober", "october", "okt", "oct"),
    ("november", "nov"), ("december", "dec"),
)  # fmt: skip
SEASONS = {
    **dict.fromkeys(("vår", "våren", "spring"), (3, 1)), **dict.fromkeys(("sommar", "sommaren", "summer"), (6, 1)),
    **dict.fromkeys(("höst", "hösten", "autumn", "fall"), (9, 1)),
    **dict.fromkeys(("vinter", "vintern", "winter"), (12, 1)),
}  # fmt: skip
UNITS: dict[str, Unit] = {
    **dict.fromkeys(("d", "dag", "dagar", "dygn", "day", "days"), "day"),
    **dict.fromkeys(("v", "vecka", "veckor", "w", "wk", "week", "weeks"), "week"),
    **dict.fromkeys(("månad", "månader", "mån", "manad", "manader", "month", "months", "mo"), "month"),
    **dict.fromkeys(("år", "year", "years", "yr"), "year"),
}
NUMBERS = {
    word: number
    for number, several in enumerate(
        ("en ett a an one", "två tva two par couple", "tre three några nagra few", "fyra four", "fem five", "sex six",
         "sju seven", "åtta atta eight", "nio nine", "tio ten", "elva eleven", "tolv twelve"), 1)
    for word in several.split()
}  # fmt: skip
ORDINALS = {
    word: number
    for number, several in enumerate(
        ("första first", "andra second", "tredje third", "fjärde fourth", "femte fifth", "sjätte sixth", "sjunde seventh",
         "åttonde eighth", "nionde ninth", "tionde tenth", "elfte eleventh", "tolfte twelfth", "trettonde thirteenth",
         "fjortonde fourteenth", "femtonde fifteenth", "sextonde sixteenth", "sjuttonde seventeenth",
         "artonde eighteenth", "nittonde nineteenth", "tjugonde twentieth"), 1)
    for word in several.split()
}  # fmt: skip
NUMBERS |= {"fjorton": 14, "fourteen": 14}
NEAR_NOW = {
    **dict.fromkeys(("idag", "i dag", "today", "ikväll", "i kväll", "tonight", "i morse", "imorse", "i eftermiddags",
                     "i förmiddags", "this morning", "this afternoon", "this evening", "nyss", "just now", "alldeles nyss", "earlier today", "tidigare idag"), 0),
    **dict.fromkeys(("igår", "i går", "igar", "i gar", "yesterday", "yday", "ystd", "last nite", "igår kväll", "i går kväll", "last night",
                     "yesterday evening", "gårdagen"), -1),
    **dict.fromkeys(("i förrgår", "iförrgår", "förrgår", "i forrgar", "the day before yesterday",
                     "day before yesterday", "häromdagen", "the other day"), -2),
    **dict.fromkeys(("imorgon", "i morgon", "imorron", "i morron", "imorn", "i morn", "imorrn", "i morrn", "tomorrow",
                     "tmrw", "tomo", "2morrow", "tomorow", "tommorow", "tommorrow"), 1),
    **dict.fromkeys(("i övermorgon", "övermorgon", "iövermorgon", "the day after tomorrow", "day after tomorrow"), 2),
}  # fmt: skip
FIXED_FEASTS = {"jul": (12, 24), "julafton": (12, 24), "christmas": (12, 24), "nyår": (1, 1), "new year": (1, 1),
                 "nyårsafton": (12, 31), "trettondagen": (1, 6), "lucia": (12, 13), "new year's": (1, 1)}  # fmt: skip
AFTER_FEAST = {(12, 24): (12, 27), (1, 1): (1, 2), (12, 31): (1, 2)}


INCLUDED = frozenset({"till och med", "t.o.m", "tom", "through", "thru", "up to and including"})


@dataclass(frozen=True, slots=True)
class Moment:
    """A date in a text. `start` and `end` count words; days are the person's calendar days."""

    start: int
    end: int
    past: date | None
    future: date | None
    precision: str = "day"
    """ "day", "week", "month", or "length" for a length of time without more ("two weeks")."""
    at: time | None = None
    ends: bool = False
    """Whether it says until when, or by when."""

    def of(self, tense: str) -> date | None:
        """The day it means beside a verb of this tense, "past" or "future"."""
        return self.past if tense == "past" else self.future


@cache
def _date_words() -> frozenset[str]:
    words = [word for several in (*WEEKDAYS, *MONTHS) for word in several]
    return frozenset(
        (*words, *SEASONS, *UNITS, *FIXED_FEASTS, *(word for phrase in NEAR_NOW for word in phrase.split()))
    )


def is_date_word(word: str) -> bool:
    """Whether a word (without capitals) belongs to dates, whatever else it may be."""
    return word in _date_words()
