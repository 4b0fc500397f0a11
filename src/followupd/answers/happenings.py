"""Rules for what happened, and for what is known."""

import re
from datetime import timedelta

from followupd.answers.dates import Moment
from followupd.answers.reading import Said, View

_ANSWER_NOUNS = frozenset({"svar", "svaret", "reply", "response", "answer", "respond", "svarar"})
_TURNED_TO_ME = frozenset(
    {"hörde av sig", "hört av sig", "svarade", "svarat", "answered", "replied", "responded", "reached out", "kontaktade",
     "återkom", "called back", "ringde tillbaka", "bjöd på", "stayed with us", "bodde hos oss"}
)  # fmt: skip
_TIPS = frozenset(
    {"bjöd på", "bjöd", "tipsade", "tipsat", "rekommenderade", "rekommenderat", "recommended", "gav tips"}
)
_KNOWS = re.compile(r"(?i)\b(?:vet|knows|fick veta|fick höra|was told)\b")
_MANAGED = frozenset({"hann", "hunnit", "hanns", "lyckades", "lyckats", "managed", "managed to", "got around to"})
_THANKED = frozenset({"tackad", "tackat", "thanked", "tack-sms", "tackmejl", "tack-mejl", "tackkort", "tackmail",
                      "thank-you said", "tack sagt", "thx sagt"})  # fmt: skip
_GAVE_ADVICE = re.compile(r"(?i)\b(?:gav|gave)\b.{0,30}\b(?:feedback|tips|råd|advice)\b")
_TO_COME = re.compile(r"(?i)\b(?:gets?|får|ska|will|kommer)\b")
"""In what was told: "told her she gets it thursday"."""
_NEAR = timedelta(days=14)
_FOR_ME = re.compile(
    r"(?i)\b(?:looked over|went over|went through|proofread|read|reviewed|checked|läste(?: igenom)?|gick igenom|kollade (?:på|igenom)|"
    r"rättade|granskade|introduced|introd|presenterade)\b.{0,20}\b(?:my|mitt|min|mina|me|mig)\b"
)  # fmt: skip
_TOGETHER = frozenset({"med", "with", "m", "ihop med", "tillsammans med", "together with"})
_SENT = (("greeting", re.compile(r"(?i)\b(?:\w*greeting|grattis|\w*hälsning|\w*kort|card)\b")),
         ("message", re.compile(r"(?i)\b(?:message|meddelande|sms|dm|text)\b")),
         ("mail", re.compile(r"(?i)\b(?:e-?mail|mail|mejl)\b")))  # fmt: skip
"""What is sent and is no thing, but contact."""
_DIRECT = {"kind:call", "kind:message", "kind:mail", "kind:coffee", "kind:lunch", "kind:meeting"}


def thanks(view: View) -> Said | None:
    """ "Tackade Johan"; when it was Johan who thanked, it is a fact."""
    if not view.has("thanked") or view.negated or view.has("will", "hypo"):
        return None
    place = view.clause.index("thanked") or 0
    participle = view.atoms[place].text.casefold() in _THANKED and view.only("thanked", "got", "fact", "did", "done")
    fine = (
        ("did", "got", "thing") if view.atoms[place].text.casefold().startswith(("thank-you", "tack-", "tackm")) else ()
    )
    if (view.third_person and not participle) or view.unknown_before(place, *fine):
        return None
    note = view.text_without("thanked", "did", dates=[view.moment("past")])
    return Said("thanks", view.who, on=view.day_it_was(), note=note, text=view.text)


def told(view: View) -> Said | None:
    """ "Berättade för Johan att jag fick jobbet": contact, and perhaps what came of his help."""
    if (
        not view.has("told")
        or view.third_person
        or view.has("will")
        or view.unknown_before(view.clause.index("told") or 0)
    ):
        return None
    past = view.moment("past")
    on = past.past if past is not None and not _TO_COME.search(view.text) else None
    note = view.text_without("told", dates=[past])
    return Said("told", view.who, on=on, note=note, contact_kind=view.contact_kind, text=view.text)


def help_given(view: View) -> Said | None:
    """ "Fick hjälp av Eva med CV:t", "Eva hjälpte mig"; "hjälpte Ben" is the other way."""
    if view.negated or view.has("will"):
        return None
    helps = view.has("helped") or (view.has("gave") and view.has("help"))
    on, dates = view.day_it_was(), [view.moment("past")]
    they = view.third_person or (view.first_name == 0 and not view.has("i"))
    if they and not view.other_names and _FOR_ME.search(view.text):
        note = view.text_without(dates=dates) or view.text
        return Said("received", view.who, on=on, note=note, contact_kind=view.contact_kind, text=view.text)
    if _GAVE_ADVICE.search(view.text) and not view.has("i", "them") and (view.third_person or not view.who):
        return Said("received", view.who, on=on, note=view.text, contact_kind=view.contact_kind, text=view.text)
    treated = view.atoms and any(atom.text.casefold().startswith("bjöd") for atom in view.atoms)
    helps = helps and not (treated and not view.third_person)  # "bjöd Ben på lunch" is lunch
    tipped = view.third_person and not view.other_names and any(atom.text.casefold() in _TIPS for atom in view.atoms)
    if (helps and view.has("me") and not view.atoms[0].has("i")) or tipped:
        note = view.text_without(dates=dates) or view.text
        return Said("received", view.who, on=on, note=note, contact_kind=view.contact_kind, text=view.text)
    if view.has("got") and view.has("help") and not view.third_person:
        view.used.update(
            number for number, atom in enumerate(view.atoms) if atom.has("got", "did") and not atom.has("help")
        )
        note = view.text_without(dates=dates) or view.text
        return Said("received", view.who, on=on, note=note, contact_kind=view.contact_kind, text=view.text)
    if (
        helps
        and not view.third_person
        and not view.unknown_before(view.clause.index("helped", "gave") or 0)
        and (view.who or view.has("them"))
    ):
        note = view.text_without(dates=dates) or view.text
        return Said("gave", view.who, on=on, note=note, contact_kind=view.contact_kind, text=view.text)
    return None


def contact(view: View) -> Said | None:
    """ "Ringde Ben igår", "fika med Anna i torsdags", "Ben ringde"."""
    if view.negated or view.has("will", "booked") or (view.has("maybe") and not view.has("did")):
        return None
    if view.third_person and not _turned_to_the_writer(view):
        return None
    past, place = view.moment("past"), view.clause.index("did")
    if place is None:
        place = _by_noun(view, past)
    if place is None and past is not None and _was_somewhere(view, past):
        return Said("contact", view.who, on=past.past, note=view.text_without(dates=[past]), text=view.text)
    fine = ("couldn't", "fact") if view.atoms[0].text.casefold() in ("var", "varit", "was", "were") else ("couldn't",)
    if place is None or view.unknown_before(place, *fine):
        return None
    but = view.but
    note = view.text_without("did" if view.has("did") else "thing", "newcomer", dates=[past])
    if but:
        note = ""
    return Said(
        "contact", view.who, "all" if but else view.everybody(), but, on=past.past if past else None,
        contact_kind=view.contact_kind, note=_without_thing(view, note), text=view.text,
    )  # fmt: skip


def _is_rather_ahead(view: View, moment: Moment | None) -> bool:
    """ "Dinner on the 28th", said on the 23rd."""
    if moment is None or moment.past is None or moment.future is None:
        return False
    return moment.future - view.today < _NEAR < view.today - moment.past


def _was_somewhere(view: View, past: Moment) -> bool:
    """ "Lekparken med Maria i söndags": with somebody, on a day that is over, whatever it was."""
    place = view.first_name
    if place is None or not place or past.future is not None or view.atoms[place - 1].text.casefold() not in _TOGETHER:
        return False
    said = ("did", "will", "fact", "third", "plan", "hypo", "maybe", "not", "told", "deliver", "cancelled")
    return not view.has(*said) and not view.atoms[0].has("i", "me") and 0 < len(view.content) <= 3


def _without_thing(view: View, note: str) -> str:
    """No note where only the kind of contact is left ("tog en fika")."""
    said = [atom for atom in view.content if not atom.has("did", "newcomer")]
    return "" if view.has("did") and said and all(atom.has("thing") for atom in said) else note


def _by_noun(view: View, past: Moment | None) -> int | None:
    """Where a noun tells of contact: "fika med Anna", and "got a message from Eva"; not what is still to come."""
    place = view.clause.index("thing")
    if place is None:
        bare = view.clause.index("plan")  # "smsa Cleo igår" is how "smsade" is said
        only_past = past is not None and past.future is None
        managed = any(atom.text.casefold() in _MANAGED for atom in view.atoms)  # "hann ringa Ben"
        return bare if (only_past or managed) and not view.third_person else None
    ahead = view.ahead
    past_told = view.has("got", "had")
    if _is_rather_ahead(view, past) and not past_told:
        return None
    if ahead is not None and (ahead is not past or ahead.at is not None) and not past_told:
        return None
    if (
        view.atoms[place].has("plan")
        and ahead is not None
        and not past_told
        and not any(atom.has("person") for atom in view.atoms)
    ):
        return None  # "3 call on Friday"
    if view.has("deliver", "snooze", "event") and not past_told and not view.atoms[place].has("event"):
        return None
    infinitive = view.atoms[0].has("plan") and not view.topic_before and not view.atoms[0].has("thing")
    return None if infinitive else place


def _turned_to_the_writer(view: View) -> bool:
    """ "Ben ringde (mig)" is contact; "Ben skrev ett inlägg" is not."""
    place = view.clause.index("did", "answer", "delivered")
    if place is None or view.other_names:
        return False
    verb = view.atoms[place]
    if verb.text.casefold() in _TURNED_TO_ME:
        return True
    if len(view.who) > 1 and not view.has("me") and not verb.tags & {"kind:call", "kind:message", "kind:mail"}:
        return False  # "Anna och Ben åt lunch": with each other
    others = [atom for atom in view.content if not atom.has("did", "third", "fact", "thing") and atom is not verb]
    return bool(verb.tags & _DIRECT) and (view.has("me") or not others)


def sent_to_me(view: View) -> Said | None:
    """ "Eva skickade en artikel till mig": contact too."""
    if view.third_person and view.has("delivered") and view.has("me") and not view.negated and not view.other_names:
        note = view.text_without(dates=[view.moment("past")])
        return Said("contact", view.who, on=view.day_it_was(), note=note, text=view.text)
    return None


def answered(view: View) -> Said | None:
    """ "Ben svarade att …": contact, and what he said."""
    if (
        not view.has("answer")
        or view.negated
        or view.has("will", "plan", "deliver")
        or not (view.who or view.people_open)
    ):
        return None
    words = [atom for atom in view.atoms if atom.has("answer")]
    if any(word.text.casefold() in _ANSWER_NOUNS for word in words) and not view.has("got"):
        return None
    note = view.text_without("answer", "got", dates=[view.moment("past")])
    return Said("contact", view.who, on=view.day_it_was(), note=note, contact_kind=view.contact_kind, text=view.text)


def delivered(view: View) -> Said | None:
    """ "Skickade artikeln till Ben": a promise kept, or something given."""
    place = view.clause.index("delivered")
    if (
        place is None
        or view.third_person
        or view.negated
        or view.has("will", "hypo")
        or (view.unknown_before(place) and view.atoms[0].has("did"))
    ):
        return None
    what = view.text_without("delivered", dates=[view.moment("past")])
    if (kind := next((kind for kind, words in _SENT if words.search(what)), None)) is not None:
        return Said("contact", view.who, on=view.day_it_was(), contact_kind=kind, note=what, text=view.text)
    return Said("delivered", view.who, on=view.day_it_was(), what=what or view.text, note=view.text, text=view.text)


def done(view: View) -> Said | None:
    """ "1 klart", "klar 2", "✓ Ben", "alla klara", "alla utom Ben klara"."""
    place = view.clause.index("done")
    if place is None and view.has("yes") and view.who and view.atoms[0].kind == "name" and view.only("yes"):
        place = view.clause.index("yes")
    if place is None or view.third_person or view.negated or view.has("will", "hypo"):
        return None
    if view.unknown_before(place, *(("fact",) if view.but else ())) and not (view.who and view.first_name == 0):
        return None
    if view.but:
        return Said("done", (), "all", view.but, on=view.day_it_was(), text=view.text)
    note = view.text_without("done", "yes", "all", "rest", dates=[view.moment("past")])
    return Said(
        "done",
        view.who,
        view.everybody(),
        on=view.day_it_was(),
        contact_kind=view.contact_kind,
        note=note,
        text=view.text,
    )


def fact(view: View) -> Said:
    """Anything else is known of whoever it stands with, as it was written, without the name it begins with."""
    who = view.who
    if not who and view.atoms[0].mention is not None and view.atoms[0].mention.owner:
        who = (view.atoms[0].mention,)  # "Annas syster gifter sig": worth to remember of Anna
        return Said("fact", who, note=view.text, text=view.text, theirs=True)
    note = view.text
    if who and view.first_name == 0:
        note = view.text_without() or view.text
    if view.first_name == 1 and view.atoms[0].has("and", "but") and note.startswith(view.atoms[0].text):
        note = note[len(view.atoms[0].text) :].strip()
    until = view.by if view.by is not None and view.by.ends else None
    return Said(
        "fact", who, note=note, text=view.text, moment=until, own=not who and view.atoms[0].has("i"),
        theirs=view.third_person or view.has("third", "theirs"), ahead=view.by, on=view.day_it_was(),
    )  # fmt: skip
