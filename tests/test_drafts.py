"""Drafts: messages to adapt, in two languages and two tones, that invent nothing and cut nothing."""

import re
from datetime import date, timedelta
from email.message import EmailMessage
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from followupd.domain.journal import ListedJournal
from followupd.mail.drafts import KINDS
from followupd.mail.drafts.draft import INVITATION, Drafter
from followupd.practice.state import PracticeState
from tests.conftest import MONDAY, STOCKHOLM, Home, at, held_mails, html_of, person, preview, row
from tests.drafts.make import FOLDER, drafts

BOOK = """\
[[contact]]
name = "Anna Lind"
email = "anna@example.org"
every = "1 month"
last = 2026-10-20
company = "Norrsken"
role = "Head of Grid"

[[contact]]
name = "Professor Dahl"
circle = "teachers"
last = 2026-10-01
language = "sv"

[[contact]]
name = "Elin Strand"
url = "https://example.org/in/elin"
"""
NOON = at(MONDAY, "12:00")


def draft(home: Home, *arguments: str) -> str:
    said = home.run("draft", *arguments, now=NOON)
    assert said.code == 0, said.err
    return said.out


@row("R7")
@pytest.mark.parametrize("language", ["sv", "en"])
@pytest.mark.parametrize("tone", ["formal", "informal"])
@pytest.mark.parametrize("kind", KINDS)
def test_every_draft_is_there_in_both_languages_and_tones_and_marks_its_gaps(
    local_home: Home, kind: str, tone: str, language: str
) -> None:
    local_home.book(BOOK)
    said = draft(local_home, "anna", "--kind", kind, "--tone", tone, "--language", language)
    first = said.splitlines()[0]
    assert first.startswith(("Subject: ", "Ämne: "))
    assert re.search(r"\[\w[^\]]*\]", said), "nothing is left for the person to say"
    assert ("Maja Berg" in said.partition("\n")[2]) == (tone == "formal")
    assert ("Anna Lind" in said.partition("\n")[2]) == (tone == "formal" and language == "en")
    assert not re.search(r"None|False|\{|\}| {2}|\n{3}", said)
    english = {"the", "you", "and", "Kind", "Thank"}
    assert (language == "sv") == (not english & set(re.findall(r"\w+", said)))


@row("R7")
def test_a_draft_says_only_what_is_known_and_a_private_note_goes_in_as_a_gap(local_home: Home) -> None:
    local_home.configure()
    local_home.book(BOOK + '[[event]]\nname = "CHARM"\nstarts = 2026-11-20T10:00\n')
    local_home.run("met", "Lisa Ek", "--at", "charm", "--note", "shy, hiring in spring", now=NOON)
    said = draft(local_home, "lisa")
    assert said.startswith("Subject: Good to meet you at CHARM\n\nHi Lisa,\n")
    assert "[what you talked about: shy, hiring in spring]" in said
    assert re.sub(r"\[[^\]]*\]", "", said).count("hiring") == 0
    assert "I saw that you work as Head of Grid at Norrsken, so I thought of you." in draft(
        local_home, "anna", "--kind", "advice"
    )


@row("R8")
def test_asking_for_a_talk_says_that_it_is_advice_and_no_job_and_how_long(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("interview", "anna", "candidate", now=NOON)
    said = draft(local_home, "anna")
    assert "20 to 30 minutes" in said
    assert "advice, not a job" in said
    local_home.run("interview", "anna", "asked", now=NOON)
    later = local_home.run("draft", "anna", now=NOON + timedelta(days=7)).out
    assert "once more, gently" in later


@pytest.mark.parametrize(
    ("setup", "kind"),
    [
        (["log", "anna", "--received", "--note", "a tip"], "Thank you for your help"),
        (["log", "anna", "--promise", "the article", "--by", "2026-11-24"], "As promised"),
        (["interview", "anna", "candidate"], "Could I ask you for advice?"),
        ([], "How are things?"),
    ],
)  # fmt: skip
def test_without_a_kind_the_draft_fits_the_moment(local_home: Home, setup: list[str], kind: str) -> None:
    local_home.book(BOOK)
    if setup:
        local_home.run(*setup, now=NOON)
    assert draft(local_home, "anna").startswith(f"Subject: {kind}\n")


def test_teachers_and_recruiters_are_spoken_to_formally_in_their_language(local_home: Home) -> None:
    local_home.book(BOOK)
    said = draft(local_home, "dahl")
    assert "Hej Professor Dahl!" in said, "whose first name is not known"
    assert said.endswith("Med vänlig hälsning\nMaja Berg\n")


def test_a_draft_that_does_not_exist_is_answered_with_those_there_are(local_home: Home) -> None:
    local_home.book(BOOK)
    said = local_home.run("draft", "anna", "--kind", "thank", now=NOON)
    assert said.code == 2
    assert said.err.startswith('there is no draft called "thank"; there are advice, after-event, ')


@row("R7")
@example("x" * 80, "y" * 80, "z" * 80, True, "en")
@settings(max_examples=60, deadline=None)
@given(
    st.text(st.characters(categories=["L"]), min_size=1, max_size=80), st.text(st.characters(categories=["L"]), min_size=1, max_size=80),
    st.text(st.characters(categories=["L", "Zs"]), max_size=90), st.booleans(), st.sampled_from(["sv", "en"]),
)  # fmt: skip
def test_an_invitation_is_never_longer_than_a_network_takes(
    first: str, last: str, about: str, formal: bool, language: str
) -> None:
    from followupd.domain.book import Book

    contact = person(f"{first} {last}")
    drafter = Drafter(f"{last} {first}", language, about)
    facts = drafter.facts(contact, PracticeState(Book((contact,)), ListedJournal([]), NOON, STOCKHOLM), language)
    written = drafter.draft("connect", {**facts, "event": last}, formal=formal, language=language)
    assert 0 < len(written.body) <= INVITATION


# --- in the digest -----------------------------------------------------------------------------------------


def buttons(mail: EmailMessage) -> list[str]:
    import html

    return [html.unescape(one) for one in re.findall(r'href="(mailto:[^"]*)"', html_of(mail))]


@row("R7")
def test_one_click_opens_the_mail_program_with_subject_and_text(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.run("log", "anna", "--received", "--note", "å & ä?", now=at(date(2026, 11, 20)))
    local_home.tick(at(MONDAY))
    (link,) = buttons(local_home.mails()[-1])
    parts = urlsplit(link)
    said = parse_qs(parts.query, strict_parsing=True)
    assert (parts.scheme, parts.path, said["subject"]) == ("mailto", "anna@example.org", ["Thank you for your help"])
    assert said["body"][0].startswith("Hi Anna,\r\n\r\nThank you for your help: [å & ä?].")
    assert "+" not in parts.query  # RFC 6068: a space is %20


def test_without_an_address_the_profile_comes_with_a_text_to_take_along(local_home: Home) -> None:
    local_home.configure(digest='days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]')
    local_home.book(BOOK.replace('name = "Elin Strand"', 'name = "Elin Strand"\nlast = 2026-01-01\nevery = "1 week"'))
    local_home.tick(at(MONDAY))
    said = held_mails(local_home)[-1]
    assert "    Open the profile: https://example.org/in/elin\n    Hi Elin,\n" in said
    assert "Hi Elin,<br>" in html_of(local_home.mails()[-1])


def test_a_message_too_long_for_a_link_leaves_the_link_short(local_home: Home) -> None:
    (local_home.folder / "mine").mkdir()
    (local_home.folder / "mine/reconnect.en.txt").write_text("Subject: x\n\n" + "å" * 900)
    local_home.config.write_text(local_home.config.read_text() + '\n[drafts]\ntemplates = "mine"\n')
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    assert buttons(local_home.mails()[-1]) == ["mailto:anna@example.org"]


# --- templates of one's own --------------------------------------------------------------------------------


@pytest.fixture
def own(local_home: Home) -> Home:
    (local_home.folder / "mine").mkdir()
    local_home.config.write_text(local_home.config.read_text() + '\n[drafts]\ntemplates = "mine"\n')
    local_home.book(BOOK)
    return local_home


def template(home: Home, name: str, text: str) -> None:
    (home.folder / "mine" / name).write_text(text)


def test_a_template_of_ones_own_replaces_ours_or_adds_a_kind(own: Home) -> None:
    template(own, "thanks.en.txt", "Subject: Cheers, {{ first }}\n\nYou are great. {{ gap('why') }}\n")
    template(own, "fika.sv.txt", "Ämne: Fika?\n\nHej {{ first }}, ska vi ta en fika?\n")
    assert draft(own, "anna", "--kind", "thanks") == "Subject: Cheers, Anna\n\nYou are great. [why]\n"
    assert (
        draft(own, "anna", "--kind", "fika", "--language", "sv") == "Subject: Fika?\n\nHej Anna, ska vi ta en fika?\n"
    )
    missing = own.run("draft", "anna", "--kind", "fika", now=NOON)
    assert (missing.code, "in this language (en)" in missing.err) == (2, True)


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Subject: x\n\n{% if %}\n", "mine/reconnect.en.txt:3: Expected an expression"),
        ("Subject: x\n\nHi\n{{ nobody }}\n", "mine/reconnect.en.txt:4: 'nobody' is undefined"),
        ("Subject: x\n\n{{ first.__class__.__mro__ }}\n", "mine/reconnect.en.txt:3: access to attribute '__class__'"),
        ("Subject: x\n\n{{ 1 / 0 }}\n", "mine/reconnect.en.txt:3: division by zero"),
        ("Subject: x\n\n{% for a in me %}{% for b in me %}x{% endfor %}{% endfor %}\n", "mine/reconnect.en.txt:3: For: a draft knows"),
        ("Subject: x\n\n{{ 'x' * 9999999999999 }}\n", "mine/reconnect.en.txt:3: Mul: a draft knows"),
        ("Subject: x\n\n{{ '%1000000000d' % 1 }}\n", "mine/reconnect.en.txt:3: Mod: a draft knows"),
        ("Subject: x\n\n{{ 'x'.ljust(1500000000) }}\n", "mine/reconnect.en.txt:3: Call: a draft knows"),
        ("Subject: x\n\n{% set a = me ~ me %}\n", "mine/reconnect.en.txt:3: Concat: a draft knows"),
        ("Subject: x\n\n{% for a in me recursive %}{{ loop(me) }}{% endfor %}\n", "mine/reconnect.en.txt:3: For: a draft knows"),
        ("Subject: x\n\n{% block b %}{{ self.b() }}{% endblock %}\n", "mine/reconnect.en.txt:3: Block: a draft knows"),
        ("Subject: x\n\n" + "x" * 8000, "mine/reconnect.en.txt:1: longer than 8000 characters"),
        ("Subject: x\n\n{{ me | center(1000000000) }}\n", "mine/reconnect.en.txt:3: No filter named 'center'"),
        ("Subject: x\n\n" + "{% if me %}" * 120 + "{% endif %}" * 120, "mine/reconnect.en.txt: too many "),
        ('Subject: x\n\n{% include "/etc/passwd" %}\n', "mine/reconnect.en.txt:3: Include: a draft knows"),
        ("no subject\n", "mine/reconnect.en.txt:1: a draft begins with the line"),
        ("Subject: x\n\n\udcff\n", "mine/reconnect.en.txt: 'utf-8' codec can't decode"),
    ],
)  # fmt: skip
def test_a_broken_template_is_named_with_its_line_and_stops_no_digest(own: Home, text: str, fault: str) -> None:
    (own.folder / "mine/reconnect.en.txt").write_bytes(text.encode("utf-8", "surrogateescape"))
    said = own.run("draft", "anna", now=NOON)
    assert (said.code, said.out.startswith("Subject: How are things?")) == (1, True)  # ours takes its place
    assert said.err.startswith(str(own.folder / fault))
    assert said.err.count("\n") == 1
    own.tick(at(MONDAY))
    mail = held_mails(own)[-1].replace("\n  ", " ")
    assert "A template of yours is broken, so ours is used." in mail
    assert "How%20are%20things" in html_of(own.mails()[-1]).replace("=\n", "")


def test_check_names_every_broken_template_at_once(own: Home) -> None:
    template(own, "thanks.en.txt", "Subject: x\n\n{% if %}\n")
    template(own, "advice.sv.txt", "Subject: x\n{{ \n")
    assert [line.partition(": ")[0] for line in own.run("check").err.splitlines()] == [
        str(own.folder / "mine/advice.sv.txt:2"), str(own.folder / "mine/thanks.en.txt:3"),
    ]  # fmt: skip


def test_a_missing_folder_is_a_fault_for_check_and_stops_nothing(own: Home) -> None:
    (own.folder / "mine").rmdir()
    assert "there is no such folder" in own.run("check").err
    assert "Hi Anna," in draft(own, "anna")
    assert "Good to know" not in preview(own, MONDAY)


def test_whoever_has_neither_address_nor_profile_comes_with_a_text_when_something_presses(local_home: Home) -> None:
    local_home.book('[[event]]\nid = "charm"\nname = "CHARM"\nstarts = 2026-11-20T10:00\n')
    local_home.run("met", "Lisa Ek", "--at", "charm", now=at(date(2026, 11, 22)))
    local_home.tick(at(MONDAY))
    assert "    Hi Lisa,\n\n    It was good to meet you at CHARM on Friday!" in held_mails(local_home)[-1]


def test_whoever_is_known_by_a_title_is_not_called_by_it_alone(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Prof. Eva Dahl"\nlast = 2026-10-01\n')
    assert "Hi Eva," in draft(local_home, "dahl")


def test_who_you_are_is_said_in_your_own_language_only(local_home: Home) -> None:
    local_home.config.write_text(
        local_home.config.read_text().replace("[digest]", 'about = "a third-year engineer"\n[digest]', 1)
    )
    local_home.book(BOOK)
    assert "I am a third-year engineer." in draft(local_home, "anna", "--kind", "advice")
    assert "[vem du är, på en rad]" in draft(local_home, "anna", "--kind", "advice", "--language", "sv")


def test_every_draft_in_both_languages_and_tones_is_the_one_in_the_files() -> None:
    """Files of tests/drafts, for reading; `python -m tests.drafts.make` writes them anew."""
    written = {path.name: path.read_text() for path in FOLDER.glob("*.txt")}
    assert dict(drafts()) == written
    kinds = {name.partition(".")[0] for name in written}
    assert len(written) == 4 * len(kinds)
    assert all(any(kind.startswith(known) for kind in kinds) for known in KINDS)


def test_a_swedish_draft_says_du_and_no_title_and_keeps_its_paragraphs() -> None:
    swedish = {name: text for name, text in drafts() if ".sv." in name}
    assert not [name for name, text in swedish.items() if "Professor" in text or "\n\n\n" in text]
    assert all("Hej Anna" in text or "Grattis" in text for text in swedish.values())
    advice = swedish["advice.sv.informal.txt"]
    assert "\n\nSkulle du ha" in advice
    assert "Du är chef för nätplanering på Ellevio" in advice


def test_a_short_form_fits_two_text_messages_and_needs_nothing_filled_in() -> None:
    for name, text in drafts():
        short = text.rpartition("---\n")[2].strip()
        assert len(short) <= 300, name
        assert "[" not in short or name.startswith("connect-nothing-known"), name
