"""Where people turn round in a line: corrections, doubt, and names of nobody known."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from followupd.answers.atoms import Atom
from followupd.answers.clauses import Clause
from followupd.answers.reading import Said

_TURNED_ROUND = re.compile(
    r"(?i)\b(?:(?:eller|or) (?:\w+ ){1,3}(?:menar jag|i mean)|alltså(?=\)|,)|ing?en av (?:dom|dem)|(?:none|neither) of them|"
    r"(?:bara|only|just) \w+ (?:som )?(?:svarade|kom|dök|picked up|answered|showed|came)|det var bara|it was (?:only|just) \w+$|"
    r"(?:wrong|fel) (?-i:[A-ZÅÄÖ]\w+)|did nothing|gjorde (?:ingenting|inget)|skojar|just kidding|(?:ligger|sparat|kvar) i utkast|in (?:my )?drafts|"
    r"jag var inte med|(?:wasn't|was not) there|utan mig|without me|lovar att jag|(?:inte|not) \d (?:utan|but)|never said|aldrig sagt|samma tid|same time)|"
    r"(?:not|inte) (?-i:[A-ZÅÄÖ]\w+), (?:her|his|hennes|hans)|så räknas (?:det )?(?:väl )?inte|so (?:it|that) doesn't count|"
    r"(?:also a|another|en annan|också en) (?-i:[A-ZÅÄÖ])|(?:skrev|wrote|mejl|mail)\b.{1,80}\b(?:vågade inte skicka|"
    r"aldrig skicka\w*|inte skickat|didn't send|never sent|haven't sent)|[.,] (?:no|nej),? \d|"
    r"the other one\b|not the one in|så inte än|so not yet|(?:the other|den andra) (?!two|three|day|one|två|tre|dagen|veckan|kvällen|person)\w+|"
    r"\((?:inte|ej|not) (?:the|den|hon|han)\b|(?:i (?:said|wrote|typed)|jag (?:sa|skrev)) \w+(?: \w+)? (?:but|men) \w* ?(?:meant|menade)|"
    r"\((?:inte|ej|not) (?-i:[A-ZÅÄÖ])|, (?:inte|not) your (?-i:[A-ZÅÄÖ])|"
    r"[,.] (?:eller )?(?:nej|no),? (?:shit|sa|sorry|hon|han|hen|she|he|det)\b"
)

_RATHER = frozenset({"sorry", "förlåt", "oops", "alltså", "menar", "menade", "i mean", "i meant", "jag menar", "jag menade",
                     "rather", "correction", "rättelse", "snarare"})  # fmt: skip
_TOO = re.compile(r"(?i)^\W*(?:och |and )?\S+(?: \S+)? (?:också|too|as well|likewise|ditto|samma)\W*$")


def turned_round(line: str) -> bool:
    """Whether a line takes back, or narrows, what it said first, in a way that no rule follows: "only Ben answered"."""
    return _TURNED_ROUND.search(line) is not None


def turns(clause: Clause) -> bool:
    """ "No wait"; "alltså Berg"."""
    first = clause.atoms[0].text.casefold()
    another = first in ("alltså", "menar", "dvs", "rather") and any(atom.kind == "name" for atom in clause.atoms[1:2])
    rest = [atom for atom in clause.atoms[1:] if not atom.has("filler", "courtesy", "and", "i")]
    says_else = first in _RATHER and bool(rest) and all(atom.kind in ("name", "date", "number") for atom in rest)
    return (clause.has("oops") and not clause.has("undo")) or another or says_else or (clause.text == "NOT")


def corrected(line: str, several: Sequence[Clause], place: int) -> str | None:
    """The line as it was meant, when only a day or a name is put right: "i tisdags, nej vänta, i onsdags"."""
    before = [atom for clause in several[:place] for atom in clause.atoms]
    here = [atom for clause in several[place:] for atom in clause.atoms]
    first = next((number for number, atom in enumerate(here) if atom.has("oops")), None)
    if place == 0:
        before, here = (here[:first], here[first:]) if first else ([], [])
    turn = max((number for number, atom in enumerate(here) if atom.has("oops")), default=0)
    if whole := _said_anew(line, before, here[turn + 1 :]):
        return whole
    small = ("oops", "filler", "courtesy", "fact", "no", "but")
    said = [atom for atom in here if not atom.has(*small) and atom.text != "alltså"]
    if not before or len(said) != 1 or said[0].kind not in ("date", "name"):
        return None
    meant = [atom for atom in before if atom.kind == said[0].kind]
    if len(meant) != 1:
        return None
    end = before[-1].end
    return line[: meant[0].start] + said[0].text + line[meant[0].end : end]


def _said_anew(line: str, before: Sequence[Atom], rest: Sequence[Atom]) -> str | None:
    """The whole thing in other words: "hoppa över Cleo, nej, påminn mig på onsdag"."""
    acts = any(atom.has("snooze", "skip", "pause", "plan", "did") for atom in rest)
    names = [atom for atom in before if atom.kind == "name"]
    if len(names) != 1 or len(rest) < 2 or not acts:
        return None
    again = {mention.ids for atom in rest if (mention := atom.mention) is not None}
    text = line[rest[0].start :]
    if not again:
        return f"{names[0].text}: {text}"
    return text if names[0].mention is not None and again == {names[0].mention.ids} else None


def same_for_another(said: Said, clause: Clause, last: Said | None) -> Said:
    """ "Skippa Ben, Cleo också": what was said `last`, of another; or put off, and not left out."""
    if last is not None and last.kind == "skip" and all(atom.kind == "date" for atom in clause.atoms):
        return replace(last, kind="snooze", moment=clause.atoms[0].moment)  # "nej, nästa månad"
    if last is None or said.kind not in ("fact", "topic") or not said.who or not _TOO.search(clause.text):
        return said
    return replace(last, who=said.who, note="")


def is_doubtful(said: Said, clause: Clause) -> bool:
    """Whether what follows in the line did not happen either."""
    condition = clause.atoms[0].text.casefold() in ("if", "om", "ifall", "unless")
    return said.kind == "nothing" and (clause.has("hypo") or condition)


def strangers(said: Said, clause: Clause) -> Iterator[str]:
    """Names of nobody known beside those who are ("ringde Anna och Karin")."""
    if said.kind not in ("contact", "done", "thanks", "snooze") or not said.who:
        return
    for before, joint, other in zip(clause.atoms, clause.atoms[1:], clause.atoms[2:], strict=False):
        if joint.has("and") and (before.kind == "name") != (other.kind == "name"):
            stranger = other if before.kind == "name" else before
            if stranger.kind == "word" and not stranger.tags and stranger.text[:1].isupper():
                yield stranger.text
