"""Lines about people met: "Sara Holm – Volvo – batterier, sara@volvo.example"."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from followupd.answers.cards import Card, cards
from followupd.answers.dates import is_date_word
from followupd.answers.deeds import AnsweredMail, Deed, Question
from followupd.answers.names import Directory
from followupd.answers.vocabulary import is_known, meaning_at
from followupd.answers.words import words
from followupd.domain.book import NetworkingEvent, id_from
from followupd.practice.events import last_day
from followupd.practice.state import PracticeState
from followupd.text.folding import folded

RECENT = timedelta(days=14)
"""How long after an event somebody can be said to have been met there without naming it."""
JUST_BEEN = timedelta(days=3)
_MET = (
    r"träffade|träffat|mötte|mött|lärde känna|bumped into|ran into|stötte på|sprang på|met|got to know|connectade med|connected with|nytt namn|new name|träffa|träfade|ny kontakt|new contact|new contacts|nya kontakter|ny|new|(?:pratade|snackade|talade|hälsade)(?: jag| vi)? (?:med|på)|"
    r"talked to|talked with|spoke to|spoke with|hälsade på|såg|saw"
)
_GREETING = re.compile(r"(?i)^(?:hej|hi|hello|hallå|tjena|hey)[!,. ]+")
_VERB = re.compile(
    rf"(?i)^(?:(?:på|at|vid|från|from|during|under) (?:the )?[\w-]+,? )?(?:igår |idag |yesterday |today |i lördags )?"
    rf"(?:också |även |också, |och så |also |och |and )?(?:jag |i |vi |we )?(?:{_MET})(?: jag| vi)?(?: också| also| även)?:? "
)
_HEADING = re.compile(r"^[^:,]{1,40}:\s+(?=[A-ZÅÄÖ][\w-]+ [A-ZÅÄÖ])")
_SOMEBODY = re.compile(
    r"(?i)^(?:en|a|an|någon|some) [\w]+(?: [\w]+){0,4}(?:,| (?:called|named|som heter|vid namn)) (?=(?-i:[A-ZÅÄÖ]))"
)
"""What comes before a name: "träffade en tjej på CHARM, Lisa Wik"."""
_ONLY_DETAILS = re.compile(r"^[\w.+-]+@[\w.-]+\.\w+$|^\+?[\d ()–-]{7,20}$|^(?:https?://|www\.|linkedin\.)\S+$")


@dataclass(frozen=True, slots=True)
class Met:
    """All deeds of the answer so far with those of this line, what is asked, and what else it says of somebody new."""

    deeds: Sequence[Deed] = ()
    asked: Sequence[Question] = ()
    more: Sequence[tuple[str, str]] = ()


def read_line(
    line: str, mail: AnsweredMail, practice_state: PracticeState, directory: Directory, before: Sequence[Deed]
) -> Met | None:  # fmt: skip
    """Whom a line says was met; None where it says something else. `before`: the deeds of the lines before."""
    if before and before[-1].action == "met" and _ONLY_DETAILS.match(line):
        return Met([*before[:-1], _with_details(before[-1], line)])
    number, rest = _number(line, mail)
    rest = _GREETING.sub("", rest)
    evening = mail.evening or number is not None
    verb = _VERB.match(rest)
    if not evening and verb is None:
        return None
    told = _SOMEBODY.sub("", _HEADING.sub("", rest[verb.end() :] if verb else rest))
    if not (_is_somebody(told, directory) if evening else _is_new(told, directory)):
        return None
    event, told = _event(told if verb is None else rest[: verb.end()] + told, number, mail, practice_state)
    told = told[verb.end() :] if verb and told.startswith(rest[: verb.end()]) else told
    told = _SOMEBODY.sub("", _HEADING.sub("", told))
    deeds, asked, more = list(before), [], []
    for card in _with_known(cards(told, small=evening), directory):
        found = _about(card, event, line, practice_state)
        if isinstance(found, Question):
            asked.append(found)
        else:
            deeds.append(found)
            more += [(found.contact, card.said)] if card.said else []
    return Met(deeds, asked, more) if len(deeds) > len(before) or asked else None


def _with_known(found: Sequence[Card], directory: Directory) -> list[Card]:
    """Somebody known who stands where a company could ("Johan Nyström, Sofia Lindqvist")."""
    names = {folded(contact.name) for contact in directory.contacts}
    several = []
    for card in found:
        other = card.company if card.company is not None and folded(card.company) in names else None
        several += [replace(card, company=None), Card(other)] if other is not None else [card]
    return several


def day_there(text: str, practice_state: PracticeState) -> date | None:
    """The day of an event that has been, when that is where it was ("sprang på Ben på CHARM")."""
    for event in practice_state.book.events:
        called = "|".join(re.escape(one) for one in {event.name, event.id})
        if event.starts <= practice_state.now and re.search(
            rf"(?i)(?:\b(?:på|at|vid|from|från)|@) (?:{called})\b", text
        ):
            return last_day(event, practice_state.zone)
    return None


def pieces(line: str) -> list[str]:
    """A line cut where it turns to somebody else ("minns inte alla, men Hedda Krantz på Husqvarna")."""
    return [
        piece.strip(" ,.") for piece in re.split(r"(?i)\b(?:men|däremot|but|however)\b", line) if piece.strip(" ,.")
    ]


def seen(who: str, mail: AnsweredMail, practice_state: PracticeState) -> Deed | None:
    """Somebody known was at the event that was asked about."""
    event, _told = _event("", None, mail, practice_state)
    contact = practice_state.contacts.get(who)
    if event is None or contact is None:
        return None
    day = min(practice_state.today, last_day(event, practice_state.zone))
    return Deed("met", who, on=day, name=contact.name, event=event.id)


def heading(line: str, practice_state: PracticeState) -> tuple[str, str] | None:
    """An event that a line begins with and a colon after it ("CHARM: Sara Holm, Volvo"), and the rest of the line."""
    match = re.match(r"(?i)^(?:(?:på|at|från|from) )?([\w åäöé-]{2,60}):\s*", line)
    called = folded(match[1]) if match else ""
    recent = _recent(practice_state, JUST_BEEN)
    for event in recent if match and not line[match.end() :] else ():
        if folded(event.name) in called.split():
            return event.id, ""  # "two new from CHARM:", and their names in the lines below
    if match and called in ("massan", "fair", "the fair", "at the fair", "the event") and len(recent) == 1:
        return recent[0].id, line[match.end() :]
    for event in practice_state.book.events:
        if (
            match
            and called in (folded(event.name), event.id, folded(event.name.split()[0]))
            and event.starts <= practice_state.now
        ):
            return event.id, line[match.end() :]
    return None


def _about(card: Card, event: NetworkingEvent | None, line: str, practice_state: PracticeState) -> Deed | Question:
    known, sure = _known(card, practice_state)
    if known and not sure:
        return Question(card.name, "who", tuple(known), line)
    if event is None:
        there = tuple(one.id for one in _recent(practice_state, RECENT))
        return Question(card.name, "where", there, line)
    day = min(practice_state.today, last_day(event, practice_state.zone))
    who = known[0] if known else id_from(card.name)
    return Deed("met", who, on=day, name=card.name, email=card.emails, company=card.company, role=card.role, url=card.url,
                note=card.note, event=event.id)  # fmt: skip


def _with_details(deed: Deed, line: str) -> Deed:
    """An address, a number or a profile on a line of its own belongs to whoever stands above."""
    if "@" in line:
        return replace(deed, email=(*deed.email, line))
    if line[:1].isdigit() or line.startswith("+"):
        return replace(deed, note=", ".join(filter(None, [deed.note, line])))
    return replace(deed, url=line)


def _number(line: str, mail: AnsweredMail) -> tuple[int | None, str]:
    """The number of an event's question before a name; a list may have numbers of its own."""
    match = re.match(r"^#?(\d{1,2})\s*[.):–-]?\s+(?=\S)", line)
    item = mail.by_number(int(match[1])) if match else None
    if match and item is not None and item.kind in ("capture", "event"):
        return item.number, line[match.end() :]
    if match and mail.evening and item is None:
        return None, line[match.end() :]
    return None, line


def _is_new(told: str, directory: Directory) -> bool:
    """Outside an evening's answer: first and last name, or a name with an address, of nobody known."""
    found = cards(told)
    if not found or is_date_word(found[0].name.split()[0].casefold()) or re.search(r"-[a-zåäö]", found[0].name):
        return False
    full = folded(found[0].name)
    if any(folded(contact.name) == full for contact in directory.contacts):
        return False
    mention = directory.mention(list(words(told)), 0, begins=True)
    if mention is not None and mention[0] >= len(full.split()):
        return False
    return " " in full or bool(found[0].emails or found[0].company)


def _is_somebody(told: str, directory: Directory) -> bool:
    """In an evening's answer: a name, and no other word with a meaning, at the beginning."""
    found = cards(told, small=True)
    if not found:
        return False
    name = found[0].name.split()
    first = name[0].casefold()
    if len(name) > 1 and told[:1].isupper() and not is_date_word(first):
        return not (
            is_known(first)
            and directory.mention(list(words(told)), 0, begins=True) is None
            and is_known(name[1].casefold())
        )
    if is_known(first) or is_date_word(first):
        return False
    following = told[len(found[0].name) :].strip()
    _length, tags = meaning_at([word.low for word in words(following)][:6] or [""], 0)
    return not tags & {"done", "not", "skip", "snooze", "pause", "no answer", "will"}


def _known(card: Card, practice_state: PracticeState) -> tuple[list[str], bool]:
    """Those in the book with this very address or name, for sure; or those with that first name only, to be asked."""
    name, addresses = folded(card.name), {address.casefold() for address in card.emails}
    contacts = practice_state.contacts.values()
    if by_address := [one.id for one in contacts if addresses & {address.casefold() for address in one.emails}]:
        return by_address[:1], True
    if same := [one.id for one in contacts if folded(one.name) == name]:
        return same, len(same) == 1
    if " " in name:  # "Jonah Nystrom" may be Johan Nyström
        return [one.id for one in contacts if _is_nearly(folded(one.name).split(), name.split())], False
    several = [one for one in contacts if folded(one.name).split()[:1] == [name]]
    return [one.id for one in several if not one.unsorted] or [one.id for one in several], False


def _is_nearly(known: Sequence[str], written: Sequence[str]) -> bool:
    return len(known) > 1 and known[-1] == written[-1] and known[0][0] == written[0][0]


def _event(
    told: str, number: int | None, mail: AnsweredMail, practice_state: PracticeState
) -> tuple[NetworkingEvent | None, str]:
    """Where it was: the event of the number, the one named in the line, the one that was asked about, or the one there
    was."""
    by_id = {event.id: event for event in practice_state.book.events}
    if number is not None and (item := mail.by_number(number)) is not None:
        return by_id.get(item.subject), told
    for event in practice_state.book.events:
        for called in sorted({event.name, event.name.split()[0], event.id}, key=len, reverse=True):
            where = rf"(?i)(?:^|[,–-]?\s*\b)(?:på|at|från|from|vid|under|during|i|in) {re.escape(called)}\b"
            match = re.search(where, told)
            if match and event.starts <= practice_state.now:
                return event, told if match.start() == 0 else told[: match.start()] + told[match.end() :]
    if (chosen := mail.chosen.get("event")) is not None:
        return by_id.get(chosen), told
    asked = [item.subject for item in mail.items if item.kind == "capture"]
    if asked:
        return (by_id.get(asked[0]) if len(asked) == 1 else None), told
    recent = _recent(practice_state, JUST_BEEN)
    return (recent[0] if len(recent) == 1 else None), told


def _recent(practice_state: PracticeState, within: timedelta) -> list[NetworkingEvent]:
    now = practice_state.now
    found = [event for event in practice_state.book.events
             if not event.cancelled and event.starts <= now and event.ends >= now - within]  # fmt: skip
    return sorted(found, key=lambda event: event.ends, reverse=True)
