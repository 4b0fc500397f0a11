"""Birthdays as other programs write them."""

import re
from collections.abc import Sequence
from datetime import date

from followupd.text.catalog import _

_NUMBERS = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{2}|\d{4})(?: .*)?")


def birthdays(texts: Sequence[str]) -> tuple[dict[str, str], str]:
    """Birthdays as a contacts file has them, by how they were written; and what could not be told, if anything.

    Outlook writes 3/5/1999 for March in some countries and for May in others. The column as a whole decides: a number
    above 12 is a day. Where nothing does, none of these is taken: a wrong birthday is worse than none.
    """
    numbers = [match for text in texts if (match := _NUMBERS.fullmatch(text.strip()))]
    days_first = any(int(match[1]) > 12 or "." in match[0] for match in numbers)
    months_first = any(int(match[2]) > 12 for match in numbers)
    clear = days_first != months_first
    found = {text: said for text in texts if (said := _birthday(text.strip(), days_first if clear else None))}
    unclear = [match for match in numbers if int(match[1]) and int(match[2])] if not clear else []
    said = _("birthdays such as %s are left out: which number is the month?") % unclear[0][0] if unclear else ""
    return found, said


def _birthday(text: str, day_first: bool | None) -> str:
    if match := re.fullmatch(r"(?:(\d{4})-|--)?(\d\d)-?(\d\d)(?:[T ].*)?", text):
        year, month, day = match[1], match[2], match[3]
    elif (match := _NUMBERS.fullmatch(text)) and day_first is not None:
        month, day = (match[2], match[1]) if day_first else (match[1], match[2])
        year = match[3] if len(match[3]) == 4 else None
    else:
        return ""
    try:
        date(2000, int(month), int(day))
    except ValueError:
        return ""
    known = year is not None and year not in ("1604", "0000") and not year.startswith("000")
    return f"{year}-{int(month):02}-{int(day):02}" if known else f"{int(month):02}-{int(day):02}"
