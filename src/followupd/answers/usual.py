"""A line as it would usually be written: dictated marks as marks, dialect as the common words, and without what is quoted
or only tells apart. What is read then is the same for all."""

import re
from collections.abc import Mapping

from followupd.answers.vocabulary import meaning_at

_QUOTED = re.compile(r"[\"“”»«][^\"“”»«]{8,400}[\"“”»«]")
"""Somebody's words, and no deeds of the writer's."""
_SAID_BY = re.compile(
    r"(?i)^\W*(?:enligt \w+,?|according to \w+,?|as \w+ says,?|som \w+ säger,?|(?:i (?:hear|heard)|(?:jag )?(?:hör|hörde)) "
    r"(?:från|av|from) \w+ (?:att|that)|(?:saw|såg|read|läste) (?:on|på|in|i) "
    r"(?:linkedin|insta\w*|facebook|fb|tiktok|the news|tidningen|nyheterna)(?: (?:that|att))?)\s+(?=\w)"
)
"""By whom the writer has something: what follows is a fact about those it names."""
_IT_WAS = re.compile(
    r"(?i)^(\W*(?:nej,? |no,? |jo,? )?)(?:det var|it was) ([^\W\d_]+(?: [A-ZÅÄÖ]\w+)?) (?:som|who|that) "
)
_TELLS_APART = re.compile(r"(?i)(?<=\w)\s*\((?:inte|ej|not) (?:den |the )?\w+(?: \w+)?\)")
_TELEPHONE = re.compile(r"(?<!\w)(?:\+\d{2} ?|0)\d{1,3}[- ]?\d{2,3}[ -]?\d{2}[ -]?\d{2}\b")
_ITS_NUMBER = re.compile(r"(?i)\bnya? nummer|nummer\b|\bnumber\b")
_TURNS = (
    (re.compile(r"(?i)\s*[–,-]\s*(?:sorry|förlåt)[, ]+(?:i mean,? |jag menar,? )?(?=(?:on |på |i )?(?:mon|tue|wed|thu|fri|sat|sun|mån|tis|ons|tors|fre|lör|sön|yesterday|igår|i går|idag|today))"), ", nej vänta, "),
    (re.compile(r"(?i)[.,]?\s*\b(?:eller|or) (?:vänta|wait)[, ]+"), ", nej vänta, "),
    (re.compile(r"(?i)\s*[–,-]\s*(?:no|nej)[, ]*(?:sorry|förlåt)[, ]+"), ", nej vänta, "),
    (re.compile(r"(?i)\b(everyone|everybody|all|alla|allihopa) but\b"), r"\1 except"),
    (re.compile(r"(?i), ([^\W\d_]+ [^\W\d_]+) alltså\W*$"), r", nej vänta, \1"),
    (re.compile(r"(?i)[.,]?\s*\b(?:eller|or) (?:nä|nej|no),? (\w+)(?: (?:menar jag|i mean))?\s*$"), r", nej vänta, \1"),
    (re.compile(r"(?i)[.,]\s*(\w+),? (?:i mean|menar jag)\W*$"), r", nej vänta, \1"),
)  # fmt: skip
"""Ways to turn round that mean "no wait"."""
_MARKS = {"punkt": ".", "full stop": ".", "period": ".", "komma": ",", "comma": ",", "frågetecken": "?",
          "question mark": "?", "utropstecken": "!", "exclamation mark": "!", "ny rad": ".", "new line": "."}  # fmt: skip
_DICTATED = re.compile(rf"(?i)(?<=\w) ({'|'.join(_MARKS)})(?= |$)")
_BEFORE_TO_COME = re.compile(r"(?i)\b(?:att|ska|skall|kan|kunde|vill|få|får|skulle|måste|inte)$")
"""What makes "komma" a verb."""
_SWEDISH = re.compile(
    r"(?i)\b(?:jag|ja|och|är|inte|int|han|hon|hen|på|till|från|igår|i går|idag|imorgon|ska|lovade|ringde|det|att|har|i \w+da?s)\b|[åäö]"
)
_ENGLISH = re.compile(
    r"(?i)\b(?:the|with|and|to|is|my|was|i'm|i've|him|her|at|about|helped|called|told|met|had|has|have|for|she|he|they|we|you|it|of|on|but|so|me for|me with)\b"
)
_DIALECT: Mapping[str, str] = {
    "me": "med", "te": "till", "å": "och", "e": "är", "ä": "är", "di": "de", "int": "inte", "inge": "inget",
    "na": "henne", "snacka": "snackade", "ha": "har", "ggn": "gången", "la": "väl",
    "ist": "i stället", "iaf": "i alla fall", "gidder": "orkar", "o": "och", "klokan": "klockan",
    "verktyge": "verktyget", "oxå": "också", "oxo": "också", "nån": "någon", "imorrn": "imorgon",
}  # fmt: skip
_ASIDE = re.compile(r"^([^()]+?)\s*(\([^()]{3,60}\))\s+(\w+(?: \w+){0,2})\W*$")
"""Something in brackets before the last words, which belong to what stands before it."""
_DO = r"(?= (?:send|bring|call|share|get|help|give|forward|see|meet|text|email|try|do|look|ask|tell|introduce)\b)"
_SHORT = (
    (re.compile(rf"(?i)\bid{_DO}"), "I'd"), (re.compile(rf"(?i)\bill{_DO}"), "I'll"), (re.compile(r"(?i)\bshes\b"), "she's"),
    (re.compile(r"(?i)\bhes\b"), "he's"), (re.compile(r"(?i)\btheyre\b"), "they're"), (re.compile(r"(?i)\bweve\b"), "we've"),
    (re.compile(r"(?i)\bive\b"), "I've"), (re.compile(r"(?i)\bim\b(?= )"), "I'm"), (re.compile(r"(?i)\b(all|alla) 3\b"), r"\1 three"),
    (re.compile(r"(?i)\balla three\b"), "alla tre"), (re.compile(r"(?i)\bu\b"), "you"),
    (re.compile(r"(?i)(?<=\w) (?=(?:för|eftersom|because|since) (?:jag|vi|han|hon|det|i|we|he|she|it|i'm|we're) )"), ", "),
    (re.compile(r"(?i)\bi stället\b"), "istället"),
    (re.compile(r"(?i)\b(hela|halva|den|denna|en|usel|lång|jobbig|tuff) (?-i:dan)\b"), r"\1 dagen"),
    (re.compile(r"(?i)\bdet? ja?g? ?skrev(?: (?:sist|nyss|senast))?\b"), "det senaste"),
)  # fmt: skip
"""What a phone leaves out, and what is written in more ways than one; in this order."""
_WEEKDAY = re.compile(r"(?i)\b(mån|tis|ons|tors|fre|lör|sön)(?:(d|n)?nas|das)\b|\b(mån|tis|ons|tors|fre|lör|sön)da\b")
_INTERJECTION = re.compile(r"(?i)^(?:u+m+|u+h+|e+h+m*|ö+h+|h+m+|å+h+|a+h+|o+h+|oj+|wow|omg)[ ,!.…]+(?=\w)")
_BROKEN_PERFECT = re.compile(r"(?i)\b(har|hade) (prata|ringa|träffa|fika|mejla|maila|luncha|skriva|äta)\b")
_SUPINE = {"prata": "pratat", "ringa": "ringt", "träffa": "träffat", "fika": "fikat", "mejla": "mejlat",
           "maila": "mailat", "luncha": "lunchat", "skriva": "skrivit", "äta": "ätit"}  # fmt: skip
_LETTERS = re.compile(r"[^\W\d_]+")


def usual(line: str) -> str:
    """The line as most would write it; one in which nothing is unusual stays as it is."""
    line = _INTERJECTION.sub("", _QUOTED.sub("…", line))
    line = _SAID_BY.sub("", line)
    line = _IT_WAS.sub(r"\1\2 ", line)
    if _ITS_NUMBER.search(line):
        line = _TELEPHONE.sub(lambda match: re.sub(r"[ -]", "", match[0]), line)
    for turn, meant in _TURNS:
        line = turn.sub(meant, line)
    if _TELLS_APART.search(line):
        line = _told_apart(line)
    if not re.search(r"[.,;!?]", line):
        line = _DICTATED.sub(_as_mark, line)
    line = _ASIDE.sub(r"\1 \3, \2", line)
    for short, whole in _SHORT:
        line = short.sub(whole, line)
    return _without_dialect(line) if _SWEDISH.search(line) and not _ENGLISH.search(line) else line


def _told_apart(line: str) -> str:
    """ "Anna Berg (inte Lind)" is Anna Berg; "Ben in my class (not Ben Ek)" is nobody here."""
    match = _TELLS_APART.search(line)
    before = line[: match.start()].split() if match is not None else []
    full = len(before) > 1 and before[-1][:1].isupper() and before[-2][:1].isupper()
    return _TELLS_APART.sub("", line) if full else line


def _as_mark(match: re.Match[str]) -> str:
    word = match[1].casefold()
    verb = word == "komma" and _BEFORE_TO_COME.search(match.string[: match.start()])
    return match[0] if verb else _MARKS[word]


def _without_dialect(line: str) -> str:
    def common(match: re.Match[str]) -> str:
        word = match[0]
        low = word.casefold()
        if low == "ja":
            following = _LETTERS.match(line, match.end() + 1)
            tags = (
                meaning_at([following[0].casefold()], 0)[1]
                if following is not None and line[match.end()] == " "
                else ()
            )
            return "jag" if {"did", "will", "promised", "thanked", "told", "fact"} & set(tags) else word
        if word[:1].isupper() and match.start():
            return word
        return _DIALECT.get(low, word)

    line = _WEEKDAY.sub(lambda match: f"{match[1]}dags" if match[1] else f"{match[3]}dag", line)
    line = re.sub(r"(?i)(?<!\bi )(?<!förra )\b((?:mån|tis|ons|tors|fre|lör|sön)dags)\b", r"i \1", line)
    line = _BROKEN_PERFECT.sub(lambda match: f"{match[1]} {_SUPINE[match[2].casefold()]}", line)
    return _LETTERS.sub(common, line)
