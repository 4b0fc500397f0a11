"""What the clauses of one answer say of one person, put together into deeds."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from followupd.answers.deeds import Action, Deed
from followupd.answers.reading import Said
from followupd.answers.words import words
from followupd.domain.journal import Direction
from followupd.practice.loops import PROMISE_LENGTH, Loop
from followupd.text.folding import folded

_DAY = timedelta(days=1)
REST_AFTER_NO_ANSWER = timedelta(days=4)
"""How long somebody rests who did not answer."""
LATER = timedelta(weeks=1)
"""What "later" is when no day is given."""
_STEM = 4
"""So many letters in common make a word of an answer the same as one of a promise ("artikeln", "article")."""
_OWN_NEWS = frozenset({"jag", "i", "hur", "how", "det", "it", "mitt", "min", "my", "att", "that", "me", "mig"})
_TOGETHER = re.compile(r"(?i)\b(?:vi|we)\b")
_REACHED = re.compile(r"(?i)\b(?:ringde (?:upp|tillbaka)|(?:called|rang) back|snackade|pratade|talked|spoke|fick tag)\b")  # fmt: skip
_IT = re.compile(r"(?i)\b(?:send|skicka|skickar|ge|give|do|göra|get) (?:it|det|den)\b")
_NOON, _TO_ME = 12, re.compile(r"(?i)\b(?:till|to) (?:mig|mej|me)\b")
_NEVER = re.compile(r"(?i)\b(?:aldrig|never|ändå)\b")
_I_HAVE_NOT = re.compile(r"(?i)\W*(?:men |but |och |and )?(?:har|haven't|have not)\b")
_CLOSES: dict[str, Action] = {"thanks": "thanks", "outcome": "outcome", "promise": "kept-promise"}


@dataclass
class Statement:
    """One person, and what is said of them: gathered clause by clause. `loops` are open with them; `obligation` is the
    handle of what the mail named them for."""

    contact: str
    today: date
    zone: ZoneInfo
    loops: tuple[Loop, ...] = ()
    obligation: str = ""
    touched: bool = False
    done: bool = False
    on: date | None = None
    kind: str | None = None
    direction: Direction | None = None
    no_answer: bool = False
    denied: bool = False
    newest_fact: Said | None = None
    notes: list[str] = field(default_factory=list)
    closed: list[Deed] = field(default_factory=list)
    more: list[Deed] = field(default_factory=list)

    @property
    def says_something(self) -> bool:
        """Whether anything was done with them."""
        return self.touched or self.done or bool(self.closed)

    def is_of_another_day(self, said: Said) -> bool:
        """Whether the clause tells of contact on another day than the one before."""
        return (
            self.touched and said.kind in ("contact", "done") and None not in (said.on, self.on) and said.on != self.on
        )

    def add(self, said: Said) -> None:
        """Takes in what one more clause says."""
        if self.denied and said.kind in ("ask", "milestone") and not said.theirs:
            return  # "deadline 2 december" of what was not done
        match said.kind:
            case "contact" | "done" | "received" | "gave":
                self._in_touch(said)
            case "told":
                self._told(said)
            case "no-answer":
                self._no_answer(said)
            case "thanks":
                self._close("thanks", said)
            case "delivered":
                if not self._keeps_a_promise(said, said.what):
                    self._in_touch(replace(said, kind="gave", note=said.note))
            case "promise" | "milestone" | "ask" | "appointment":
                self._ahead(said)
            case "skip" | "resume":
                self.more.append(Deed(said.kind, self.contact))
            case "pause" | "snooze":
                self._rest(said)
            case "fact":
                self._fact(said)
            case "why":
                self.more.append(Deed("explain", self.contact))
            case "nothing" | "plan":
                self.denied = not self.says_something

    def of_notice(self, kind: str, subject: str, told: tuple[int, int]) -> Iterator[Deed]:
        """What is said of something noticed, in a mail that `told` of these entries: it counts, or not, or was thanks."""
        who = subject if kind == "noticed" else ""
        thanked = [replace(deed, contact=who) for deed in self.closed if deed.action == "thanks" and who]
        refused = any(deed.action == "skip" for deed in self.more)
        if thanked:
            yield from thanked
        elif refused or self.says_something:
            handle = f"{told[0]}-{told[1]}" if who else f"{subject}-{told[1]}"
            yield Deed("notice", who, kind="no" if refused else "yes", handle=handle)

    def _in_touch(self, said: Said) -> None:
        sent = said.kind == "contact" and said.contact_kind in ("mail", "message")
        if sent and not _TO_ME.search(said.text) and self._keeps_a_promise(said, said.note):
            return
        meets = any(deed.action == "appointment" for deed in self.more)
        if said.kind == "contact" and said.on is None and not self.touched and meets:
            self.notes.append(said.note or said.text)
            return  # "Ben på fredag kl 13, lunch på Chalmers"
        reached = _REACHED.search(said.text) is not None
        if self.no_answer and said.kind == "contact" and said.contact_kind in ("call", None) and not reached:
            return  # "ej svar (ringt två gånger)"
        self.touched, self.done = self.touched or said.kind != "done", self.done or said.kind == "done"
        self.on = self.on or said.on
        if self.kind in (None, "meeting") or self.no_answer:  # "called, no answer, so I texted"
            self.kind = said.contact_kind or self.kind
        self.no_answer = self.denied = False
        if said.kind in ("received", "gave"):
            self.direction = "received" if said.kind == "received" else self.direction or "gave"
        self.notes += [said.note] if said.note else []

    def _told(self, said: Said) -> None:
        """Telling one's own news to somebody who helped is what came of the help."""
        own = any(word.low in _OWN_NEWS for word in words(said.text))
        if own and any(loop.kind == "outcome" for loop in self.loops):
            self._close("outcome", said)
        else:
            self._in_touch(replace(said, kind="contact"))

    def _no_answer(self, said: Said) -> None:
        if (self.denied and _NEVER.search(said.text)) or (self.touched and _I_HAVE_NOT.match(said.text)):
            return
        self.no_answer, self.touched, self.done = True, False, False
        self.on = said.on or self.on
        self.more = [deed for deed in self.more if deed.action != "snooze"]

    def _close(self, kind: str, said: Said) -> None:
        loop = next((loop for loop in self.loops if loop.kind == kind), None)
        self.on = self.on or said.on
        self.closed.append(self._closing(kind, said.on, said.note, loop))

    def _closing(self, kind: str, on: date | None, note: str, loop: Loop | None) -> Deed:
        what, handle = (loop.about or None, loop.handle) if loop is not None else (None, "")
        return Deed(_CLOSES[kind], self.contact, on=on, note=note or None, what=what, handle=handle)

    def _keeps_a_promise(self, said: Said, what: str) -> bool:
        """Whether what was sent is what was promised: a word in common."""
        given = _stems(what)
        loop = next((one for one in self.loops if one.kind == "promise" and given & _stems(one.about)), None)
        if loop is not None:
            self.closed.append(self._closing("promise", said.on, "", loop))
            self.on = self.on or said.on
        return loop is not None

    def _promised_before(self, said: Said) -> None:
        """ "Han vill ha mitt CV senast fredag, det lovade jag": what stands before is the promise."""
        fact, self.newest_fact = self.newest_fact, None
        if fact is None or any(deed.action == "promise" for deed in self.more):
            return
        moment = said.moment or fact.moment or fact.ahead
        by = moment.future if moment is not None else None
        self.more.append(Deed("promise", self.contact, by=by or self.today + PROMISE_LENGTH, what=fact.note))

    def _ask_about_it(self) -> None:
        """ "Hon lanserar 1 dec, kolla hur det gick": what stands before, on the day after."""
        fact = self.newest_fact
        if fact is not None and fact.ahead is not None and fact.ahead.future is not None:
            self.more.append(Deed("ask", self.contact, on=fact.ahead.future + _DAY, what=fact.note))

    def _has_promised(self, what: str) -> bool:
        return any(loop.kind == "promise" and _stems(loop.about) & _stems(what) for loop in self.loops)

    def _ahead(self, said: Said) -> None:
        day = said.moment.future if said.moment is not None else None
        if said.kind == "promise" and not said.what:
            self._promised_before(said)
            return
        if said.kind == "ask" and said.moment is None:
            self._ask_about_it()
            return
        if said.kind == "promise" and said.moment is None and self._has_promised(said.what):
            return  # it is open already
        last = self.more[-1] if self.more else None
        if said.kind == "promise" and day and last and last.action == "promise" and _IT.search(said.text):
            self.more[-1] = replace(last, by=day)  # "I owe her a link, said I'd send it this week"
            return
        if said.kind == "promise":
            self.more.append(Deed("promise", self.contact, by=day or self.today + PROMISE_LENGTH, what=said.what))
            return
        assert said.moment is not None and day is not None  # noqa: S101, PT018 - the rules have looked
        if said.kind == "appointment" and said.moment.at is not None:
            at = datetime.combine(day, said.moment.at, self.zone)
            if said.contact_kind in ("dinner", "drinks") and at.hour < _NOON:
                at += timedelta(hours=_NOON)  # "middag klockan sju"
            self.more.append(Deed("appointment", self.contact, at=at, kind=said.contact_kind, what=said.what or None))
            return
        if said.kind == "ask" and self._is_a_deadline(said, day):
            return
        self.notes.append(said.note)
        on, action = (day + _DAY, "ask") if said.kind == "ask" else (day, "milestone")
        self.more.append(Deed(action, self.contact, on=on, what=said.what))  # type: ignore[arg-type]

    def _is_a_deadline(self, said: Said, day: date) -> bool:
        """ "Deadline 2 december" after a promise is by when it is due."""
        last = self.more[-1] if self.more and not said.theirs else None
        if last is None or last.action != "promise" or last.by != self.today + PROMISE_LENGTH:
            return False
        self.more[-1] = replace(last, by=day)
        return True

    def _rest(self, said: Said) -> None:
        until = said.moment.future if said.moment is not None else None
        if said.moment is not None and said.moment.at is not None and until and _TOGETHER.search(said.text):
            self._ahead(replace(said, kind="appointment"))  # "vi tar det på torsdag kl 17.30"
        elif said.note and self.touched and said.moment is not None and said.moment.precision == "month":
            self.notes.append(said.note)  # "vill ses i januari"
        elif said.kind == "pause":
            self.more = [deed for deed in self.more if deed.action != "pause"]
            self.more.append(Deed("pause", self.contact, until=until))
        elif all(deed.action != "appointment" for deed in self.more):  # "kaffe imorgon 9.15, ska tacka honom då"
            self.more = [deed for deed in self.more if deed.action not in ("snooze", "skip")]
            self.more.append(Deed("snooze", self.contact, until=until or self.today + LATER))

    def _fact(self, said: Said) -> None:
        if self.denied and not said.theirs:
            return  # an excuse
        last = self.more[-1] if self.more else None
        by_default = last is not None and last.action == "promise" and last.by == self.today + PROMISE_LENGTH
        if last is not None and by_default and said.moment is not None:
            self.more[-1] = replace(last, by=said.moment.future)
        self.newest_fact = said
        if self.touched and self.on is None and self.direction == "received" and said.theirs:
            self.on = said.on  # "he helped me, he read my letter last night"
        got = said.theirs and not {"fatt", "fick", "got", "received"}.isdisjoint(folded(said.note).split())
        if got and self._keeps_a_promise(said, said.note):
            return
        self.notes.append(said.note)

    def deeds(self) -> list[Deed]:
        """Everything said, contact first."""
        found = [replace(deed, on=deed.on or self.on or self.today) for deed in self.closed]
        if self.done and not self.touched and not found:
            found += self._done_by_obligation()
        if self.touched or (self.done and not found):
            found.append(Deed("log", self.contact, on=self.on or self.today, kind=self.kind, direction=self.direction))
        if self.no_answer and not self.touched:
            waits = any(deed.action in ("snooze", "appointment") for deed in self.more)
            until = None if waits else self.today + REST_AFTER_NO_ANSWER
            found.append(Deed("no-answer", self.contact, on=self.on or self.today, until=until))
        note = "; ".join(dict.fromkeys(filter(None, self.notes))) or None
        return [*(self._with_note(found, note) if note is not None else found), *self.more]

    def _done_by_obligation(self) -> Iterator[Deed]:
        """ "Klart" beside a thank-you or a promise: that is what was done."""
        loop = next((loop for loop in self.loops if loop.handle == self.obligation and loop.kind in _CLOSES), None)
        if loop is not None:
            self.done = False
            yield self._closing(loop.kind, self.on or self.today, "", loop)

    def _with_note(self, found: list[Deed], note: str) -> list[Deed]:
        if not found:
            return [Deed("note", self.contact, on=self.today, note=note)]
        place = next((number for number, deed in enumerate(found) if deed.action == "log"), 0)
        both = "; ".join(dict.fromkeys(filter(None, (found[place].note, note))))
        found[place] = replace(found[place], note=both)
        return found


def _stems(text: str) -> set[str]:
    found = (word.text for word in words(text) if len(word.text) > _STEM and word.text[0].isalpha())
    return {folded(one)[:_STEM] for one in found} - _COMMON


_COMMON = frozenset(
    [
        "skic",
        "send",
        "till",
        "fina",
        "igar",
        "ring",
        "mejl",
        "mail",
        "denn",
        "deta",
        "dett",
        "some",
        "that",
        "this",
        "with",
        "hono",
        "henn",
    ]
)
"""What is in many promises, and tells none apart."""
