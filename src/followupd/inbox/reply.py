"""The new text of an answer: without what is quoted, signed or put there by a mail program.

Line rules for what Gmail, Outlook, Apple Mail, Thunderbird, K-9, Samsung, Yahoo, Proton and Roundcube write around an
answer, in Swedish and English. mail-parser-reply knows fewer of them, takes text for signatures ("Thanks, Anna called")
and needs seconds for a crafted line, so it is not used. Each expression here is anchored and bounded.
"""

import re
from collections.abc import Iterator, Sequence

MOST_CHARACTERS, LONGEST_LINE = 20_000, 1_000
_SEPARATOR = re.compile(
    r"[ >]*(?:_{10,}|-{3,} ?(?:Ursprungligt meddelande|Originalmeddelande|Original message|Vidarebefordrat meddelande|"
    r"Forwarded message) ?-{3,})\s*$",
    re.I,
)
_HEADER = re.compile(r"[ >*]*(?:Från|Skickat|Till|Ämne|Datum|Kopia|Rubrik|From|Sent|To|Subject|Date|Cc)\*?:", re.I)
_HAS_TIME = re.compile(r"\b(?:19|20)\d\d\b|\d\d?[:.]\d\d")
_WROTE = re.compile(r"\b(?:skrev|wrote)\b")
_ADDRESS = re.compile(r"[\w.+=-]{1,80}@[\w.-]{1,80}")
_FOOTER = re.compile(
    r"(?:Skickat|Sänt|Sent|Skickades) (?:från|from|med|with|via) (?:(?:min|mitt|my) \S{1,30}(?: \S{1,30}){0,4}|"
    r"(?:Outlook|Mail|Gmail|Proton|Yahoo|Samsung|Galaxy|Android|iPhone|iPad|K-9|Spark|BlueMail|eM Client)\b.{0,60})$|"
    r"(?:Hämta|Skaffa|Get) Outlook (?:för|for) |Ursäkta min fåordighet|Please excuse my brevity",
    re.I,
)
_BEGINS = re.compile(r"[ >]*(?:den|on|\d|mån|tis|ons|tor|fre|lör|sön|mon|tue|wed|thu|fri|sat|sun)", re.I)
_AFTER_ALL = re.compile(r"(?:PS:? ?)?\d{1,2}[ .:)]+[^\W\d]", re.I)
"""A line below a closing that is an answer all the same."""
_SURELY_QUOTED, _WRAPPED = 25, 60
"""A line of so many letters that the answered mail has is quoted, wherever it stands; a line so long may go on in the
next one."""
_CLOSING = re.compile(
    r"(?:--\s?|(?:med )?(?:vänliga?|bästa|hjärtliga|soliga|många) hälsning(?:ar)?|hälsningar|hälsn|mvh|vh|kram(?:ar)?|"
    r"vänligen|(?:best|kind|warm) regards|best wishes|best|regards|cheers|all the best|sincerely|/\s?\w{1,20})[,.!]?$",
    re.I,
)
_MOST_SIGNED = 15
"""A signature has so many lines at most."""
_HEADERS_TOGETHER, _WITHIN = 3, 5


def new_text(text: str, answered: str = "") -> str:
    """What a person wrote into an answer. `answered`: the text of the mail that was answered; its lines are quotation
    wherever they stand, whatever the program did with them."""
    lines = _lines(text)
    known = {_bare(line) for line in answered.splitlines()} - {""}
    kept = list(_unquoted(lines, known))
    return "\n".join(_rejoined(_unsigned(kept))).strip()


def _lines(text: str) -> list[str]:
    text = re.sub(r"[\ufeff\u200b-\u200f\u202a-\u202e]", "", text[:MOST_CHARACTERS])
    text = re.sub(r"[\u00a0\u202f]", " ", text.replace("\r\n", "\n").replace("\r", "\n"))
    return [line.rstrip()[:LONGEST_LINE] for line in text.split("\n")]


def _bare(line: str) -> str:
    """Letters and digits only: programs wrap, indent and mark what they quote."""
    return re.sub(r"[\W_]+", "", line).casefold()


def _unquoted(lines: Sequence[str], known: set[str]) -> Iterator[str]:
    number, quoting = 0, False
    while number < len(lines):
        line = lines[number]
        if _SEPARATOR.match(line) or _headers_begin(lines, number):
            return
        if taken := _introduction(lines, number):
            number, quoting = number + taken, True
            if not any(after.lstrip().startswith(">") for after in lines[number - 1 : number + 4]):
                return  # the quotation is not marked: all the rest is one
            continue
        marked, bare = line.lstrip().startswith(">"), _bare(line)
        quoting = quoting or marked
        if not marked and not (bare in known and (quoting or len(bare) > _SURELY_QUOTED)):
            yield line
        number += 1


def _headers_begin(lines: Sequence[str], number: int) -> bool:
    """Outlook's block of headers; a single "Till: Anna" is the person's own line."""
    if not _HEADER.match(lines[number]):
        return False
    return sum(bool(_HEADER.match(line)) for line in lines[number : number + _WITHIN]) >= _HEADERS_TOGETHER


def _introduction(lines: Sequence[str], number: int) -> int:
    """ "Den mån 23 nov. 2026 kl 07:00 skrev followupd <…>:", in up to three lines; how many lines it takes, or 0."""
    for many in range(1, 4):
        several = lines[number : number + many]
        if len(several) < many or not all(line.strip() for line in several) or (many > 1 and _introduces(several[-1])):
            return 0
        text = " ".join(several)
        quoted = any(line.lstrip().startswith(">") for line in lines[number + many : number + many + 3])
        if _introduces(text) and (quoted or _ADDRESS.search(text) or "followupd" in text) and _BEGINS.match(text):
            return many if many == 1 or _ADDRESS.search(text) else 0
    return 0


def _introduces(line: str) -> bool:
    return line.rstrip().endswith(":") and bool(_WROTE.search(line) and _HAS_TIME.search(line))


def _unsigned(lines: Sequence[str]) -> list[str]:
    """Without the program's footer, and without what stands from a closing line on, when that is short."""
    kept = ["" if _FOOTER.match(line.strip()) else line for line in lines]
    while kept and not kept[-1].strip():
        kept.pop()
    dashes = max((number for number, line in enumerate(kept) if line.strip() == "--"), default=len(kept))
    kept = kept[:dashes]
    for number in range(len(kept) - 1, max(-1, len(kept) - 1 - _MOST_SIGNED), -1):
        if _CLOSING.match(kept[number].strip()):
            return [*kept[:number], *(line for line in kept[number + 1 :] if _AFTER_ALL.match(line.strip()))]
    return kept


def _rejoined(lines: Sequence[str]) -> Iterator[str]:
    """Lines that a program wrapped: a long one without an end, and one that goes on in small letters."""
    open_line = ""
    for line in lines:
        if open_line and line[:1].islower():
            open_line = f"{open_line} {line}"
        else:
            yield from [open_line] if open_line else []
            open_line = line
        if len(line) < _WRAPPED or open_line.endswith((".", "!", "?", ":")):
            yield open_line
            open_line = ""
    yield from [open_line] if open_line else []
