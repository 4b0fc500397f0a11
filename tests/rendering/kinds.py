"""Every kind of mail, as a life of some weeks brings them, in one language."""

from datetime import date, timedelta
from email.message import EmailMessage
from pathlib import Path

from tests.conftest import MONDAY, Home, at

DAY = timedelta(days=1)
INBOX = '\n[inbox]\nhost = "127.0.0.1"\npassword_file = "password"\n'
WORDS = {
    "sv": ("Chef för nätplanering", "Fråga om nya kontoret.", "pratade om exjobbet", "skicka artikeln om batterier",
           "Läsa en balansräkning", "Kommentera ett inlägg", "Nytt jobb på ABB", "Energiingenjör med hjärta för elnät"),
    "en": ("Head of Grid Planning", "Ask about the new office.", "talked about the thesis", "send the article on batteries",
           "Read a balance sheet", "Comment on a post", "New job at ABB", "Energy engineer with a heart for grids"),
}  # fmt: skip


def book(language: str) -> str:
    """The people of an ordinary student: a fair on Wednesday, a talk in it, eight people in the week."""
    role, note, _met, _promised, goal, practice, milestone, pitch = WORDS[language]
    return f"""\
[[contact]]
name = "Anna Lind"
email = "anna@example.org"
phone = "+46 70 123 45 67"
every = "6 weeks"
last = 2026-10-05
company = "Norrsken Energy"
role = "{role}"
url = "https://www.linkedin.com/in/anna-lind"
channel = "fika"
notes = "{note}"

[[contact]]
name = "Ben Ek"
email = "ben@example.org"
every = "1 month"
last = 2026-09-01
birthday = "1999-11-24"

[[contact]]
name = "Cleo Berg-Andersson"
email = "cleo@example.org"
every = "3 months"
last = 2026-10-24

[[contact]]
name = "Ida Sund"
phone = "070-123 45 68"
every = "2 months"
last = 2026-09-24

[[contact]]
name = "Johan Nyström"
url = "https://example.org/johan"
every = "3 months"
last = 2026-08-24

[[contact]]
name = "Eva Ström"
email = "eva@example.org"
every = "1 year"
last = 2026-08-28
goals = ["balance"]

[[contact]]
name = "Nils Öberg"
email = "nils@example.org"
every = "1 month"
last = 2026-10-26

[[contact]]
name = "Moa Dal"
email = "moa@example.org"
every = "1 month"
last = 2026-10-27
birthday = "11-27"

[[milestone]]
contact = "nils-öberg"
what = "{milestone}"
on = 2026-12-01

[[goal]]
id = "balance"
name = "{goal}"
by = 2026-12-03

[[practice]]
name = "{practice}"
every = "1 week"

[[event]]
id = "charm"
name = "CHARM"
starts = 2026-11-25T10:00
ends = 2026-11-25T16:00
place = "Chalmers"
url = "https://example.org/charm"
pitch = "{pitch}"
companion = "Ben"

[[event]]
name = "Hackathon"
starts = 2026-12-05T10:00
ends = 2026-12-05T18:00
place = "Lindholmen"
"""


def every_kind(home: Home, language: str) -> dict[str, EmailMessage]:
    """The newest mail of each kind; "week" is the same Monday as one mail for the week."""
    _live(home, language, "", MONDAY + 13 * DAY)
    found = {str(mail["Message-ID"])[1:].partition(".")[0]: mail for mail in home.mails()}
    digests = [mail for mail in home.mails() if str(mail["Message-ID"]).startswith("<digest")]
    found |= {f"digest-{n}": mail for n, mail in enumerate(digests)}
    home.tick(at(date(2027, 1, 1), "12:00"))
    found["review"] = next(mail for mail in home.mails() if str(mail["Message-ID"]).startswith("<review"))
    return found


def example_week(home: Home, language: str) -> EmailMessage:
    """The mail of a whole week."""
    _live(home, language, 'days = ["mon"]', MONDAY)
    return next(mail for mail in home.mails() if str(mail["Message-ID"]).startswith("<digest"))


def _live(home: Home, language: str, digest: str, until: date) -> None:
    _role, _note, met, promised, *_rest = WORDS[language]
    home.configure(language=language, digest=digest)
    home.config.write_text(home.config.read_text() + INBOX)
    Path(home.folder / "password").write_text("x\n")
    Path(home.folder / "password").chmod(0o600)
    home.book(book(language))
    home.run("log", "anna", "--note", met, "--received", now=at(date(2026, 10, 6), "12:00"))
    home.run("log", "anna", "--kind", "thanks", now=at(date(2026, 10, 7), "12:00"))
    home.run("log", "ida", "--promise", promised, "--by", "2026-11-28", now=at(date(2026, 11, 20), "12:00"))
    where = ("--at", "2026-11-25T15:00", "--place", "Café Kringlan")
    home.run("interview", "cleo", "booked", *where, now=at(date(2026, 11, 20), "12:00"))
    for n in range((until - MONDAY).days + 1):
        for clock in ("08:00", "19:00"):
            home.tick(at(MONDAY + n * DAY, clock))
