"""The commands, as a person or a script calls them."""

import csv
import json
import logging
import os
import re
import stat
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from followupd import __version__
from followupd.cli import main
from tests.conftest import MONDAY, Home, at

BOOK = """\
[[contact]]
name = "Anna Lind"
email = "anna@example.org"
every = "6 weeks"
last = 2026-10-01

[[contact]]
name = "Anna Berg"
every = "1 month"
last = 2026-11-01

[[contact]]
name = "Ben Ek"
every = "1 year"
last = 2026-10-01
"""
NOON = at(MONDAY, "12:00")


@pytest.fixture
def home(home: Home) -> Home:
    home.book(BOOK)
    return home


def due(home: Home, *arguments: str, on: date = MONDAY) -> dict[str, dict[str, str]]:
    said = home.run("due", "--json", *arguments, now=at(on, "12:00"))
    assert said.code == 0, said.err
    return {row["contact"]: row for row in json.loads(said.out)}


# --- looking -----------------------------------------------------------------------------------------------


def test_due_lists_whose_turn_it_is_and_who_comes_within_the_lookahead(home: Home) -> None:
    rows = due(home)
    assert list(rows) == ["anna-lind"]
    assert rows["anna-lind"] == {
        "contact": "anna-lind", "name": "Anna Lind", "due": "2026-11-12", "planned": "2026-11-23",
        "status": "overdue", "kind": "follow-up", "reason": "You wanted to be in touch every 6 weeks; it has been 8 weeks.",
    }  # fmt: skip
    later = due(home, on=date(2026, 11, 26))
    assert {who: row["status"] for who, row in later.items()} == {"anna-lind": "overdue", "anna-berg": "upcoming"}
    assert due(home, on=date(2026, 12, 1))["anna-berg"]["status"] == "due"


def test_due_shows_a_birthday_as_somebodys_turn(home: Home) -> None:
    home.book(BOOK + 'birthday = "11-24"\n')
    row = due(home)["ben-ek"]
    assert (row["kind"], row["planned"], row["reason"]) == ("birthday", "2026-11-24", "Birthday.")


def test_due_in_a_pipe_is_plain_text(home: Home) -> None:
    said = home.run("due", now=NOON)
    assert said.out == "2026-11-23  Anna Lind  overdue  You wanted to be in touch every 6 weeks; it has been 8 weeks.\n"


def test_due_by_the_stored_plan_says_the_same_as_by_a_new_one(home: Home) -> None:
    once, again = home.run("due", "--json"), home.run("due", "--json")
    assert json.loads(once.out) == json.loads(again.out)


@pytest.mark.parametrize("change", ["book", "log", "config", "environment"])
def test_the_stored_plan_is_not_used_once_anything_has_changed(
    home: Home, change: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = {row["contact"] for row in json.loads(home.run("due", "--json").out)}
    assert "anna-lind" in before
    if change == "book":
        home.book('[[contact]]\nname = "Zoe"\nlast = 2020-01-01\n')
    elif change == "log":
        home.run("log", "anna-lind")
    elif change == "config":
        home.book('[[contact]]\nname = "Zoe"\nlast = 2020-01-01\n', "other.toml")
        home.config.write_text(home.config.read_text() + '\n[contacts]\nfiles = ["other.toml"]\n')
    else:
        home.book('[[contact]]\nname = "Zoe"\nlast = 2020-01-01\n', "other.toml")
        monkeypatch.setenv("FOLLOWUPD_CONTACTS__FILES", '["other.toml"]')
    assert "anna-lind" not in {row["contact"] for row in json.loads(home.run("due", "--json").out)}


def test_the_calendar_follows_although_due_was_asked_first(home: Home) -> None:
    home.run("once")
    home.book(BOOK + '\n[[contact]]\nname = "Zoe"\nlast = 2020-01-01\n')
    home.run("due")
    said = home.run("once")
    assert said.code == 0, said.err
    assert b"Zoe" in home.calendar.read_bytes()


def test_faults_are_said_at_every_due_and_not_only_at_the_first(home: Home) -> None:
    home.run("due")
    home.book("[[contact]\n")
    assert [home.run("due").err.count("not valid TOML") for _time in range(2)] == [1, 1]


def test_a_config_that_is_wrong_now_is_not_hidden_by_the_stored_plan(home: Home) -> None:
    home.run("due")
    with home.opened() as service:
        home.config.write_text(home.config.read_text() + "\nbogus = 1\n")
        service.run_round(datetime.now(UTC))  # a daemon that has not been reloaded
    assert home.run("due").code == 2


def test_looking_ahead_changes_nothing(home: Home) -> None:
    home.tick(NOON)
    before = due(home)
    for n in (1, 30, 400):
        home.run("due", now=at(MONDAY + timedelta(days=n)))
        home.run("preview", now=at(MONDAY + timedelta(days=n)))
        home.run("explain", "ben", now=at(MONDAY + timedelta(days=n)))
    assert due(home) == before
    assert len(home.mails()) == 1


def test_explain_tells_the_whole_story_in_a_paragraph(home: Home) -> None:
    home.configure(budget="per_day = 1")
    home.book(BOOK + '\n[[contact]]\nname = "Dan"\nevery = "1 week"\nlast = 2026-11-08\n')
    said = home.run("explain", "anna-lind", now=NOON).out
    assert said == (
        "You were last in touch with Anna Lind on Thursday 1 October 2026. You want to be in touch every 6 weeks, so it is due on "
        "Thursday 12 November 2026. Planned for Tuesday 24 November 2026. Your limit of 1 a day and 10 a week was full before (Dan). "
        "Sooner: move it in your calendar, or make room: followupd pace 12. "
        "Outer limit: Thursday 24 December 2026.\n"
    )
    assert "more than four weeks away" in home.run("explain", "ben", now=NOON).out


def test_explain_names_the_free_days_and_the_move(home: Home) -> None:
    home.tick(at(date(2026, 11, 30)))
    assert due(home, on=date(2026, 11, 30))["anna-berg"]["planned"] == "2026-12-01"
    home.configure(budget="vacations = [{ from = 2026-12-01, to = 2026-12-02 }]")
    said = home.run("explain", "anna-berg", now=at(date(2026, 11, 30), "09:00")).out
    assert "Not before, because these days are free: 1 Dec (vacation), 2 Dec (vacation)." in said
    assert "It was planned for Tuesday 1 December before and moved: that day is free now." in said


def test_preview_shows_the_digest_and_sends_nothing(home: Home, tmp_path: Path) -> None:
    assert "Subject: Anna Lind" in home.run("preview", now=NOON).out
    for name, begins in (("p.html", "<!DOCTYPE html>"), ("p.eml", "From: followupd <maja@example.test>")):
        assert home.run("preview", "--output", str(tmp_path / name), now=NOON).code == 0
        assert (tmp_path / name).read_text().strip().startswith(begins)
    assert home.run("preview", "--output", "p.pdf").code == 2
    assert home.mails() == []


def test_check_finds_all_faults_of_config_and_contacts(home: Home) -> None:
    assert home.run("check").out == "All is well: 3 people in your book.\n"
    home.book('[[contact]]\nnam = "Anna"\nevery = "soon"\n')
    said = home.run("check", "--json")
    assert (said.code, len(json.loads(said.out)["faults"])) == (2, 3)
    assert "contacts.toml:2: nam: unknown key; did you mean name?" in said.err
    home.config.write_text(
        '[person]\nname = "Maja"\nemail = "maja"\ntimezone = "Europe/Stokholm"\n\n[digets]\nat = "8"\n\n[budget]\nper_day = 0\n'
    )
    faults = home.run("check").err.splitlines()
    assert [one.removeprefix(str(home.config)) for one in faults] == [
        ':3: person.email: "maja" is not an e-mail address',
        ':4: person.timezone: "Europe/Stokholm" is not a time zone such as Europe/Stockholm; did you mean Europe/Stockholm?',
        ":6: digets: unknown key; did you mean digest?",
        ":10: budget.per_day: must be at least 1, not 0",
    ]


@pytest.mark.parametrize(
    ("section", "said"),
    [
        ('[mail]\ntransport = "smtp"', "needs a [mail.smtp] section with a host"),
        ('[mail.smtp]\nhost = "mail.example.org"\nsecurity = "none"', 'use "starttls" or "tls"'),
        ('[budget]\nholidays = "XX"', "is not a country or region"),
        ("[budget]\nvacations = [{ from = 2026-12-02, to = 2026-12-01 }]", "the vacation ends before it begins"),
        ('[budget]\ndays_off = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]', "leave at least one for people"),
        ('[digest]\nat = "25:00"', "is not a time; write for example 08:00"),
        ('[digest]\ndays = ["noday"]', "must be one of mon"),
        ('[state]\ndatabase = "mysql://user:secret@host/db"', "must begin with sqlite:/// or postgresql://"),
        ("[digest]\nlookahead = 7", 'lookahead: write for example "6 weeks"'),
        ("[digest]\nat = 8.5", "is not a time"),
        ('[digest]\nbirthday_lead = "1 year"', "at most 6 weeks"),
    ],
)
def test_a_wrong_setting_is_answered_with_the_mend(local_home: Home, section: str, said: str) -> None:
    local_home.config.write_text(f'[person]\nname = "Maja"\nemail = "maja@example.test"\n\n{section}\n')
    found = local_home.run("check")
    assert found.code == 2
    assert said in found.err
    assert "secret" not in found.err


def test_settings_can_come_from_the_environment(local_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    local_home.book(BOOK)
    monkeypatch.setenv("FOLLOWUPD_PERSON__LANGUAGE", "sv")
    assert "försenad" in local_home.run("due", now=NOON).out


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("FOLLOWUPD_DIGEST__DAYS", "mon,tis"),
        ("FOLLOWUPD_DIGEST__LOOKAHEAD", "3 veckor"),
        ("FOLLOWUPD_BUDGET__PER_DAY", "5"),
        ("FOLLOWUPD_CONTACTS__FILES", "contacts.toml"),
    ],
)
def test_a_variable_is_read_as_a_person_writes_it(
    local_home: Home, monkeypatch: pytest.MonkeyPatch, variable: str, value: str
) -> None:
    local_home.book(BOOK)
    monkeypatch.setenv(variable, value)
    assert local_home.run("check").code == 0
    monkeypatch.setenv(variable, "{")
    said = local_home.run("check")
    assert said.code == 2
    assert "Traceback" not in said.err


def test_a_missing_config_is_answered_with_the_way_to_one(local_home: Home) -> None:
    local_home.config.unlink()
    said = local_home.run("due")
    assert (said.code, "nothing is set up here yet. Begin with: followupd init" in said.err) == (2, True)


# --- which contact -----------------------------------------------------------------------------------------


def test_a_part_of_a_name_is_enough_and_an_ambiguous_one_changes_nothing(home: Home) -> None:
    assert home.run("log", "lind", now=NOON).code == 0
    said = home.run("log", "anna", now=NOON)
    assert (said.code, said.err) == (2, '"anna" can be several: Anna Lind (anna-lind), Anna Berg (anna-berg)\n')
    said = home.run("log", "Bn Ek", now=NOON)
    assert said.err == 'nobody here is called "Bn Ek"; did you mean Ben Ek?\n'
    assert home.run("log", "", now=NOON).code == 2
    home.book(BOOK + '\n[[contact]]\nname = "Åsa Öst"\n')
    assert home.run("log", "asa", now=NOON).code == 0


# --- deciding ----------------------------------------------------------------------------------------------


def test_log_moves_the_next_time_and_undo_takes_it_back(home: Home) -> None:
    said = home.run("log", "lind", "--kind", "coffee", "--gave", "--note", "introduced me to Ben", now=NOON)
    assert said.out.startswith(
        "Noted: in touch with Anna Lind on Monday 23 November. Next time around Monday 4 January 2027.\n"
    )
    assert "anna-lind" not in due(home)
    assert home.run("undo", now=NOON).out == "Taken back: the contact with Anna Lind on Monday 23 November.\n"
    assert "anna-lind" in due(home)
    assert home.run("undo", now=NOON).err == "there is nothing to undo\n"


def test_log_on_another_day_counts_from_that_day_and_a_day_to_come_is_refused(home: Home) -> None:
    assert "2026-11-20" not in home.run("log", "lind", "--on", "2026-11-20", now=NOON).err
    assert "due on Friday 1 January 2027" in home.run("explain", "lind", now=NOON).out
    for day in ("2026-11-24", "2030-01-01", "tomorrow"):
        said = home.run("log", "lind", "--on", day, now=NOON)
        assert (said.code, "is still to come" in said.err) == (2, True)
    assert "due on Friday 1 January 2027" in home.run("explain", "lind", now=NOON).out


def test_an_older_contact_that_is_noted_late_ends_no_snooze_and_a_newer_one_does(home: Home) -> None:
    home.run("snooze", "lind", "2026-12-20", now=NOON)
    home.run("log", "lind", "--on", "2026-11-10", now=NOON)
    assert "lind" not in str(due(home))
    assert "You asked to be reminded on Sunday 20 December" in home.run("explain", "lind", now=NOON).out
    home.run("log", "lind", now=NOON)
    assert "You asked to be reminded" not in home.run("explain", "lind", now=NOON).out


def test_snooze_takes_a_duration_or_a_date_in_either_language(home: Home) -> None:
    for until, day in (("2w", "2026-12-07"), ("3 veckor", "2026-12-14"), ("2026-12-01", "2026-12-01")):
        home.run("snooze", "lind", until, now=NOON)
        assert f'"due": "{day}"' in home.run("explain", "lind", "--json", now=NOON).out
    for wrong in ("yesterday", "2020-01-01", "0 days"):
        assert home.run("snooze", "lind", wrong, now=NOON).code == 2


def test_pause_and_resume(home: Home) -> None:
    home.run("pause", "lind", now=NOON)
    assert "anna-lind" not in due(home)
    assert (
        "Anna Lind is paused. followupd resume anna-lind ends the pause." in home.run("explain", "lind", now=NOON).out
    )
    assert "Anna Lind is back." in home.run("resume", "lind", now=NOON).out
    assert "anna-lind" in due(home)
    home.run("pause", "lind", "--until", "2026-11-26", now=NOON)
    assert due(home)["anna-lind"]["planned"] == "2026-11-26"


def test_a_snooze_ends_a_pause_and_counts_as_chosen_until_it_was_let_pass(home: Home) -> None:
    home.run("pause", "ben", now=NOON)
    home.run("snooze", "ben", "1w", now=NOON)
    assert "You asked to be reminded on Monday 30 November 2026." in home.run("explain", "ben", now=NOON).out


def test_the_journal_only_grows_undo_included(home: Home) -> None:
    for command in (
        ["log", "lind"],
        ["undo"],
        ["snooze", "lind", "1w"],
        ["pause", "ben"],
        ["undo", "lind"],
        ["resume", "ben"],
    ):
        assert home.run(*command, now=NOON).code == 0
    home.run("export", "data", str(home.folder / "out"))
    with (home.folder / "out/journal.csv").open() as file:
        types = [row["type"] for row in csv.DictReader(file)]
    assert types == ["interaction", "undo", "snooze", "pause", "undo", "resume"]


# --- adding ------------------------------------------------------------------------------------------------


def test_add_writes_to_the_end_and_leaves_the_rest_as_it_was(local_home: Home) -> None:
    before = "# my people\n[[contact]]\nname = 'Anna'   # since school\n"
    path = local_home.book(before)
    path.chmod(0o640)
    said = local_home.run(
        "add",
        'Åsa "Ö" Berg',
        "--email",
        "a@example.org",
        "--circle",
        "mentor",
        "--birthday",
        "04-12",
        "--last",
        "2026-11-01",
    )
    assert said.code == 0, said.err
    after = path.read_text()
    assert after.startswith(before)
    assert stat.S_IMODE(path.stat().st_mode) == 0o640
    assert local_home.run("check").out.startswith("All is well: 2 people")
    assert "Åsa" in local_home.run("explain", "åsa").out


@pytest.mark.parametrize(
    "arguments",
    [
        ["Anna"],
        ["Bo", "--every", "soon"],
        ["Bo", "--email", "x"],
        ["!!"],
        ["Bo", "--circle", "mentr"],
        ["Bo", "--file", "other.toml"],
    ],
)
def test_what_cannot_be_added_leaves_the_file_untouched(local_home: Home, arguments: list[str]) -> None:
    path = local_home.book('[[contact]]\nname = "Anna"\n')
    before = path.read_bytes()
    assert local_home.run("add", *arguments).code == 2
    assert path.read_bytes() == before


def test_the_first_person_makes_the_file_and_a_slip_leaves_none_behind(local_home: Home) -> None:
    local_home.config.write_text(local_home.config.read_text() + '\n[contacts]\nfiles = ["people/contacts.toml"]\n')
    assert local_home.run("add", "Anna", "--every", "soon").code == 2
    assert not (local_home.folder / "people/contacts.toml").exists()
    assert local_home.run("add", "Anna", "Lind").code == 0
    assert local_home.run("check").out.startswith("All is well: 1 person")


def test_an_emptied_book_is_not_begun_anew_by_add(local_home: Home) -> None:
    path = local_home.book(BOOK)
    local_home.run("once")
    local_home.book("")
    said = local_home.run("add", "Zed")
    assert (said.code, said.err.count("it held 3 contacts and is empty now"), path.read_text()) == (2, 1, "")
    assert "it held 3 contacts" in local_home.run("doctor").out


def test_add_to_a_spreadsheet_and_after_an_intended_emptiness(local_home: Home) -> None:
    local_home.book("contact = []\n")
    assert local_home.run("add", "Anna").code == 0
    local_home.config.write_text(local_home.config.read_text() + '\n[contacts]\nfiles = ["people.csv"]\n')
    path = local_home.book("name;email;notes\nAnna;;\n", "people.csv")
    assert (
        local_home.run("add", "Bo Ek", "--email", "a@x.org", "--email", "b@x.org", "--notes", 'he said "hi; ho"').code
        == 0
    )
    assert path.read_text() == 'name;email;notes\nAnna;;\nBo Ek;a@x.org b@x.org;"he said ""hi; ho"""\n'
    assert local_home.run("add", "Cleo", "--circle", "mentor").code == 2


# --- data out ----------------------------------------------------------------------------------------------


def test_everything_can_be_taken_elsewhere_and_read_back(home: Home) -> None:
    home.tick(NOON)
    home.run("log", "lind", "--note", "rad\nett", now=NOON)
    assert home.run("export", "data", str(home.folder / "out")).code == 0
    assert {path.name for path in (home.folder / "out").glob("*.csv")} == {"contacts.csv", "journal.csv", "digests.csv"}
    other = Home(home.folder / "out", home.database)
    other.config.write_text(other.config.read_text() + '\n[contacts]\nfiles = ["contacts.csv"]\n')
    assert other.run("check").out.startswith("All is well: 3 people")
    assert home.run("export", "calendar", str(home.folder / "c.ics"), now=NOON).code == 0
    assert (home.folder / "c.ics").read_bytes().startswith(b"BEGIN:VCALENDAR\r\n")


# --- once, doctor, init ------------------------------------------------------------------------------------


def test_once_tells_what_it_did_and_repeating_it_changes_nothing(home: Home) -> None:
    first, second = home.run("once", now=NOON), home.run("once", now=NOON)
    assert 'sent: "Anna Lind"' in first.out
    assert "that of Monday 23 November has been sent already; nothing is sent again" in second.out
    assert "Next digest  Tuesday 24 November, 08:00" in second.out
    assert len(home.mails()) == 1
    assert json.loads(home.run("once", "--json", now=NOON).out)["delivered"] == []


def test_doctor_finds_nothing_wrong_where_nothing_is(home: Home) -> None:
    home.tick(NOON)
    said = home.run("doctor", "--json")
    assert [one for one in json.loads(said.out) if not one["ok"]] == [] or "clock" in said.out
    assert home.run("doctor", now=at(MONDAY, "13:00")).code == 0


def test_doctor_sees_a_clock_that_was_set_back_and_a_folder_that_cannot_be_written(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(NOON)
    assert "and the newest round was on 2026-11-23" in local_home.run("doctor", now=at(MONDAY - timedelta(days=9))).out


def test_doctor_sees_a_database_that_others_can_read(local_home: Home) -> None:
    local_home.book(BOOK)
    local_home.tick(NOON)
    (local_home.folder / "var/followupd.db").chmod(0o644)
    assert "can be read by others; run: chmod 600" in local_home.run("doctor", now=NOON).out


# --- the contract of the command line ----------------------------------------------------------------------


def test_the_config_is_named_before_or_after_the_command(local_home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    local_home.book(BOOK)
    config = ["--config", str(local_home.config)]
    assert main([*config, "check"]) == main(["check", *config]) == 0
    del capsys


def test_the_config_is_found_by_the_environment(local_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    local_home.book(BOOK)
    monkeypatch.setenv("FOLLOWUPD_CONFIG", str(local_home.config))
    assert main(["check"]) == 0
    monkeypatch.delenv("FOLLOWUPD_CONFIG")
    monkeypatch.setenv("XDG_CONFIG_HOME", str(local_home.folder))
    (local_home.folder / "followupd").mkdir()
    os.rename(local_home.config, local_home.folder / "followupd/config.toml")
    os.rename(local_home.folder / "contacts.toml", local_home.folder / "followupd/contacts.toml")
    assert main(["check"]) == 0


@pytest.mark.parametrize(
    "call", [["nonsense"], [], ["log"], ["due", "--now", "noon"], ["due", "--on", "someday"], ["explain", "zzz"]]
)
def test_a_wrong_call_is_answered_in_a_line_with_exit_code_2(home: Home, call: list[str]) -> None:
    said = home.run(*call)
    assert said.code == 2
    assert said.err
    assert "Traceback" not in said.err


def test_the_version_and_the_help_come_in_the_terminals_language(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"followupd {__version__}\n"
    monkeypatch.setenv("LANG", "sv_SE.UTF-8")
    with pytest.raises(SystemExit):
        main(["--help"])
    assert "Varje dag" in capsys.readouterr().out


NASTY = "\x1b]0;owned\x07\x1b[2J"


def test_nothing_that_a_terminal_would_obey_is_printed_whoever_wrote_it(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna"\nevery = "\\u001b]0;x\\u0007 weeks"\nlast = 2026-01-01\n')
    said = [
        local_home.run("check"),
        local_home.run("log", f"who{NASTY}"),
        local_home.run("log", "anna", "--on", f"2026{NASTY}"),
        local_home.run(f"nothing{NASTY}"),
        local_home.run("due", f"--bogus{NASTY}"),
        local_home.run("preview", "--output", f"/nowhere{NASTY}/x.eml"),
    ]
    odd = local_home.folder / f"odd{NASTY}.toml"
    odd.write_text("nonsense")
    local_home.config.write_text(local_home.config.read_text() + '\n[contacts]\nfiles = ["*.toml"]\n')
    said.append(local_home.run("check"))
    for one in said:
        assert one.code == 2
        assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]", one.out + one.err)


def test_no_cell_of_an_export_is_a_formula_to_a_spreadsheet(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "=cmd()"\nid = "a"\nnotes = "+46 70"\nrole = "-1+2"\ncompany = "@SUM(A1)"\n')
    local_home.run("log", "a", "--note", "=1+1", now=NOON)
    assert local_home.run("export", "data", str(local_home.folder / "out")).code == 0
    for path in (local_home.folder / "out").glob("*.csv"):
        for row in csv.reader(path.open()):
            assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))], path.name


def test_the_log_of_the_daemon_holds_no_line_breaks_of_others_and_no_floods(capsys: pytest.CaptureFixture[str]) -> None:
    from followupd.cli import logs

    before = logging.getLogger().handlers[:]
    try:
        logs.set_up()
        for _time in range(1000):
            logging.getLogger("followupd").error("no server\nINFO all is well %s", NASTY)
            logging.getLogger("asyncio").error("socket.accept() out of system resource")
        said = capsys.readouterr().err.splitlines()
    finally:
        logging.getLogger().handlers[:] = before
    assert len(said) == 2
    assert "\x1b" not in "".join(said)
