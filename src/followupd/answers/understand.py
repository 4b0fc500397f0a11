"""Understanding an answer: its lines, whom each is about, and what it does. Pure: nothing is changed here."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, time, timedelta

from followupd.answers import newcomers
from followupd.answers.automatic import is_automatic
from followupd.answers.clauses import Clause, clauses
from followupd.answers.corrections import corrected, is_doubtful, same_for_another, strangers, turned_round, turns
from followupd.answers.dates import Moment
from followupd.answers.deeds import HABIT_KINDS, NOTICE_KINDS, AnsweredMail, Deed, Question, Reason, Understood
from followupd.answers.names import Directory, Mention, directory_for
from followupd.answers.reading import Said, View
from followupd.answers.rules import read
from followupd.answers.short_replies import habit_deeds, short_reply
from followupd.answers.statements import Statement
from followupd.answers.usual import usual
from followupd.answers.words import cleaned
from followupd.practice.state import PracticeState

MOST_LINES, LONGEST_LINE, _FARTHEST = 80, 1000, timedelta(days=20 * 366)
_PROMISED = re.compile(r"(?i)\b(?:lovade|lovat|promised|i'll|jag ska (?:skicka|mejla|maila|höra))\b")
_BULLET = re.compile(r"^[-*•–]\s+(?=\S)")
_THEN = re.compile(r"(?i)\b(?:då|then)\b")
_SAME_DAY = re.compile(r"(?i)\b(?:samma|same) (?:dag|day|kväll|evening)\b")
_REASONS: dict[str, Reason] = {"too-large": "too-large", "question": "what", "when": "when", "several": "who"}
_FOR_ONE = frozenset({"done", "thanks", "snooze", "skip", "contact", "no-answer", "pause"})
"""What, without a name, is about the one person of the mail, when there is but one."""


def understand(text: str, practice_state: PracticeState, mail: AnsweredMail) -> Understood:
    """What an answer to a mail says, as of the practice's moment. Nothing is invented: what is not understood is kept
    as a note of whoever it stands with, and asked about where it stands with nobody."""
    lines = [usual(line.strip()[:LONGEST_LINE]) for line in cleaned(text).split("\n")]
    if is_automatic(text):
        return Understood(nothing=(lines[0],))
    directory = directory_for(lines, tuple(practice_state.contacts.values()), mail.people, mail.chosen)
    answer = _Answer(practice_state, mail, directory)
    for line in (_BULLET.sub("", line) for line in lines[:MOST_LINES]):
        deeds, rest = short_reply(line, mail, practice_state)
        answer.deeds += deeds
        if rest or not deeds:
            answer.line(rest)
    return answer.understood()


@dataclass
class _Answer:
    """An answer while it is read, line by line."""

    practice_state: PracticeState
    mail: AnsweredMail
    directory: Directory
    deeds: list[Deed] = field(default_factory=list)
    asked: list[Question] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    nothing: list[str] = field(default_factory=list)
    assumed: dict[str, str] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    current: list[Statement] = field(default_factory=list)
    """Whom a clause without a name goes on about."""
    begun: int = 0
    """How many statements there were before this line."""
    doubtful: bool = False
    """Whether this line has told of what did not happen."""
    before: str = ""
    last: Said | None = None

    @property
    def today(self) -> date:
        return self.practice_state.today

    @property
    def clock(self) -> time:
        return self.practice_state.now.astimezone(self.practice_state.zone).time()

    def understood(self) -> Understood:
        """Everything, once each."""
        found = [deed for statement in self.statements for deed in self._deeds_of(statement)]
        asked, kept, nothing = dict.fromkeys(self.asked), dict.fromkeys(self.kept), dict.fromkeys(self.nothing)
        deeds = tuple(dict.fromkeys([*self.deeds, *found]))
        return Understood(deeds, tuple(asked), tuple(kept), tuple(nothing), tuple(self.assumed.items()))

    def line(self, line: str) -> None:
        """Reads one line, which goes on about those of the line before where it names nobody."""
        if not any(letter.isalnum() or letter in "✓✔✅☑👍❌⏰💤" for letter in line):
            return
        if (begins := newcomers.heading(line, self.practice_state)) is not None:
            event, line = begins
            self.mail = replace(self.mail, evening=True, chosen={**self.mail.chosen, "event": event})
        if not line:
            return
        if (met := newcomers.read_line(line, self.mail, self.practice_state, self.directory, self.deeds)) is not None:
            self._met(met)
            return
        several = clauses(line, self.directory, self.mail, self.today)
        if self._takes_back(several, line):
            return
        if self.mail.evening and len(parts := newcomers.pieces(line)) > 1:
            for part in parts:
                self.line(part)
            return
        topic, self.begun, self.doubtful, self.before = False, len(self.statements), False, line
        day: date | None = None
        coming: Moment | None = None
        for number, clause in enumerate(several):
            view = View(clause, self.today, bool(self.current), topic, self.clock)
            said = replace(read(view), spoken_of=view.spoken_of)
            if said.on is None and (_SAME_DAY.search(clause.text) or self._goes_on(said)):
                said = replace(said, on=day)
            then = coming is not None and _THEN.search(clause.text) and not clause.has("kind:greeting")
            if said.kind in ("when", "plan") and then:
                said = replace(said, kind="snooze", moment=coming)
            day, coming = view.day_it_was() or day, view.ahead or coming
            alone = not self.current and len(self.statements) == self.begun
            said = same_for_another(said, clause, self.last)
            if said.kind == "contact" and said.on is None:
                said = replace(said, on=newcomers.day_there(clause.text, self.practice_state))
            self._take(said, clause, line, first=alone or number == 0)
            topic, self.last = said.kind == "topic", said if said.kind in _FOR_ONE else None

    def _goes_on(self, said: Said) -> bool:
        """ "Vi var på samma middag i lördags, pratade mest med Sofia": the day stands with what was said before."""
        ids = {one for mention in said.who for one in mention.ids} if said.kind == "contact" else set()
        return any(one.contact in ids and not one.says_something for one in self.statements[self.begun :])

    def _takes_back(self, several: Sequence[Clause], line: str) -> bool:
        """ "Nej vänta": what stands in such a line is asked; and the line before, when it begins with it."""
        anew, place = turned_round(line), next((number for number, one in enumerate(several) if turns(one)), None)
        if place is None and not anew:
            return False
        if not anew and place is not None and (mended := corrected(line, several, place)) is not None:
            self.line(mended)
            return True
        about = line
        if place == 0 and self.before:
            about = f"{self.before} / {line}"
            self.statements = self.statements[: self.begun]
        self.asked.append(Question(about, "what"))
        self.kept.append(about)
        self.current = []
        return True

    def _met(self, met: newcomers.Met) -> None:
        self.deeds = list(met.deeds)
        self.asked += met.asked
        self.current = []
        for slug, rest in met.more:
            statement = self._statement(slug)
            self.current = [statement]
            for clause in clauses(rest, self.directory, self.mail, self.today):
                said = read(View(clause, self.today, people_open=True))
                if said.kind in ("milestone", "ask", "appointment") or (
                    said.kind == "promise" and _PROMISED.search(rest)
                ):
                    statement.add(replace(said, note=""))  # which stands with the meeting
            self.statements.append(statement)

    def _take(self, said: Said, clause: Clause, line: str, *, first: bool) -> None:
        if said.kind == "courtesy" or self._concerns_everything(said, first=first):
            return
        if said.kind in ("too-large", "question", "when", "several"):
            ids = tuple(one for mention in said.who for one in mention.ids) if said.kind == "several" else ()
            self.asked.append(Question(said.text, _REASONS[said.kind], ids, line))
            self.kept.append(said.text)
            self.current = [] if said.kind == "several" else self.current
            return
        people = self._people(said, line)
        if people is None:
            self.current = []
            return
        if said.who or said.everybody:
            self.current = [self._of(who, said) for who in people]
        elif self.doubtful and said.kind not in ("fact", "topic"):
            self.nothing.append(said.text)
            return
        if said.kind == "no-answer" and self.mail.evening:
            said = replace(said, kind="nothing")  # somebody was not there
        if not self.current and said.spoken_of and said.kind in ("fact", "plan", "nothing"):
            people = [one for mention in said.spoken_of for one in mention.ids]
            self.current = [self._of(people[0], said)] if len(people) == 1 else []
            if self.current:
                return
        if not self.current:
            self.doubtful = self.doubtful or is_doubtful(said, clause)
            self._about_nobody(said, line)
            return
        if said.kind in ("nothing", "plan") and not any(statement.says_something for statement in self.current):
            self.nothing.append(said.text)
        self.doubtful = self.doubtful or is_doubtful(said, clause)
        if self.mail.evening and said.kind == "topic":
            seen = [newcomers.seen(statement.contact, self.mail, self.practice_state) for statement in self.current]
            self.deeds += [deed for deed in seen if deed is not None]
        for statement in self.current:
            self._add(statement, said)
        for stranger in strangers(said, clause):
            self.asked.append(Question(stranger, "unknown", (), line))

    def _add(self, statement: Statement, said: Said) -> None:
        future = said.moment.future if said.moment is not None else None
        if future is not None and future > self.today + _FARTHEST:
            self.asked.append(Question(said.text, "when"))
        else:
            statement.add(said)

    def _concerns_everything(self, said: Said, *, first: bool) -> bool:
        """What is about everything: an undo, a pause of all."""
        if said.who or said.kind not in ("undo", "pause", "resume"):
            return False
        if said.kind == "undo":
            self.deeds.append(Deed("undo"))
            return True
        if self.current and not first and said.everybody != "all":
            clear = len(self.current) == 1 and len(self.statements) > self.begun
            if not clear:
                self.asked.append(Question(said.text, "who", (), said.text))
            return not clear
        until = said.moment.future if said.moment is not None else None
        if said.kind == "resume":
            self.deeds.append(Deed("resume-all"))
        elif until is None or not first or (said.everybody != "all" and not said.is_of_everything):
            self.asked.append(Question(said.text, "when" if first else "who", (), said.text))
        else:
            self.deeds.append(Deed("pause-all", until=until))
        return True

    def _people(self, said: Said, line: str) -> list[str] | None:
        """The ids a clause is about; None where that has to be asked first."""
        if said.everybody:
            named = {statement.contact for statement in self.statements}
            left_out = {one for mention in said.but for one in mention.ids}
            found = [one for one in self.mail.people
                     if one not in left_out and (said.everybody == "all" or one not in named)]  # fmt: skip
            if (
                not found
                or (said.kind == "contact" and said.note)
                or any(len(mention.ids) != 1 for mention in said.but)
            ):
                self.asked.append(Question(said.text, "who", (), line))
                return None
            return found
        people = [self._one(mention, line) for mention in said.who]
        return None if any(one is None for one in people) else [one for one in people if one is not None]

    def _one(self, mention: Mention, line: str) -> str | None:
        if len(mention.ids) == 1:
            if mention.assumed:
                self.assumed[mention.text] = mention.ids[0]
            return mention.ids[0]
        reason: Reason = "number" if mention.number is not None else "who" if mention.ids else "unknown"
        self.asked.append(Question(mention.text, reason, mention.ids, line))
        return None

    def _of(self, key: str, said: Said) -> Statement:
        """The statement about somebody: a new one only for contact on another day."""
        known = next((one for one in reversed(self.statements) if one.contact == key), None)
        if known is None or known.is_of_another_day(said):
            known = self._statement(key)
            self.statements.append(known)
        return known

    def _statement(self, key: str) -> Statement:
        summary = self.practice_state.summaries.get(key)
        state = self.practice_state.contact_states.get(key)
        due = [one for one in state.obligations if one.due <= self.today] if state is not None else []
        handle = due[0].handle if due else ""
        return Statement(key, self.today, self.practice_state.zone, summary.open if summary else (), handle)

    def _deeds_of(self, statement: Statement) -> Iterator[Deed]:
        kind, _slash, subject = statement.contact.partition("/")
        if not subject or statement.contact in self.practice_state.contacts:
            yield from statement.deeds()
        elif kind in NOTICE_KINDS:
            yield from statement.of_notice(kind, subject, self.mail.told)
        elif kind in HABIT_KINDS and statement.says_something:
            note = "; ".join(statement.notes) or None
            yield from habit_deeds(statement.contact, statement.on or self.today, note, self.practice_state)
        elif kind not in HABIT_KINDS and (statement.notes or statement.more):
            self.kept.append("; ".join(statement.notes) or subject)
            self.asked.append(Question(self.kept[-1], "what"))

    def _about_nobody(self, said: Said, line: str) -> None:
        """A clause that is about nobody: a deed asks whose it is, what else it is stays and is asked about."""
        people = self.mail.people
        if said.kind in ("nothing", "plan"):
            self.nothing.append(said.text)
        elif said.kind in _FOR_ONE and len(people) == 1:
            self.current = [self._of(people[0], said)]
            self.assumed[said.text] = people[0]
            self._add(self.current[0], said)
        elif said.kind == "fact" and said.own:
            self.nothing.append(said.text)  # "jag åker bort"
        elif said.kind in ("fact", "topic"):
            self.asked.append(Question(said.text, "what", (), line))
            self.kept.append(said.text)
        else:
            self.asked.append(Question(said.text, "who", people if len(people) > 1 else (), line))
