"""Rules for what is ahead: promises, plans, times together, what to congratulate on and to ask about."""

import re
from collections.abc import Sequence

from followupd.answers.atoms import Atom
from followupd.answers.dates import Moment
from followupd.answers.happenings import fact
from followupd.answers.names import Mention
from followupd.answers.reading import WANTS, Said, View

_TO = re.compile(r"(?i)(?:(?:att|to|that i(?: would|'d)|honom|henne|him|her|them|dem|jag ska|jag skulle) )+")
_RELATIVES = frozenset(
    [
        "sister",
        "brother",
        "mom",
        "mum",
        "dad",
        "mother",
        "father",
        "son",
        "daughter",
        "wife",
        "husband",
        "kid",
        "child",
        "boss",
        "friend",
        "colleague",
        "cat",
        "dog",
        "partner",
        "syster",
        "bror",
        "mamma",
        "pappa",
        "dotter",
        "fru",
        "man",
        "sambo",
        "kille",
        "tjej",
        "chef",
        "kompis",
        "kollega",
        "katt",
        "hund",
        "barn",
        "farmor",
        "mormor",
    ]
)
_HOW_IT_WENT = re.compile(r"(?i)\b(?:hur det (?:gick|går|gått)|how it (?:went|goes|has gone))\b")
_WAS = re.compile(r"(?i)\b(?:had|hade|was|var|were|did|gjorde|gick|went|passed|klarade)\b")
_INTERVIEW = re.compile(r"(?i)\b\w*(?:intervju|interview)")
_WISH = re.compile(r"(?i)\b(?:want to|wanna|skulle vilja|would like|i'd like|thinking of|funderar på)\b")
_NEXT_YEAR = re.compile(r"(?i)\b(?:nästa år|next year)\b")
_FAVOUR = re.compile(r"(?i)\bowe (?:her|him|them|\w+) (?:one|big)\b")
_OUR = re.compile(r"(?i)\b(?:our|vår|vårt|vårat)\b")
_OWED = re.compile(r"(?i)\b(?:ska få|får|will get|gets?)\b.*\b(?:av mig|från mig|from me)\b")
_IS = re.compile(
    r"(?i)(?:(?:sa att|said(?: that)?|hon|han|they|she's|he's|ska|skall|kommer att|will|is|är|the|har|has|an?) )+"
)
"""What a promise, and what is to be congratulated on, begins with and does without."""


def promise(view: View) -> Said | None:
    """ "Lovade skicka artikeln", "told Dan I'd send it"; what the other promised is a fact about them."""
    place = view.clause.index("promised")
    if place is None and view.has("told"):
        told = view.clause.index("told") or 0
        place = next((number for number in range(told + 1, len(view.atoms)) if view.atoms[number].has("will")), None)
        if place is not None and not (
            view.has("deliver", "plan")
            and any(atom.has("i") or "i'" in atom.text.casefold() for atom in view.atoms[told + 1 : place + 1])
        ):
            place = None
    if place is None or view.third_person or view.negated or _FAVOUR.search(view.text):
        return None
    if view.unknown_before(place, "told", "thing", "will", "did") or any(
        atom.kind == "name" or atom.has("third")
        for atom in view.atoms[place + 1 : place + 2]
        if view.atoms[place].has("filler")
    ):
        return None
    what = _after(view, place, view.by)
    return Said("promise", view.who, moment=view.by, what=what, text=view.text)


def owed(view: View) -> Said | None:
    """ "Cleo ska få länken av mig på onsdag"."""
    if view.negated or not (view.who or view.people_open) or not _OWED.search(view.text):
        return None
    what = _begun(view.text_without("will", "me", dates=[view.by]), _IS)
    return Said("promise", view.who, moment=view.by, what=what or view.text, text=view.text)


def _after(view: View, place: int, moment: Moment | None) -> str:
    """What stands after a verb, without whom it is for and by when."""
    view.used.update(range(place + 1))
    return _begun(view.text_without(dates=[moment]), _TO)


def _begun(text: str, words: re.Pattern[str]) -> str:
    match = words.match(text)
    return (text[match.end() :] if match else text).strip(" .,!")


def milestone(view: View) -> Said | None:
    """ "Hon blir mamma i juni": something to congratulate on, when it has a date ahead."""
    ahead = view.ahead
    if not view.has("milestone") or ahead is None or view.negated or view.has("maybe", "hypo") or _of_another(view):
        return None
    if _INTERVIEW.search(view.text) or _NEXT_YEAR.search(view.text) or _has_been(view, ahead):
        return None
    what = _begun(view.text_without("third", dates=[ahead]), _IS)
    return Said("milestone", _whose(view), moment=ahead, what=what or view.text, note=fact(view).note, text=view.text)


def _has_been(view: View, ahead: Moment) -> bool:
    """ "Ben had his exam on 4 November": beside such a verb a day is the one that has been."""
    return ahead.past is not None and _WAS.search(view.text) is not None


def ask(view: View) -> Said | None:
    """ "Tenta den 4 december": a fact now, and a question on the day after."""
    ahead = _last_ahead(view)
    if ahead is None or ahead.precision != "day" or not view.has("event") or view.negated or view.has("maybe", "hypo"):
        return None
    if _of_another(view) or view.has("booked") or view.atoms[0].has("snooze") or _has_been(view, ahead):
        return None
    what = _begun(view.text_without("third"), _IS)
    return Said("ask", _whose(view), moment=ahead, what=what or view.text, note=fact(view).note, text=view.text)


def _of_another(view: View) -> bool:
    """Whether it is the writer's own affair, or that of somebody who is only spoken of ("hennes syster gifter sig")."""
    first = next((number for number, atom in enumerate(view.atoms) if not atom.has("filler")), 0)
    owner = view.atoms[first].has("theirs") or _owns(view.atoms[first])
    if owner and _what_is_theirs(view.atoms[first + 1 : first + 3]):
        return view.has("i", "me")  # "hans tenta", "Kim's knee surgery"
    they_told = view.has("told") and view.atoms[0].has("told", "third") and view.has("third") and not view.has("i")
    if they_told and not view.other_names and not owner:
        return False  # "she told me she has a presentation"
    if view.other_names or view.has("i", "me", "told", "did") or owner:
        return True
    return any(_owns(atom) for atom in view.atoms)


def _what_is_theirs(after: Sequence[Atom]) -> bool:
    """An event of their own, and not of a relative."""
    names_it = next((number for number, atom in enumerate(after) if atom.has("event", "milestone")), None)
    return names_it is not None and not any(
        _RELATIVES.intersection({atom.text.casefold(), atom.text.casefold().removesuffix("s").strip("'")})
        for atom in after
    )


def _owns(atom: Atom) -> bool:
    return atom.mention is not None and atom.mention.owner


def _whose(view: View) -> tuple[Mention, ...]:
    """Whom it is about; "Bens tenta" is Ben's."""
    first = view.atoms[0].mention
    return (first,) if not view.who and first is not None and first.owner else view.who


def _last_ahead(view: View) -> Moment | None:
    """ "From 4 December to 9 December": the later one counts."""
    moved = any(atom.text.casefold() in ("from", "från") for atom in view.atoms)
    ahead = [atom.moment for atom in view.atoms if atom.moment is not None and atom.moment.future is not None]
    return ahead[-1] if moved and len(ahead) > 1 else view.ahead


def appointment(view: View) -> Said | None:
    """ "Ny tid med Eva nästa onsdag 10.30", "lunch med Ben på fredag": whoever has a time rests until then."""
    ahead = view.ahead
    meets = view.has("booked", "thing", "plan", "thank")
    if ahead is None or not meets or view.negated or (view.has("deliver") and not view.has("thing", "booked", "plan")):
        return None
    if view.has("deliver") and not view.has("thing", "booked") and not _contact_is_meant(view):
        return None
    place = view.clause.index("booked", "thing", "plan", "thank") or 0
    fine = ("will", "maybe", "plan", "deliver", "third", "fact", "booked", "snooze", "thing")
    if (
        view.unknown_before(place, *fine)
        or view.has("got", "had", "hypo")
        or (view.third_person and not _with_the_writer(view))
    ):
        return None
    if ahead.at is None:
        return Said("snooze", view.who, view.everybody(), moment=ahead, note=view.text, text=view.text)
    what = view.text_without("booked", "will", dates=[ahead])
    return Said("appointment", view.who, moment=ahead, contact_kind=view.contact_kind, what=what, text=view.text)


def _contact_is_meant(view: View) -> bool:
    """ "Ska ringa Ben imorgon" and not "ska ringa in en present"."""
    return view.only("plan", "will", "i", "deliver", "maybe", "thank", "snooze")


def _with_the_writer(view: View) -> bool:
    """ "Ben ringer imorgon" concerns the writer; "hon har möte med sin chef" does not."""
    if view.other_names or view.has("event") or view.atoms[0].text.casefold() in WANTS:
        return False
    if _OUR.search(view.text) and view.has("thing"):
        return True
    return view.has("plan", "thing", "booked") and view.only(
        "plan", "third", "will", "thing", "booked", "fact", "snooze"
    )


def plan(view: View) -> Said | None:
    """ "Ska ringa Ben": no contact yet, and without a day nothing else either."""
    if view.third_person or view.negated:
        return None
    means = view.has("plan", "did", "thing", "thank", "booked", "done", "told", "thanked")
    if view.has("will", "maybe", "hypo") and means and not (view.has("deliver") and not _contact_is_meant(view)):
        return Said("plan", view.who, text=view.text)
    first = next((atom for atom in view.atoms if not atom.has("filler") and atom.kind != "name"), None)
    bare = first is not None and first.has("plan", "thank") and not first.has("thing", "did", "fact")
    return (
        Said("plan", view.who, text=view.text)
        if bare and view.only("plan", "thank", "will", "maybe", "thing")
        else None
    )


def to_deliver(view: View) -> Said | None:
    """ "Ska skicka CV:t på fredag", "send her the slides by Wed": the writer's own promise."""
    place = view.clause.index("deliver")
    if place is None or view.third_person or view.negated or view.has("maybe", "hypo", "pause", "snooze", "big"):
        return None
    if _WISH.search(view.text):
        return None
    if _HOW_IT_WENT.search(view.text):
        return Said("ask", view.who, text=view.text)
    if view.by is not None and view.by.at is not None and view.atoms[place].text.casefold().startswith(("bok", "book")):
        return Said("appointment", view.who, moment=view.by, text=view.text)
    if not all(
        atom.kind in ("name", "date") or atom.has("filler", "will", "i", "me", "person", "courtesy", "fact", "yet")
        for atom in view.atoms[:place]
    ):
        return None
    if view.atoms[place].has("fact", "thing") and not view.has("will"):
        return None
    others = [atom for atom in view.content if not atom.has("deliver", "will", "plan")]
    if not others and view.by is None:
        return None
    view.used.update(number for number, atom in enumerate(view.atoms[:place]) if atom.has("will", "i"))
    said = view.text_without(dates=[view.by]).strip(" .,!")
    return Said("promise", view.who, moment=view.by, what=said or view.text, text=view.text)
