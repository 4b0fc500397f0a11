"""Rules for what is decided, denied or only said: everything that is no deed, or turns one round."""

import re
from dataclasses import replace
from datetime import timedelta

from followupd.answers.reading import Said, SaidKind, View

_DAY = timedelta(days=1)
_DEEDS = ("did", "done", "thanked", "told", "promised", "helped", "delivered", "plan", "thing", "couldn't", "forgot",
          "answer", "skip", "will", "deliver", "newcomer", "snooze", "pause")  # fmt: skip
_LATE_WORDS = frozenset({"då", "then", "dess", "tills dess"})


def topic(view: View) -> Said | None:
    """ "Anna:", "1": only names, which what follows is about."""
    return Said("topic", view.who, text=view.text) if view.clause.topic else None


def courtesy(view: View) -> Said | None:
    """ "Tack, bra mejl!", a greeting, an excuse: nothing."""
    words = [atom for atom in view.atoms if atom.kind != "date"]
    if view.clause.mentions or not words or not view.has("courtesy"):
        return None
    if view.people_open and view.moment("future") is not None:
        return None  # "Cleo: in two weeks please"
    small = all(atom.has("courtesy", "filler", "and", "person", "i", "but") for atom in words)
    return Said("courtesy", text=view.text) if small else None


def hypothetical(view: View) -> Said | None:
    """ "Nästan ringde", "drömde att", "hade jag haft tid": nothing happened."""
    first, *rest = [atom.text.casefold() for atom in view.atoms]
    if first in ("if", "om", "ifall", "unless") and rest:
        return Said("nothing", view.who, text=view.text)
    if not view.has("hypo") and not (first in ("hade", "had") and first in rest):
        return None
    acts = view.has("did", "done", "thanked", "plan", "thing", "told", "promised", "delivered", "helped", "snooze",
                    "skip", "deliver")  # fmt: skip
    if not acts or (view.third_person and not view.has("hypo")):
        return None
    return Said("nothing", view.who, text=view.text)


def cancelled(view: View) -> Said | None:
    """ "Fikan blev inställd", "tackade nej": a fact, and no contact."""
    return Said("fact", view.who, note=view.text, text=view.text) if view.has("cancelled") else None


def several(view: View) -> Said | None:
    """ "Ben eller Kim": which of them is asked."""
    place = view.clause.index("or")
    if place is None or not 0 < place < len(view.atoms) - 1:
        return None
    before, after = view.atoms[place - 1], view.atoms[place + 1]
    return (
        Said("several", (before.mention, after.mention), text=view.text) if before.mention and after.mention else None
    )


def too_large(view: View) -> Said | None:
    """Removing people, settings, stopping: more than an answer may do."""
    place = view.clause.index("big")
    if place is None or view.third_person:
        return None
    small = all(
        atom.kind == "name" or atom.has("filler", "i", "will", "courtesy", "request") for atom in view.atoms[:place]
    )
    if not small or view.atoms[place].has("forgot"):
        return None
    return Said("too-large", view.who, text=view.text)


def undo(view: View) -> Said | None:
    """ "Ångra": the last answer is taken back."""
    if not view.has("undo") or view.negated or not view.only("undo", "no", "oops", "yes", "request"):
        return None
    return Said("undo", view.who, text=view.text)


def why(view: View) -> Said | None:
    """ "Varför Ben?" """
    place = view.clause.index("why")
    mine = any(atom.has("i") for atom in view.atoms)  # "so why would I"
    if place is not None and not mine and all(atom.has("filler") or atom.kind == "name" for atom in view.atoms[:place]):
        return Said("why", view.who, text=view.text)
    return None


def question(view: View) -> Said | None:
    """A question is no deed, unless it asks for one ("kan du pausa Ben?")."""
    asks = view.clause.after == "?" and not view.has("request")
    if asks or (view.atoms[0].has("what") and not view.atoms[0].has("did", "thing")):
        return Said("question", view.who, text=view.text)
    return None


def resume(view: View) -> Said | None:
    """ "Återuppta Dan"."""
    if (
        not view.has("resume")
        or view.third_person
        or not view.only("resume", "pause", "not", "snooze", "all", "rest", "fact", "will", "done", "yes")
    ):
        return None
    return Said("resume", view.who, view.everybody(), text=view.text)


_BACK = re.compile(r"(?i)^\W*(?:bring|put|take|få|ta|lägg)\b.{1,60}\b(?:back|tillbaka)\b")


def brought_back(view: View) -> Said | None:
    """ "Bring Dan back", and with a day, when."""
    if (
        view.third_person
        or view.negated
        or not view.who
        or not _BACK.search(view.text)
        or not view.clause.atoms[0].tags
    ):
        return None
    moment = view.moment("future")
    kind: SaidKind = "snooze" if moment is not None else "resume"
    return Said(kind, view.who, moment=moment, text=view.text)


def pause(view: View) -> Said | None:
    """ "Vila Dan till maj", "paus till 7 jan"; not "hon tar en paus", which is about her."""
    if view.is_about_third or not view.has("pause", "leave"):
        return None
    if view.negated:
        return Said("nothing", view.who, text=view.text) if view.only("pause", "not", "all") else None
    if not all(atom.has("pause", "leave", "snooze", "all", "rest", "will", "fact") or atom.text.casefold() in ("give", "ge", "ska få", "få", "får", "kan få", "may")
               for atom in view.content):  # fmt: skip
        return None
    until = view.until
    if not view.has("pause") and (view.who or view.people_open or until is None):
        return None  # "är på semester till maj" is a fact about somebody, unless nobody is named
    if view.who and view.has("will") and view.third_person and not _MAY_REST.search(view.text):
        return None
    return Said("pause", view.who, view.everybody(), moment=until, text=view.text)


_FROM_ME = re.compile(r"(?i)\b(?:from me|av mig|från mig)\b")
_INSTEAD = re.compile(r"(?i)\b(?:instead|istället|nästa|next)\b")
_MAY_REST = re.compile(r"(?i)\bfå vila\b")


def no_answer(view: View) -> Said | None:
    """An attempt without an answer is no contact."""
    said = Said("no-answer", view.who, on=view.day_it_was(), text=view.text)
    sought = next((atom for atom in view.atoms if atom.text.casefold() in ("sökt", "sökte")), None)
    if sought is not None and any(atom.kind == "word" and not atom.tags for atom in view.atoms):
        return None  # "han har sökt nytt jobb"
    if view.has("no answer"):
        return replace(said, kind="fact", note=view.text, on=None) if _they_tried(view) else said
    place = view.clause.index("answer")
    if not view.negated or place is None:
        return None
    if _FROM_ME.search(view.text):
        return Said("nothing", view.who, text=view.text)
    before = any(atom.has("i") for atom in view.atoms[:place])
    between = view.atoms[place + 1 : view.first_name] if view.first_name is not None and view.first_name > place else ()
    towards = view.first_name is not None and view.first_name > place
    heard = bool(between) and between[-1].text.casefold() in ("från", "from", "av")
    if before or (towards and not heard and not view.has("got")):
        return None  # it was the writer who has not answered
    return said


def _they_tried(view: View) -> bool:
    """ "Anna tried to call": it was the writer who was not reached."""
    place = view.clause.index("no answer") or 0
    tries = view.atoms[place].text.casefold().startswith(("försök", "tried", "sökte"))
    return (
        tries
        and place > 0
        and view.atoms[place - 1].kind == "name"
        and not any(atom.has("i") for atom in view.atoms[:place])
    )


def skip(view: View) -> Said | None:
    """ "Inte Ben den här gången", "skippa 3"; a verb beside the negation would deny a deed instead."""
    named = bool(view.who) or view.people_open or bool(view.everybody())
    words = ("not", "no", "skip", "this time", "rest", "all", "nobody", "yet", "will", "but", "fact", "yes")
    if not named or view.third_person or not view.has("not", "no", "skip") or not view.only(*words):
        return None
    bare = any(atom.text.casefold() in _BARE for atom in view.atoms)
    if not view.has("skip") and not (bare and (view.who or view.topic_before or view.has("rest", "all"))):
        return None
    if (
        not view.has("skip")
        and not view.topic_before
        and len(view.who) == 1
        and view.who[0].surname
        and view.people_open
    ):
        return Said("nothing", text=view.text)  # "Anna Berg, inte Lind"
    if view.has("will", "fact") and not view.has("skip"):
        return None
    if view.people_open and view.who and not view.topic_before and not view.has("skip", "this time") and not view.ahead:
        return Said("nothing", text=view.text)  # "it was Cleo I called, not Ben"
    if view.has("yet") or (not view.who and view.has("nobody", "all") and not view.has("skip")):
        return Said("nothing", view.who, text=view.text)
    moment = view.moment("future")
    if moment is None or moment.future is None or view.has("skip"):
        return Said("skip", view.who, view.everybody(), text=view.text)
    day = moment.future + _DAY  # "not today": tomorrow
    if moment.precision != "day":
        day = moment.future + 7 * _DAY if moment.past is None else view.today + (7 - view.today.weekday()) * _DAY
    return Said("snooze", view.who, view.everybody(), moment=replace(moment, past=None, future=day), text=view.text)


_BARE = frozenset({"inte", "ej", "not", "no", "nej", "nope", "nä", "nah", "näe", "nix", "nää", "nej tack"})


def negation(view: View) -> Said | None:
    """What was not done is not done; a fact may well be a negation ("hon vill inte flytta")."""
    nothing = Said("nothing", view.who, text=view.text)
    if (view.has("forgot") and not view.third_person) or (
        view.negated and view.has("thanked") and not view.has("told")
    ):
        return nothing
    if (
        view.has("nobody")
        and not view.who
        and view.only("nobody", "couldn't", "did", "newcomer", "new", "not", "thing", "done", "this time")
    ):
        return nothing
    if not view.negated:
        return None
    moment = view.moment("future")
    put_off = moment is not None and (moment.ends or _INSTEAD.search(view.text))
    if view.has("couldn't") and moment is not None and put_off and not view.third_person:
        return Said("snooze", view.who, moment=moment, text=view.text)  # "hinner inte förrän på söndag"
    place = view.clause.index("not") or 0
    deed = view.clause.index("did", "done", "thanked", "told", "delivered")
    if deed is not None and deed < place and not view.third_person and _stands(view, deed, place):
        return None  # "ringde Ben, som inte visste något": the deed stands
    if view.third_person and not (view.has("did", "done") and not view.has("will", "told", "fact", "plan")):
        return nothing if view.has("couldn't") and not view.has("fact", "will") else None
    return nothing if view.has(*_DEEDS) or not view.content else None


def _stands(view: View, deed: int, place: int) -> bool:
    """Whether what is denied is something else than the deed: it begins anew after "att", "som" or a pronoun."""
    between = view.atoms[deed + 1 : place]
    anew = any(
        atom.has("i", "third") or atom.text.casefold() in ("att", "that", "som", "who", "vad", "what")
        for atom in between
    )
    return anew and not any(atom.has("couldn't", "will", "hypo") for atom in view.atoms[:place])


def snooze(view: View) -> Said | None:
    """ "Skjut upp 3 två veckor", "Cleo om en vecka", "Cleo senare"."""
    future, waits = view.moment("future"), any(atom.text.casefold() in _CAN_WAIT for atom in view.atoms)
    if (
        view.negated
        or (view.third_person and not waits)
        or view.has("did", "delivered", "thanked", "promised", "booked")
    ):
        return None
    if not (view.who or view.people_open or view.everybody()):
        return None
    said = Said("snooze", view.who, view.everybody(), moment=future, text=view.text)
    others = ("snooze", "will", "rest", "all", "i", "plan", "but", "maybe", "this time", "request", "fact",
              *(("third", "them") if waits else ()))  # fmt: skip
    if view.has("snooze") and not view.has("done") and view.only(*others):
        weak = {"plan", "fact", "filler", "will", "this time", "delivered"}
        strong = waits or any(atom.has("snooze") and not atom.tags & weak for atom in view.atoms)
        late = any(
            atom.text.casefold() in _LATE_WORDS or atom.text[:6].casefold() in ("påminn", "remind")
            for atom in view.atoms
        )
        if future is None and strong and late:
            return replace(said, kind="when")
        if future is None and _FOR_A_WHILE.search(view.text) and _LEFT_ALONE.search(view.text):
            return replace(said, kind="pause")
        if (future is not None and (strong or future.at is None)) or (strong and not view.has("plan")):
            return said
    soon = future is not None and future.at is not None and future.at > view.clock
    if future is None or (future.past == view.today and not soon) or not view.only("rest", "all", "this time", "maybe"):
        return None
    if not (view.who or view.everybody() or view.topic_before):
        return None
    return replace(said, kind="appointment") if future.at is not None else said


_FOR_A_WHILE = re.compile(r"(?i)\b(?:a while|ett tag|tills vidare)\b")
_LEFT_ALONE = re.compile(r"(?i)\b(?:leave|låt|lämna)\b")
_CAN_WAIT = frozenset({"can wait", "kan vänta", "får vänta", "could wait"})
