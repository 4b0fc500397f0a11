"""Hours as people write them: "kl 10.30", "at 3pm", "klockan kvart över fyra"."""

import re
from collections.abc import Sequence
from datetime import time

_SPOKEN_HOURS = {
    word: hour
    for hour, several in enumerate(
        ("ett one", "två two", "tre three", "fyra four", "fem five", "sex six", "sju seven", "åtta eight", "nio nine",
         "tio ten", "elva eleven", "tolv twelve noon midday", "tretton thirteen", "fjorton fourteen", "femton fifteen",
         "sexton sixteen", "sjutton seventeen", "arton eighteen", "nitton nineteen", "tjugo twenty"), 1)
    for word in several.split()
}  # fmt: skip
_SPOKEN_MINUTES = {"fifteen": 15, "thirty": 30, "forty-five": 45, "trettio": 30, "femton": 15, "noll noll": 0}
_EVENING_BEFORE = 7
"""An hour before seven, without more, is one of the afternoon: nobody meets at three in the night."""


def hour_at(spoken: Sequence[str], number: int) -> tuple[int, time] | None:
    """An hour that begins at a word: "kl 10.30", "at 3pm", "klockan kvart över fyra"; and the word after it."""
    text = " ".join(spoken[number : number + 5])
    clock = re.match(
        r"(?P<said>(?:kl|klockan|at|vid) )?(?P<h>\d{1,2})(?:[.:](?P<m>\d\d))?(?: ?- ?\d\S*)?(?P<half> ?(?:am|pm|o'clock))?(?= |$)",
        text,
    )
    if clock is not None and (clock["said"] or clock["m"] or clock["half"]):
        return _hour(
            number,
            clock[0],
            int(clock["h"]),
            int(clock["m"] or 0),
            (clock["half"] or "").replace("o'clock", "").strip(),
        )
    if (four := re.match(r"(?:kl |at )?(?P<h>[01]\d|2[0-3])(?P<m>[0-5]\d)(?= |$)", text)) is not None:
        return _hour(number, four[0], int(four["h"]), int(four["m"]), "24")
    hours = "|".join(_SPOKEN_HOURS)
    spelled = re.match(
        rf"(?:(?:kl|klockan|at|vid) |(?=halv|kvart|half|quarter))(?P<about>kvart över|kvart i|halv|half past|quarter past|quarter to)? ?(?P<h>{hours}|(?<=halv )\d{{1,2}}|(?<=över )\d{{1,2}}|(?<=past )\d{{1,2}})(?: (?P<m>{'|'.join(_SPOKEN_MINUTES)}))?(?= |$)",
        text,
    )
    if spelled is None:
        return None
    minute = {"kvart över": 15, "quarter past": 15, "kvart i": -15, "quarter to": -15, "halv": -30, "half past": 30}
    about = minute.get(spelled["about"] or "", 0) + _SPOKEN_MINUTES.get(spelled["m"] or "", 0)
    said = spelled["h"]
    hour, about = divmod((int(said) if said.isdigit() else _SPOKEN_HOURS[said]) * 60 + about, 60)
    return _hour(number, spelled[0], hour, about, "")


def _hour(number: int, text: str, hour: int, minute: int, half: str) -> tuple[int, time] | None:
    if half == "pm" or (not half and 0 < hour < _EVENING_BEFORE):
        hour = hour % 12 + 12
    elif half == "am" and hour == 12:
        hour = 0
    return (number + text.count(" ") + 1, time(hour, minute)) if hour < 24 and minute < 60 else None
