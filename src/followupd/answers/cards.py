"""What people write about somebody they met, cut into a card: name, company, role, addresses, what it was about."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from followupd.answers.dates import is_date_word
from followupd.answers.vocabulary import is_known, meaning_at
from followupd.answers.words import words
from followupd.text.sanitize import one_line

_ADDRESS = re.compile(r"[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"https?://\S+|(?:www\.|linkedin\.com/)\S+")
_PHONE = re.compile(r"(?:tel\.?:? ?)?(?:\+|0)\d[\d ()–-]{5,18}\d")
_SEPARATOR = re.compile(r"\s+[–—-]+\s+|\s*[,;|()*•!\t]\s*|\.\s+|:\s+|(?<=\w)/(?=\w)|\s+/\s+")
_COMPANY = re.compile(
    r"^(?P<role>.*?)\b(?i:från|på|at|from|of|hos|with) (?P<company>[A-ZÅÄÖ0-9][\w&.-]*(?: [A-ZÅÄÖ][\w&.-]*){0,2})"
)
_ROLES = re.compile(
    r"(?i)^(?:hr|ceo|cto|cfo|vd|hr-?chef|chef|rekryterare|recruiter|utvecklare|developer|engineer|ingenjör|doktorand|phd|student|alumn|alumnus|"
    r"professor|säljare|sales|manager|founder|grundare|konsult|consultant|talent.*|projektledare|project manager|teamlead|forskare|researcher|lärare)$"
)
_TITLE = re.compile(r"(?i)^(?:dr|prof|professor|docent)\.? (?=\S)")
_PLACE = re.compile(r"(?i)-(?:stället|montern|båset|gänget|booth)$")
_ANOTHER = re.compile(
    r"\s+(?:och|and|samt|&|\+)\s+(?:(?:en )?(?:ny|new):? )?(?=[A-ZÅÄÖ])|\.\s+(?:Och så |Och |And )?(?=[A-ZÅÄÖ]\w+ [A-ZÅÄÖ])"
)


@dataclass(frozen=True, slots=True)
class Card:
    """Somebody, as far as a line tells; `said` is what else is said of them, to be read like any answer."""

    name: str
    emails: tuple[str, ...] = ()
    company: str | None = None
    role: str | None = None
    url: str | None = None
    note: str | None = None
    said: str = ""


def cards(text: str, *, small: bool = False) -> list[Card]:
    """Everybody in a text: one, or several with "och" between or as a bare list of names. `small`: a name may be in
    small letters."""
    text = _TITLE.sub("", text.strip())
    if names := _bare_list(text) or _both(text):
        return names
    found: list[Card] = []
    for part in _ANOTHER.split(text):
        card = _card(part, small=small)
        if card is not None and (not found or _is_person(part, card)):
            found.append(card)
        elif found and part:
            found[-1] = replace(found[-1], note=", ".join(filter(None, [found[-1].note, one_line(part)])))
        elif not found:
            return []
    return _shared_company(found)


def _shared_company(found: list[Card]) -> list[Card]:
    """ "Emil & Moa på Cybercom": both work there."""
    if (
        len(found) == 2
        and found[0].company is None
        and found[1].company is not None
        and not found[0].note
        and " " not in found[0].name
    ):
        return [replace(found[0], company=found[1].company), found[1]]
    return found


def _bare_list(text: str) -> list[Card]:
    """ "Tilde, Oskar och Yasmin": nothing but names, three at least, or two with "och" between."""
    parts = [part.strip(" .!") for part in re.split(r",|\boch\b|\band\b|&", text)]
    joined = re.search(r"\b(?:och|and)\b|&", text) is not None
    bare = all(1 <= len(part.split()) <= 2 and all(_is_capital(word) for word in part.split()) for part in parts)
    return [Card(part) for part in parts] if bare and joined and len(parts) >= 2 else []


def _both(text: str) -> list[Card]:
    """ "Wilma Sten, Sofia Ring (båda Sweco)"."""
    name = r"[A-ZÅÄÖ][\w-]+ [A-ZÅÄÖ][\w-]+"
    match = re.match(
        rf"({name})(?:,| och| and) ({name})[ ,(]+(?:båda|bägge|both)(?: på| at| från| from)? ([^)]+)\)?$", text
    )
    return [Card(match[number], company=match[3].strip()) for number in (1, 2)] if match else []


def _is_capital(word: str) -> bool:
    return word[:1].isupper() and all(letter.isalpha() or letter in "-'." for letter in word)


def _is_person(part: str, card: Card) -> bool:
    """Whether another part is somebody too: first and last name, or a name with a company."""
    return (
        _is_capital(part.split()[0])
        and not is_known(part.split()[0].casefold())
        and (" " in card.name or card.company is not None)
    )


def _card(text: str, *, small: bool) -> Card | None:
    emails = tuple(dict.fromkeys(_ADDRESS.findall(text)))
    urls, phones = _URL.findall(text), _PHONE.findall(text)
    bare = _PHONE.sub(" ", _URL.sub(" ", _ADDRESS.sub(" ", text)))
    name, tail, separated = _name(bare) if not small or bare[:1].isupper() else _small(bare)
    if not name:
        return None
    parts = [part.strip(" .–—-:/") for part in _SEPARATOR.split(tail)]
    parts = [part for part in parts if part]
    company, role, rest = _work(parts, separated=separated)
    said = ", ".join(part for part in rest if _says_more(part))
    note = one_line(", ".join([*rest, *(phone.strip() for phone in phones)])) or None
    return Card(name, emails, company, role, urls[0] if urls else None, note, said)


def _name(text: str) -> tuple[str, str, bool]:
    """The name that a text begins with, what follows, and whether a mark stands between."""
    found: list[str] = []
    place = 0
    for match in re.finditer(r"\S+", text):
        word = match[0]
        bare = word.rstrip(",;:)|!.")
        initial = len(bare) == 1 and word.endswith(".")
        if "/" in bare:
            bare = bare.partition("/")[0]
        if not _is_capital(bare) or word[0] in "(–—-|*" or len(found) == 4 or (found and _ends_name(bare)):
            break
        found.append(bare + "." if initial else bare)
        place = match.start() + len(bare) + initial
        if bare != word and not initial:
            break
    if not found:
        return "", "", False
    if len(found) > 2 and all(part.isupper() for part in found):
        place = text.find(found[2])
        found = found[:2]
    name = " ".join(part.capitalize() if part.isupper() and len(part) > 2 else part for part in found)
    return name, text[place:], bool(re.match(r"\s*[,;:()–—|*/!.]|\s+-", text[place:])) or text[place:].isupper()


def _ends_name(word: str) -> bool:
    return word.casefold() in ("hon", "han", "jag", "vi", "she", "he", "i", "de", "they")


def _small(text: str) -> tuple[str, str, bool]:
    """A name in small letters: the first two words, when nothing else has a meaning there."""
    head = _SEPARATOR.split(text, maxsplit=1)[0]
    parts = head.split()
    words_only = all(part.replace("-", "").isalpha() for part in parts[:2])
    if not 2 <= len(parts) <= 8 or not words_only or not text[:1].islower():
        return "", "", False
    if any(is_known(part.casefold()) or is_date_word(part.casefold()) for part in parts[:2]):
        return "", "", False
    name = " ".join("-".join(one.capitalize() for one in part.split("-")) for part in parts[:2])
    tail = " ".join(part.capitalize() if len(parts) <= 4 else part for part in parts[2:])
    rest = text[len(head) :]
    if not tail and (match := re.match(r"[\s,;:()–—|*/-]+(\S.*)", rest)):
        first, *others = _SEPARATOR.split(match[1], maxsplit=1)
        if len(first.split()) <= 2 and not any(is_known(part) for part in first.split()):
            rest = ", ".join([" ".join(part.capitalize() for part in first.split()), *others])
    return name, f"{tail}{rest}" if tail else rest, True


def _work(parts: Sequence[str], *, separated: bool) -> tuple[str | None, str | None, list[str]]:
    """Company and role, and the parts that are left."""
    rest, role = list(parts), None
    if rest and _ROLES.match(rest[0]):
        role = rest.pop(0)
        separated = True
    for number, part in enumerate(rest[:2]):
        said = re.sub(r"(?i)^(?:hon|han|hen|she|he) (?:är|is|jobbar|works) ", "", part)
        match = _COMPANY.match(said)
        if match and (number == 0 or not separated) and len(match["role"].split()) <= 4:
            before = match["role"].strip(" ,")
            left = said[match.end() :].strip(" ,")
            rest[number : number + 1] = [left] if left else []
            return _PLACE.sub("", match["company"].strip(".")), role or before or None, rest
    first = rest[0] if rest else ""
    if (
        separated
        and first
        and first[:1].isupper()
        and len(first.split()) <= 3
        and not is_known(first.split()[0].casefold())
    ):
        return _PLACE.sub("", first), role, rest[1:]
    return None, role, rest


def _says_more(part: str) -> bool:
    """Whether a part says something that is done or will be, and not only what it was about."""
    spoken = [word.low for word in words(part)]
    tags = {tag for number in range(len(spoken)) for tag in meaning_at(spoken, number)[1]}
    return bool(tags & {"promised", "milestone", "will", "deliver", "snooze"})
