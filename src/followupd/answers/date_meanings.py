"""What each form of a date means, seen from a day: a day in the past, one in the future, as its words allow."""

import re
from datetime import date, timedelta

from dateutil.easter import easter

from followupd.answers.date_words import (
    AFTER_FEAST,
    DAY,
    FIXED_FEASTS,
    INCLUDED,
    LATELY,
    MONTHS,
    NEAR_NOW,
    NUMBERS,
    ORDINALS,
    SEASONS,
    UNITS,
    WEEK,
    WEEKDAYS,
    Moment,
)  # fmt: skip
from followupd.domain.book import Cadence
from followupd.domain.cadence import after


def _moment(past: date | None, future: date | None, precision: str = "day", *, ends: bool = False) -> Moment:
    return Moment(0, 0, past, future, precision, None, ends)


def near_now(match: re.Match[str], today: date) -> Moment:
    day = today + DAY * NEAR_NOW[match["word"]]
    return _moment(day if day <= today else None, day if day >= today else None, ends=bool(match["until"]))


def iso(match: re.Match[str], today: date) -> Moment:
    day = date(*map(int, match["iso"].split("-")))
    return _either(day, today, match)


def _either(day: date, today: date, match: re.Match[str]) -> Moment:
    return _moment(day if day <= today else None, day if day >= today else None, ends=bool(match["until"]))


def _month_number(word: str) -> int:
    return next(number for number, several in enumerate(MONTHS, 1) if word in several)


def day_of_month(match: re.Match[str], today: date) -> Moment | None:
    found = match.groupdict()
    month = _month_number(found["month"]) if found.get("month") else int(found["m"])
    day = ORDINALS.get(found["day"]) or int(re.sub(r"\D", "", found["day"]))
    if found.get("year"):
        return _either(date(int(found["year"]), month, day), today, match)
    return _moment(_lately(_last(month, day, today), today), _next(month, day, today), ends=bool(match["until"]))


def _next(month: int, day: int, today: date) -> date:
    """The next such day, today included; 29 February where there is one. Raises ValueError for 31 November."""
    date(2000, month, day)
    years = range(today.year, today.year + 9)
    return next(found for year in years if (found := _or_none(year, month, day)) is not None and found >= today)


def _last(month: int, day: int, today: date) -> date:
    date(2000, month, day)
    years = range(today.year, today.year - 9, -1)
    return next(found for year in years if (found := _or_none(year, month, day)) is not None and found <= today)


def _lately(day: date, today: date) -> date | None:
    """A day that has passed, unless so long ago that the next one must be meant."""
    return day if today - day <= LATELY else None


def _or_none(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def day_alone(match: re.Match[str], today: date) -> Moment:
    """ "den 4:e": of this month, or the nearest that has come or is still to come."""
    day = int(match["day"])
    months = [after(today.replace(day=1), Cadence(n, "month")) for n in (1, 2)]
    before = (today.replace(day=1) - DAY).replace(day=1)
    around = [found for first in (before, today.replace(day=1), *months)
              if (found := _or_none(first.year, first.month, day)) is not None]  # fmt: skip
    past = max((found for found in around if found <= today), default=None)
    return _moment(past, min(found for found in around if found >= today), ends=bool(match["until"]))


def weekday(match: re.Match[str], today: date) -> Moment | None:
    found = match.groupdict()
    word = found["weekday"]
    wanted = next(number for number, several in enumerate(WEEKDAYS) if word in several)
    how, until = found.get("how") or "", bool(found["until"])
    short = len(word) < 5 or word in ("thurs", "torsd")
    if short and not (how or until or found.get("week") or found.get("hour") is not None):
        return None  # "fri" is a Swedish word, "sat" and "sun" are English ones
    if short and match.start() == 0 and found.get("hour") is not None and not (how or until):
        return None
    ahead = today + DAY * ((wanted - today.weekday() - 1) % 7 + 1)
    back = today - DAY * ((today.weekday() - wanted - 1) % 7 + 1)
    in_next_week = today - DAY * today.weekday() + WEEK + DAY * wanted
    if found.get("week") or how in ("nästa", "next"):
        return _moment(None, in_next_week, ends=until)
    if word.endswith("s") and word.endswith("dags"):
        return _moment(back, None)
    if how in ("i förra", "förra", "last", "this past", "senaste"):
        # "förra torsdagen" is that of the week before; "last Thursday" the latest one.
        earlier = today - DAY * today.weekday() - WEEK + DAY * wanted
        return _moment(earlier if how in ("förra", "i förra") else back, None)
    if how == "i":
        return None if len(word) < 5 else _moment(back, ahead, ends=until)
    if how in ("på", "nu på", "kommande", "coming", "om", "nu"):
        return _moment(None, ahead, ends=until)
    return _moment(None if until else back, ahead, ends=until)


def week(match: re.Match[str], today: date) -> Moment | None:
    said, monday, until = match["week"], today - DAY * today.weekday(), bool(match["until"])
    if said == "veckan":
        return None
    if said in ("nästa vecka", "nästa v", "next week", "next wk"):
        return _moment(None, monday + WEEK, "week", ends=until)
    if said in ("förra veckan", "i förra veckan", "last week"):
        return _moment(today - WEEK, None, "week")
    friday = monday + 4 * DAY
    return _moment(today, friday if friday > today else monday + WEEK, "week", ends=until)


def week_number(match: re.Match[str], today: date) -> Moment:
    week, until = int(match["w"]), bool(match["until"])
    this = date.fromisocalendar(today.year, week, 1)
    following = this if this > today else date.fromisocalendar(today.year + 1, week, 1)
    return _moment(this if this <= today else None, following, "week", ends=until)


def weekend(match: re.Match[str], today: date) -> Moment:
    ahead = today + DAY * ((5 - today.weekday() - 1) % 7 + 1)
    back = today - DAY * ((today.weekday() - 5) % 7)
    which, until = (match["which"] or "").strip(), bool(match["until"])
    if which in ("förra", "last"):
        return _moment(back, None, "week")
    if which in ("nästa", "next"):
        saturday = today - DAY * today.weekday() + WEEK + 5 * DAY
        return _moment(None, saturday, "week", ends=until)
    if "efter" in match[0] or "after" in match[0]:
        return _moment(None, ahead + 2 * DAY, "week", ends=until)
    return _moment(back, ahead, "week", ends=until)


def _cadence(match: re.Match[str]) -> Cadence:
    if half := match["half"]:
        return {"ett halvår": Cadence(6, "month"), "half a year": Cadence(6, "month"),
                "ett kvartal": Cadence(3, "month"), "a quarter": Cadence(3, "month"),
                "a fortnight": Cadence(2, "week")}[half]  # fmt: skip
    said = match["n"].removeprefix("ett ").removeprefix("a ").lstrip("+")
    count = int(said) if said.isdecimal() else NUMBERS[said]
    return Cadence(count, UNITS[match["unit"]])


def in_a_while(match: re.Match[str], today: date) -> Moment | None:
    length = _cadence(match)
    return _moment(None, after(today, length), ends=bool(match["until"])) if length.count else None


def a_while_ago(match: re.Match[str], today: date) -> Moment | None:
    length = _cadence(match)
    if length.unit in ("month", "year"):
        return _moment(_months_back(today, length.count * (12 if length.unit == "year" else 1)), None)
    return _moment(today - timedelta(days=length.count * (7 if length.unit == "week" else 1)), None)


def _months_back(day: date, months: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return next(found for n in range(4) if (found := _or_none(year, month + 1, day.day - n)) is not None)


def length(match: re.Match[str], today: date) -> Moment | None:
    if (
        match["half"] is None
        and match["unit"] in ("d", "v", "w", "mo", "mån", "yr", "wk")
        and not match["n"].lstrip("+").isdecimal()
    ):
        return None  # "a d"
    length = _cadence(match)
    return _moment(None, after(today, length), "length") if length.count else None


def next_span(match: re.Match[str], today: date) -> Moment:
    months = 12 if match["span"] in ("år", "året", "year") else 1
    first = today.replace(day=1, month=1 if months == 12 else today.month)
    if match["which"] in ("förra", "last"):
        return _moment(_months_back(today, months), None, "month")
    return _moment(None, after(first, Cadence(months, "month")), "month", ends=bool(match["until"]))


def end_of_month(match: re.Match[str], today: date) -> Moment:
    last = after(today.replace(day=1), Cadence(1, "month")) - DAY
    return _moment(None, last, ends=bool(match["until"]))


def month(match: re.Match[str], today: date) -> Moment | None:
    """A month without a day needs a word before it: "may" and "mars" are words of their own."""
    if not (match["until"] or match["prep"] or match["part"]):
        return None
    if match["month"] == "may" and (match["prep"] or "").strip() == "i":
        return None  # "I may …"
    if match["month"] == "jul" and not match["year"]:
        return None  # Christmas
    month, part = _month_number(match["month"]), match["part"] or ""
    day = {"mitten": 15, "mid": 15, "slutet": 25, "late": 25, "end": 25}.get(part, 1)
    prep = (match["prep"] or "").strip()
    if prep in ("efter", "after"):
        month, day = month % 12 + 1, 1
    if (match["until"] or "") in INCLUDED:
        month, day = month % 12 + 1, 1
    until = bool(match["until"]) or prep in ("till", "until", "by", "före", "before")
    if match["year"]:
        return _either(date(int(match["year"]), month, day), today, match)
    future = _next(month, day, today + DAY)
    return _moment(None if until else _lately(_last(month, day, today), today), future, "month", ends=until)


def season(match: re.Match[str], today: date) -> Moment | None:
    prep, until = (match["prep"] or "").strip(), bool(match["until"])
    if not (until or prep or match["after"]):
        return None
    if match["season"] in ("fall", "spring") and prep not in ("this", "in the", "next", "until", "in") and not until:
        return None
    month, day = SEASONS[match["season"]]
    if match["after"]:
        month = month % 12 + 3
    future = _next((month - 1) % 12 + 1, day, today + DAY)
    return _moment(None, future, "month", ends=until or prep in ("till", "until"))


def feast(match: re.Match[str], today: date) -> Moment | None:
    feast, following = match["feast"], bool(match["after"])
    if match[0] == feast:
        return None  # "jul" alone is a word like any other
    if feast in FIXED_FEASTS:
        fixed = FIXED_FEASTS[feast]
        month, day = AFTER_FEAST[fixed] if following else fixed
        return _moment(None, _next(month, day, today + DAY), ends=True)
    for year in (today.year, today.year + 1):
        if feast in ("påsk", "easter"):
            found = easter(year) + (2 * DAY if following else timedelta(0))
        else:
            friday = next(date(year, 6, day) for day in range(19, 26) if date(year, 6, day).weekday() == 4)
            found = friday + (3 * DAY if following else timedelta(0))
        if found > today:
            return _moment(None, found, ends=True)
    return None
