"""The steps of init about people: those that must not be lost, and what is found of an export."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from followupd.actions.apply import apply
from followupd.actions.commands import Sort
from followupd.cli.answers import Answers
from followupd.cli.terminal import say
from followupd.contacts.adding import add_records, ready_book
from followupd.contacts.append import Keys
from followupd.domain import durations
from followupd.domain.book import Budget, Contact, slug
from followupd.domain.circles import BUILT_IN
from followupd.domain.journal import NOT_KEPT
from followupd.planning.days import closed
from followupd.practice.sorting import LATER, circle_of, nearest
from followupd.service.account import AccountService
from followupd.store import plans
from followupd.text import catalog
from followupd.text.catalog import _
from followupd.text.sanitize import one_line

MOST_WORDS = 5
"""So many words may say how often."""
_MOST_NAMES = 4
_NOBODY = frozenset({"no", "none", "nobody", "nej", "ingen", "inga", "vet inte", "vet ej", "don't know"})
_UNCLEAR = frozenset(
    {"varje", "aldrig", "ofta", "ibland", "gång", "gånger", "every", "never", "often", "sometimes", "times"}
)
_EXPORTS = ("Connections.csv", "Basic_LinkedInDataExport*.zip", "Complete_LinkedInDataExport*.zip", "contacts*.csv",
            "kontakter*.csv", "contacts*.vcf", "kontakter*.vcf")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Wanted:
    """Somebody to be kept in touch with: `keys` say how often, by circle or cadence."""

    name: str
    keys: Keys
    often: str


def set_up_people(service: AccountService, answers: Answers, now: datetime) -> None:
    """Asks for the few that matter most, and gives the first of them the next open days, where nobody is kept yet."""
    ready_book(service.account, service.settings)
    if service.book().kept:
        return
    question = _("Who must not be lost? Up to five people, and how often: Anna Lind monthly, Ben Ek twice a year")
    said = answers.ask("people", question, "", _read)
    people = parse_people(said)
    if not people:
        return
    known = {contact.id: contact for contact in service.book().contacts}
    fresh = [wanted for wanted in people if slug(wanted.name) not in known]
    often = {slug(wanted.name): wanted.often for wanted in people}
    for who in often.keys() & known.keys():
        if known[who].unsorted:
            wanted = next(one for one in people if slug(one.name) == who)
            often[who] = _say_how_often(known[who], wanted, service, now)
    if fresh:
        add_records(service.account, service.settings, "contact", [wanted.keys for wanted in fresh], None, (".toml",))
    service.book()
    first = now.astimezone(service.settings.zone).date()
    days = open_days(first, len(people), service.settings.budget.as_budget(), catalog.language())
    plans.begin(service.account, {slug(one.name): day for one, day in zip(people, days, strict=False)}, first)
    for wanted in people:
        say(f"  {wanted.name}: {often[slug(wanted.name)]}")


def _say_how_often(contact: Contact, wanted: Wanted, service: AccountService, now: datetime) -> str:
    """Of somebody who came in by an import, and is in the book already: by the circle that is the nearest. Returns how
    often that is."""
    circle = str(
        wanted.keys.get("circle")
        or nearest(durations.parse(str(wanted.keys["every"])), circle_of(_("close"), ()) or "close")
    )
    apply(service.account, Sort(contact.id, now.astimezone(service.settings.zone).date(), circle), now)
    return _of_circle(circle)


def _read(text: str) -> str:
    parse_people(text)
    return text


def parse_people(text: str) -> list[Wanted]:
    """Names with how often, separated by commas or "and". Raises ValueError for a piece that has no name, or of which
    it is not clear what is the name."""
    pieces = [one_line(piece).strip(" .") for piece in re.split(r"[,;\n]|\s(?:och|and)\s", text)]
    found = [_wanted(piece) for piece in pieces if piece and piece.casefold() not in _NOBODY]
    return list({slug(one.name): one for one in found}.values())


def _wanted(piece: str) -> Wanted:
    address = re.search(r"<?([^\s<>]+@[^\s<>]+)>?", piece)
    email: Keys = {"email": [address[1]]} if address is not None else {}
    words = re.sub(r"[():–—]|\s-\s", " ", piece.replace(address[0], " ") if address is not None else piece).split()
    for many in range(min(MOST_WORDS, len(words) - 1), 0, -1):
        name, said = " ".join(words[:-many]), " ".join(words[-many:])
        if (found := _how_often(said)) is not None and slug(name):
            return Wanted(name, {"name": name, **email, **found[0]}, found[1])
    name, circle = " ".join(words), circle_of(_("regular"), ()) or "regular"
    if not slug(name):
        raise ValueError(_('"%s" has no name in it') % piece)
    if len(words) > _MOST_NAMES or any(word.casefold() in _UNCLEAR for word in words):
        raise ValueError(_('how often is not clear in "%s"; write for example: Anna Lind monthly') % piece)
    return Wanted(name, {"name": name, **email, "circle": circle}, _of_circle(circle))


def _how_often(said: str) -> tuple[Keys, str] | None:
    circle = circle_of(said, ())
    try:
        return {"every": said}, durations.every(durations.parse(said))
    except ValueError:
        pass
    if circle is not None and circle not in (NOT_KEPT, LATER):
        return {"circle": circle}, _of_circle(circle)
    return None


def _of_circle(circle: str) -> str:
    return durations.every(BUILT_IN[circle].cadence)


def open_days(first: date, many: int, budget: Budget, language: str) -> list[date]:
    """The next so many days that are not free, `first` included."""
    days = (first + timedelta(days=n) for n in range(366))
    return [day for day in days if closed(day, budget, language) is None][:many]


def found_export(home: Path) -> Path | None:
    """The newest export that lies where a browser puts it."""
    places: Sequence[Path] = (home / "Downloads", home / "Hämtningar", home)
    found = [path for place in places for pattern in _EXPORTS for path in place.glob(pattern)]
    return max(found, key=lambda path: path.stat().st_mtime, default=None)
