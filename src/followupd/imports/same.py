"""Whether two records are one person: by address, profile and number, then by name with company.

Colleagues share a domain and a switchboard, families an address and a number: what is shared counts only where the
names allow it. How sure this is, is measured in tests/test_imports_same.py.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from rapidfuzz import fuzz
from rapidfuzz.distance import DamerauLevenshtein

from followupd.domain.book import Birthday
from followupd.domain.marks import digits, is_a_persons, profile
from followupd.text.folding import folded

Verdict = Literal["same", "perhaps", "other"]
Alike = Literal["same", "nearly", "first", "last", "none"]
_NEARLY = 86
"""From so much likeness on (0 to 100, by rapidfuzz) two companies are taken for one, written differently."""
_FORMS = re.compile(
    r"\b(?:ab|hb|kb|as|asa|oy|oyj|inc|llc|ltd|plc|gmbh|ag|bv|nv|sa|group|gruppen|koncernen|sweden|sverige)\b"
)
_TITLES = frozenset({"dr", "prof", "professor", "docent", "mr", "mrs", "ms", "phd", "jr", "sr", "msc", "mba"})


@dataclass(frozen=True, slots=True)
class Marks:
    """What a record can be compared by. `names` are the parts of the name, folded."""

    name: str
    names: tuple[str, ...]
    emails: frozenset[str] = frozenset()
    profile: str = ""
    phone: str = ""
    company: str = ""
    birthday: Birthday | None = None
    uid: str = ""

    def surely(self) -> Iterator[tuple[str, str]]:
        """What a record that says the same of the same person has in common with this one."""
        yield from (("email", address) for address in self.emails)
        for kind, mark in (("url", self.profile), ("tel", self.phone), ("uid", self.uid)):
            if mark:
                yield kind, mark
        yield "name", f"{' '.join(sorted(self.names))} {self.company}"

    def shares(self) -> Iterator[tuple[str, str]]:
        """What others may be found by."""
        yield from self.surely()
        if len(self.names) > 1:  # an initial, and how another part begins; also turned round
            yield from (("part", f"{self.names[0][0]} {part[:4]}") for part in self.names[1:])
            yield "part", f"{self.names[-1][0]} {self.names[0][:4]}"


def marks(
    name: str, emails: Iterable[str] = (), url: str | None = None, phone: str | None = None, company: str | None = None,
    birthday: Birthday | None = None, uid: str | None = None,
) -> Marks:  # fmt: skip
    """The marks of a record of any origin."""
    last, comma, first = name.partition(",")
    spoken = f"{first} {last}" if comma else name
    parts = tuple(part for part in re.split(r"[\W_]+", folded(spoken)) if part and part not in _TITLES)
    return Marks(
        name, parts, frozenset(one.casefold() for one in emails), profile(url or ""), digits(phone or ""),
        company_of(company or ""), birthday, uid or "",
    )  # fmt: skip


def company_of(text: str) -> str:
    """A company without its legal form, to compare: "Volvo AB" as "volvo"."""
    return " ".join(re.sub(r"[\W_]+", " ", _FORMS.sub(" ", folded(text))).split()) or folded(text)


def compare(one: Marks, other: Marks) -> tuple[Verdict, str]:
    """The verdict, and by what: "uid", "profile", "address", "phone", "name" or ""."""
    if one.uid and one.uid == other.uid:
        return "same", "uid"
    if one.profile == other.profile and is_a_persons(one.profile):
        return "same", "profile"
    if _contradict(one, other):
        return "other", ""
    alike = names_alike(one.names, other.names)
    own = bool(one.emails and other.emails) and one.emails.isdisjoint(other.emails)
    if not one.emails.isdisjoint(other.emails):
        verdict: dict[Alike, Verdict] = {"same": "same", "nearly": "same", "last": "other"}
        return verdict.get(alike, "perhaps"), "address"
    if one.profile and one.profile == other.profile and alike == "same":
        return "same", "profile"
    spoken = alike in ("same", "nearly") or (alike == "first" and not own)
    if one.phone and one.phone == other.phone and spoken:
        return ("same" if alike == "same" else "perhaps"), "phone"
    if alike not in ("same", "nearly") or len(one.names) == 1 or len(other.names) == 1:
        return "other", ""
    if one.company and other.company and fuzz.token_set_ratio(one.company, other.company) >= _NEARLY:
        return ("same" if alike == "same" and not own else "perhaps"), "name"
    return ("perhaps", "name") if alike == "same" else ("other", "")


def names_alike(one: tuple[str, ...], other: tuple[str, ...]) -> Alike:
    """The same name, perhaps shortened or turned round; the same but for a letter; or only a first or a last name."""
    if not one or not other:
        return "none"
    short, long = one, other = sorted((one, other), key=lambda names: (len(names), names))
    if len(short) > 1 and (fits := _within(short, long)):
        return fits
    if len(short) == 1 and short[0] in long:
        return "first" if short[0] == long[0] else "last"
    if _part(one[0], other[0]) and len(one[0]) > 1 and len(other[0]) > 1:
        return "first"
    return "last" if {*one[1:]} & {*other[1:]} or one[0] in other[1:] or other[0] in one[1:] else "none"


def _within(short: tuple[str, ...], long: tuple[str, ...]) -> Alike | None:
    """Whether each part of the shorter name is a part of the longer one; at least one of them in full."""
    left, whole, nearly = list(long), False, False
    for part in sorted(short, key=len, reverse=True):
        found = min(((how, each) for each in left if (how := _part(part, each))), default=None)
        if found is None:
            return None
        how, each = found
        whole |= how == 1
        nearly |= how == 3
        left.remove(each)
    if not whole:
        return None
    return "nearly" if nearly else "same"


def _part(one: str, other: str) -> int:
    """1 for the same, 2 for an initial, 3 for a long part with one letter wrong; 0 for two parts."""
    if one == other:
        return 1
    if (len(one) == 1 and other.startswith(one)) or (len(other) == 1 and one.startswith(other)):
        return 2
    slip = min(len(one), len(other)) > 5 and one[0] == other[0] and DamerauLevenshtein.distance(one, other) <= 1
    return 3 if slip else 0


def _contradict(one: Marks, other: Marks) -> bool:
    """Two profiles of one site, or two birthdays, are two people."""
    profiles = is_a_persons(one.profile) and is_a_persons(other.profile)  # and they are not the same one
    born = one.birthday, other.birthday
    if born[0] is not None and born[1] is not None:
        years = {each.year for each in born if each is not None and each.year}
        if (born[0].month, born[0].day) != (born[1].month, born[1].day) or len(years) > 1:
            return True
    return profiles
