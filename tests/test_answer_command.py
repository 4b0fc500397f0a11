"""`followupd answer`: what a sentence does is done once, told, undone, asked back where it is not clear."""

import json
from datetime import date, timedelta

import pytest

from followupd.inbox.answer import Answers
from followupd.store import answers, entries
from tests.conftest import MONDAY, Home, Said, at, calendar_of, due, flat_mails, preview

DAY = timedelta(days=1)
BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02

[[contact]]
name = "Cleo Andersson"
every = "1 month"
last = 2026-10-03

[[contact]]
name = "Anna Berg"
every = "1 year"
last = 2026-11-01

[[contact]]
name = "Eva Holm"
every = "1 year"
last = 2026-11-01

[[event]]
name = "CHARM"
starts = 2026-11-21T10:00
ends = 2026-11-21T16:00
"""


def answer(home: Home, text: str, *more: str, clock: str = "09:00", day: date = MONDAY) -> Said:
    said = home.run("answer", text, *more, now=at(day, clock))
    assert said.code == 0, said.err
    return said


def document(home: Home, text: str, *more: str) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = json.loads(answer(home, text, "--json", *more).out)
    return found


@pytest.fixture
def digest(home: Home) -> Home:
    home.book(BOOK)
    home.tick(at(MONDAY))
    return home


def test_a_number_of_the_mail_is_the_person_it_shows(digest: Home) -> None:
    assert document(digest, "1 klart, hon anställer i vår")["did"] == [
        {"contact": "anna-lind", "action": "log", "on": "2026-11-23", "note": "hon anställer i vår"}
    ]
    assert "anna-lind" not in due(digest, at(MONDAY, "10:00"))


@pytest.mark.parametrize(
    ("said", "note"),
    [
        ("pratade med Ben om hans nya jobb", "om hans nya jobb"),
        ("talked to Ben about his new job", "about his new job"),
    ],
)
def test_what_is_new_about_somebody_is_remembered_as_new(digest: Home, said: str, note: str) -> None:
    assert document(digest, said)["did"][0]["note"] == note


def test_a_rehearsal_changes_nothing(digest: Home) -> None:
    found = document(digest, "fick hjälp av Eva med CV:t", "--dry-run")
    assert [loop["kind"] for loop in found["opened"]] == ["thanks", "outcome"]
    with digest.opened() as service:
        assert entries.all_entries(service.account) == []
    document(digest, "träffade Sara Holm, Volvo", "--dry-run")
    assert "Sara" not in (digest.folder / "contacts.toml").read_text()


def test_an_answer_comes_from_standard_input_too(digest: Home) -> None:
    said = digest.run("answer", "-", now=at(MONDAY, "09:00"), stdin="Ben: fika i torsdags\nCleo om två veckor\n")
    assert "Ben Ek: in touch on Thursday 19 November." in said.out
    assert "Cleo Andersson comes back on Monday 7 December." in said.out


def test_an_answer_to_an_earlier_digest_is_read_against_that_one(digest: Home) -> None:
    answer(digest, "alla klara")
    digest.tick(at(MONDAY + DAY))
    assert "anna-lind" in answer(digest, "1 klar", "--to", "2026-11-23", "--json", day=MONDAY + DAY).out
    assert digest.run("answer", "1 klar", "--to", "2026-10-01", now=at(MONDAY)).code == 2


def test_undo_takes_back_the_whole_last_answer_and_then_the_one_before(digest: Home) -> None:
    answer(digest, "ringde Ben igår, han blir pappa i juni, lovade skicka artikeln")
    answer(digest, "1 klart")
    assert "taken back" in answer(digest, "ångra").out
    with digest.opened() as service:
        assert {entry.contact for entry in entries.effective(service.account)} == {"ben-ek"}
    answer(digest, "undo")
    with digest.opened() as service:
        assert entries.effective(service.account) == []


def test_a_name_of_several_people_is_asked_and_a_number_answers(digest: Home) -> None:
    answer(digest, "alla klara")
    with digest.opened() as service:  # a mail without any Anna
        desk = Answers(service.account, service.settings, service.state_in_force)
        asked = desk.answer("ringde Anna igår, hon flyttar", at(MONDAY, "09:30"), mail=(MONDAY + DAY, "digest")).asked
    assert [who for _number, who in asked[0].candidates] == ["anna-lind", "anna-berg"]
    assert "Anna Berg: in touch on Sunday 22 November. Noted: hon flyttar." in answer(digest, "2", clock="09:40").out


def test_a_name_that_one_person_in_the_mail_has_is_that_person_and_it_is_said(digest: Home) -> None:
    said = answer(digest, "ringde Anna").out
    assert "Anna Lind: in touch today." in said
    assert "Anna was taken for Anna Lind." in said


def test_what_nobody_is_named_for_is_asked_back(digest: Home) -> None:
    found = document(digest, "klart")
    assert found["did"] == []
    assert found["asked"][0]["candidates"] == ["anna-lind", "ben-ek", "cleo-andersson"]
    assert "Cleo Andersson: in touch today." in answer(digest, "3").out


def test_somebody_met_is_in_the_book_and_the_48_hours_run(digest: Home) -> None:
    said = answer(digest, "träffade Sara Holm (Volvo, sara@volvo.example), batterier").out
    assert "You met Sara Holm at CHARM. Noted: batterier." in said
    assert 'email = ["sara@volvo.example"]' in (digest.folder / "contacts.toml").read_text()
    assert "You met at CHARM" in due(digest, at(MONDAY, "10:00"))["sara-holm"]["reason"]


def test_somebody_met_nobody_knows_where_is_asked_about_and_a_number_adds_them(home: Home) -> None:
    home.book(BOOK + '[[event]]\nname = "Tech Night"\nstarts = 2026-11-20T18:00\nends = 2026-11-20T21:00\n')
    home.tick(at(MONDAY))
    said = answer(home, "träffade Sara Holm, Volvo").out
    assert "Where did you meet Sara Holm?" in said
    assert "2  Tech Night" in said
    assert "You met Sara Holm at Tech Night." in answer(home, "2").out


def test_a_book_that_cannot_be_written_keeps_somebody_new_out_and_says_so(digest: Home) -> None:
    (digest.folder / "contacts.toml").rename(digest.folder / "real.toml")
    digest.book("[broken", "contacts.toml")
    said = digest.run("answer", "träffade Sara Holm, Volvo", now=at(MONDAY, "09:00"))
    assert said.code == 1
    assert "Sara Holm: " in said.out
    with digest.opened() as service:
        assert entries.all_entries(service.account) == []


def test_an_exam_is_asked_about_the_day_after(digest: Home) -> None:
    answer(digest, "1 2 3 klara")
    answer(digest, "Ben har tenta den 4 december")
    asked = due(digest, at(date(2026, 12, 2)))["ben-ek"]
    assert (asked["due"], asked["planned"]) == ("2026-12-05", "2026-12-07"), "the 5th is a Saturday"
    assert asked["reason"] == "Time to ask how it went: tenta den 4 december."
    answer(digest, "ringde Ben", day=date(2026, 12, 7))
    assert "ben-ek" not in due(digest, at(date(2026, 12, 8)))


def test_a_milestone_learnt_in_an_answer_is_congratulated_on(digest: Home) -> None:
    answer(digest, "ringde Ben, han gifter sig den 5 december")
    assert "gifter sig" in preview(digest, date(2026, 12, 4))
    answer(digest, "ångra")
    assert "gifter sig" not in preview(digest, date(2026, 12, 4))


def test_whoever_has_a_time_rests_until_then_stands_in_the_calendar_and_is_asked_about(digest: Home) -> None:
    answer(digest, "1 3 klara")
    answer(digest, "ny tid med Ben på fredag kl 10.30")
    digest.tick(at(MONDAY, "10:00"))
    item = calendar_of(digest)["Ben Ek"]
    assert item["dtstart"].dt == at(date(2026, 11, 27), "10:30")
    assert due(digest, at(date(2026, 11, 26)))["ben-ek"]["planned"] == "2026-11-30"
    assert "Today, 10:30" in preview(digest, date(2026, 11, 27))
    assert "How was it?" in due(digest, at(date(2026, 11, 30)))["ben-ek"]["reason"]
    answer(digest, "ny tid med Ben den 4 december 12:00", day=date(2026, 11, 26))
    digest.tick(at(date(2026, 11, 26), "10:00"))
    assert calendar_of(digest)["Ben Ek"]["dtstart"].dt == at(date(2026, 12, 4), "12:00")


def test_everything_rests_until_a_day_and_no_mail_comes(digest: Home) -> None:
    answer(digest, "1 klart")
    answer(digest, "paus till 7 jan")
    before = len(flat_mails(digest))
    for n in range(1, 45):
        digest.tick(at(MONDAY + n * DAY))
    assert len(flat_mails(digest)) == before
    digest.tick(at(date(2027, 1, 7)))
    assert len(flat_mails(digest)) == before + 1


def test_an_unanswered_attempt_is_no_contact_and_rests_a_few_days(digest: Home) -> None:
    answer(digest, "1 3 klara")
    answer(digest, "Ben svarade inte")
    assert due(digest, at(MONDAY + DAY))["ben-ek"]["planned"] == "2026-11-27"
    with digest.opened() as service:
        assert not any(entry.in_touch for entry in entries.effective(service.account) if entry.contact == "ben-ek")


def test_the_same_answer_by_its_key_counts_once(digest: Home) -> None:
    with digest.opened() as service:
        desk = Answers(service.account, service.settings, service.state_in_force)
        first = desk.answer("1 klart", at(MONDAY, "09:00"), key="<a@example.org>")
        assert first.number is not None
        answers.fold(service.account, [first.number], ())
        again = desk.answer("1 klart", at(MONDAY, "09:05"), key="<a@example.org>")
        assert (first.repeated, again.repeated) == (False, True)
        assert again.deeds == ()
        assert len(entries.all_entries(service.account)) == 1


def test_a_pasted_quotation_is_no_answer(digest: Home) -> None:
    quoted = "2 ok\n\nDen mån 23 nov. 2026 kl 08:00 skrev followupd <maja@example.test>:\n> 1 klart\n> 3 klart\n"
    assert [deed["contact"] for deed in document(digest, quoted)["did"]] == ["ben-ek"]


def test_what_is_too_large_for_an_answer_is_refused_with_the_mend(digest: Home) -> None:
    said = answer(digest, "ta bort Ben helt").out
    assert "more than an answer may do" in said
    assert "contacts file" in said


def test_why_somebody_comes_up_is_explained(digest: Home) -> None:
    assert "You were last in touch with Cleo Andersson" in answer(digest, "varför Cleo?").out


def test_an_empty_answer_is_refused(digest: Home) -> None:
    assert digest.run("answer", "-", now=at(MONDAY), stdin=" \n").code == 2
