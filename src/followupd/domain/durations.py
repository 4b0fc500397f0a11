"""Lengths of time and cadences as people write them, in Swedish and English, or as ISO 8601 durations."""

import re
from functools import lru_cache

from followupd.domain.book import Cadence, Unit
from followupd.text.catalog import _, language, ngettext

_UNITS: dict[str, Unit] = {
    **dict.fromkeys(["d", "day", "days", "dag", "dagar", "dygn"], "day"),
    **dict.fromkeys(["w", "v", "wk", "week", "weeks", "vecka", "veckor", "veckas"], "week"),
    **dict.fromkeys(["m", "mo", "month", "months", "månad", "månader", "mån"], "month"),
    **dict.fromkeys(["y", "year", "years", "å", "år"], "year"),
}
_NAMED: dict[str, Cadence] = {
    **dict.fromkeys(["daily", "dagligen"], Cadence(1, "day")),
    **dict.fromkeys(["weekly", "veckovis"], Cadence(1, "week")),
    **dict.fromkeys(["fortnightly", "fortnight"], Cadence(2, "week")),
    **dict.fromkeys(["monthly", "månadsvis", "månatligen"], Cadence(1, "month")),
    **dict.fromkeys(["quarterly", "quarter", "kvartal", "kvartalsvis"], Cadence(3, "month")),
    **dict.fromkeys(["half-yearly", "halvår", "halvårsvis", "half year"], Cadence(6, "month")),
    **dict.fromkeys(["yearly", "annually", "årligen", "årsvis"], Cadence(1, "year")),
}
_QUARTERS = frozenset({"quarter", "quarters", "kvartal"})
_NUMBERS = {
    **dict.fromkeys(["a", "an", "one", "en", "ett", "each", "every", "varje"], 1),
    **dict.fromkeys(["other", "second", "two", "två", "andra", "annan", "varannan", "vartannat"], 2),
    **dict.fromkeys(["third", "three", "tre", "tredje"], 3),
    **dict.fromkeys(["fourth", "four", "fyra", "fjärde"], 4),
    **dict.fromkeys(["five", "fifth", "fem", "femte"], 5),
    **dict.fromkeys(["six", "sixth", "sex", "sjätte"], 6),
    **dict.fromkeys(["eight", "eighth", "åtta", "åttonde"], 8),
    **dict.fromkeys(["ten", "tenth", "tio", "tionde"], 10),
    **dict.fromkeys(["twelve", "twelfth", "tolv", "tolfte"], 12),
}
_TIMES_A = re.compile(
    r"(?P<times>once|twice|(?P<number>\w+) (?:times|gånger|gång)) (?:a|an|per|om|i) "
    r"(?P<unit>year|året|år|month|månaden|månad|week|veckan|vecka)"
)
_MONTHS_OR_DAYS: dict[str, tuple[int, int]] = {
    **dict.fromkeys(["year", "året", "år"], (12, 365)),
    **dict.fromkeys(["month", "månaden", "månad"], (1, 30)),
    **dict.fromkeys(["week", "veckan", "vecka"], (0, 7)),
}
_LONGEST_DAYS = 20 * 366


@lru_cache(maxsize=4096)
def parse(text: str) -> Cadence:
    """A cadence from "6 weeks", "every other week", "quarterly", "P6W", "3v", "varje kvartal" or "2 gånger per år".

    Raises ValueError with words for the person when it cannot be read, is zero, or is longer than 20 years.
    """
    spoken = " ".join(text.casefold().split())
    found = _iso(text) or _times_a(spoken) or _words(spoken)
    if found is None:
        raise ValueError(
            _('"%s" is not a length of time; write for example "6 weeks", "quarterly" or "P6W"') % text[:60]
        )
    if found.count < 1 or found.days > _LONGEST_DAYS:
        raise ValueError(_('"%s" must be at least one day and at most 20 years') % text[:60])
    return found


def _iso(text: str) -> Cadence | None:
    match = re.fullmatch(r"P(\d{1,5})([DWMY])", text.strip())
    units: dict[str, Unit] = {"D": "day", "W": "week", "M": "month", "Y": "year"}
    return Cadence(int(match[1]), units[match[2]]) if match else None


def _times_a(text: str) -> Cadence | None:
    """ "twice a year", "4 gånger om året": a frequency turned into the step between."""
    match = _TIMES_A.fullmatch(text)
    if not match:
        return None
    times = {"once": 1, "twice": 2}.get(match["times"]) or _number(match["number"])
    if not times:
        return None
    months, days = _MONTHS_OR_DAYS[match["unit"]]
    return Cadence(months // times, "month") if months and months % times == 0 else Cadence(days // times, "day")


def _words(text: str) -> Cadence | None:
    """ "6 weeks", "every other week", "varannan vecka", "var 6:e vecka", "varje kvartal", "monthly"."""
    text = re.sub(r"(?<=\d)(?::[ae]|st|nd|rd|th)\b", "", text)
    text = re.sub(r"^(?:every|each|varje|vart|var) (?=\S)", "", text)
    if text in _NAMED:
        return _NAMED[text]
    match = re.fullmatch(r"(?:(?P<digits>\d{1,5}) ?|(?P<word>\w+) )?(?P<unit>[^\W\d]+)", text)
    if not match:
        return None
    said, unit = match["digits"] or match["word"], match["unit"]
    if said is None and len(unit) < 2:  # "m" alone is a slip of the finger
        return None
    number = _number(said or "1")
    if number is None or (unit not in _UNITS and unit not in _QUARTERS):
        return None
    return Cadence(3 * number, "month") if unit in _QUARTERS else Cadence(number, _UNITS[unit])


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else _NUMBERS.get(word)


def span(cadence: Cadence) -> str:
    """A length of time: "6 weeks", "6 veckor"."""
    return {
        "day": ngettext("%d day", "%d days", cadence.count),
        "week": ngettext("%d week", "%d weeks", cadence.count),
        "month": ngettext("%d month", "%d months", cadence.count),
        "year": ngettext("%d year", "%d years", cadence.count),
    }[cadence.unit] % cadence.count


def every(cadence: Cadence) -> str:
    """A rhythm: "every week", "every other month", "every 6 weeks"."""
    n, unit = cadence.count, cadence.unit
    if n == 1:
        once = {
            "day": _("every day"),
            "week": _("every week"),
            "month": _("every month"),
            "year": _("every year"),
        }
        return once[unit]
    if n == 2:
        other = {
            "day": _("every other day"),
            "week": _("every other week"),
            "month": _("every other month"),
            "year": _("every other year"),
        }
        return other[unit]
    many = {
        "day": _("every %s days"),
        "week": _("every %s weeks"),
        "month": _("every %s months"),
        "year": _("every %s years"),
    }
    return many[unit] % _how_many(n)


_IN_TURN = ("", "första", "andra", "tredje", "fjärde", "femte", "sjätte", "sjunde", "åttonde", "nionde", "tionde",
            "elfte", "tolfte")  # fmt: skip


def _how_many(n: int) -> str:
    """ "6", and in Swedish, which counts in turns, "sjätte" or "21:a"."""
    if language() != "sv":
        return str(n)
    if n < len(_IN_TURN):
        return _IN_TURN[n]
    return f"{n}:a" if n % 10 in (1, 2) and n % 100 not in (11, 12) else f"{n}:e"


def rough_span(days: int, *, in_weeks: bool = False) -> str:
    """How long ago, said the way people do: days up to two weeks, then weeks, months and years.

    `in_weeks` keeps to weeks for half a year, for comparing with a cadence in weeks.
    """
    if days < 14:
        return span(Cadence(max(days, 0), "day"))
    if days < (182 if in_weeks else 70):
        return span(Cadence(round(days / 7), "week"))
    if days < 700:
        return span(Cadence(round(days / 30.44), "month"))
    return span(Cadence(round(days / 365.25), "year"))
