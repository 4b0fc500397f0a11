"""A folder of cards that another program keeps (vdirsyncer, a phone's sync): read again when it changes, never written."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests import exports
from tests.conftest import MONDAY, Home, at, due
from tests.davservers import PASSWORD, USER, Program, Radicale
from tests.exports import ANNA, ASA, BO, Somebody
from tests.interop.test_carddav import _MAKE, put
from tests.interop.test_clients import call, program

NOON = at(MONDAY, "12:00")
PEOPLE = [replace(one, uid=f"uid-{one.first}", company="", role="") for one in (ANNA, ASA, BO)]


def card(one: Somebody, *more: str) -> str:
    return exports.vcards([one]).replace("END:VCARD", "\r\n".join([*more, "END:VCARD"]))


@pytest.fixture
def home(local_home: Home) -> Home:
    local_home.configure(smtp='[contacts]\nfiles = ["contacts.toml", "phone"]\n')
    local_home.book("")
    (local_home.folder / "phone").mkdir()
    for one in PEOPLE:
        keep(local_home, one)
    return local_home


def keep(home: Home, one: Somebody, *more: str) -> None:
    (home.folder / f"phone/{one.uid}.vcf").write_text(card(one, *more))


def files(home: Home) -> dict[Path, bytes]:
    return {path: path.read_bytes() for path in (home.folder / "phone").iterdir()}


def test_a_folder_of_cards_is_a_book_whose_people_cost_nothing_before_they_are_sorted(home: Home) -> None:
    assert home.run("check").out == "All is well: 3 people in your book.\n3 are not sorted yet: followupd sort\n"
    home.tick(NOON)
    assert due(home, NOON) == {}
    home.run("sort", "anna", "close", now=NOON)
    assert "every month" in home.run("explain", "anna", now=NOON).out


def test_a_category_says_the_circle_or_how_often(home: Home) -> None:
    keep(home, PEOPLE[0], "CATEGORIES:Work,Mentor")
    keep(home, PEOPLE[1], "CATEGORIES:6 veckor")
    assert "every 6 weeks" in home.run("explain", "anna", now=NOON).out
    assert "every 6 weeks" in home.run("explain", "åsa", now=NOON).out
    assert "is not sorted yet" in home.run("explain", "bo", now=NOON).out


@pytest.mark.parametrize("whom", ["anna-lind", "Anna Lind", "uid-Anna"])
def test_a_companion_says_what_the_phone_has_no_place_for(whom: str, home: Home) -> None:
    home.book(f'[[about]]\ncontact = "{whom}"\ncircle = "mentor"\nnotes = "likes tea"\nlast = 2026-10-12\n'
              "ratings = { knowledge = 4 }\n")  # fmt: skip
    home.tick(NOON)
    assert "every 6 weeks" in home.run("explain", "anna", now=NOON).out
    assert "likes tea" in home.run("preview", now=NOON).out


def test_a_wrong_word_in_the_companion_is_named_with_its_line(home: Home) -> None:
    home.book('[[about]]\ncontact = "anna-lind"\ncircle = "mentr"\n')
    assert 'contacts.toml:3: there is no circle "mentr"; did you mean mentor?' in home.run("check").err
    home.book('[[about]]\ncontact = "anna-lind"\nemail = "a@b.example"\n')
    assert "contacts.toml:3: email: unknown key" in home.run("check").err


def test_nothing_is_ever_written_there(home: Home) -> None:
    before = files(home)
    home.run("sort", "anna", "close", now=NOON)
    home.run("add", "Zoe", now=NOON)
    (home.folder / "c.csv").write_text(exports.linkedin([ANNA]))
    said = home.run("import", str(home.folder / "c.csv"), "--yes", now=NOON)
    assert "Anna Lind stands in phone/uid-Anna.vcf, which is only read here" in said.out
    home.tick(NOON)
    assert files(home) == before


def test_a_card_that_changes_is_read_again_and_a_new_name_keeps_the_history(home: Home) -> None:
    home.run("log", "anna", "--note", "tea", now=NOON)
    home.tick(NOON)
    keep(home, replace(PEOPLE[0], last="Berg"))
    assert home.run("sort", "anna berg", "close", now=NOON).code == 0
    home.run("export", "data", str(home.folder / "out"), now=NOON)
    assert ",anna-berg,interaction," in (home.folder / "out/journal.csv").read_text()


def test_two_people_with_one_name_are_two_with_ids_of_their_own(home: Home) -> None:
    keep(home, replace(PEOPLE[0], uid="uid-other", emails=[], phone="", url="", birthday=""))
    keep(home, replace(PEOPLE[0], uid="uid-third", emails=[], phone="", url="", birthday=""))
    assert "All is well: 5 people" in home.run("check").out
    assert "anna-lind-" in home.run("explain", "anna", now=NOON).err


def test_a_broken_card_is_left_out_and_named_and_the_others_live_on(home: Home) -> None:
    (home.folder / "phone/broken.vcf").write_text("BEGIN:VCARD\r\nFN:Broken\r\n")
    said = home.run("check")
    assert said.code == 0
    assert "phone/broken.vcf:1: this card has no END:VCARD (left out; it is another program's file)" in said.out
    keep(home, replace(PEOPLE[2], last="Dahl"))
    assert "Bo Dahl" in home.run("explain", "bo dahl", now=NOON).out


def test_many_who_vanish_at_once_are_asked_about_as_in_any_book(home: Home) -> None:
    for number in range(20):
        keep(home, Somebody(f"P{number}", "Berg", uid=f"uid-{number}"))
    home.tick(NOON)
    for path in list((home.folder / "phone").iterdir())[:15]:
        path.unlink()
    home.tick(NOON + timedelta(minutes=5))
    assert "15 of 23 people are gone" in home.run("due", now=NOON + timedelta(minutes=6)).err


def test_an_empty_folder_is_an_empty_address_book(home: Home) -> None:
    for path in (home.folder / "phone").iterdir():
        path.unlink()
    (home.folder / "phone/.tmp.vcf").write_text("half a card")
    assert "All is well: 0 people" in home.run("check").out


def vdirsyncer(folder: Path, phone: Program, commands: Sequence[str] = ("discover", "sync")) -> None:
    address = phone.server.url.rstrip("/") + phone.calendar
    (folder / "vdirsyncer.conf").write_text(
        f'[general]\nstatus_path = "{folder}/status/"\n[pair it]\na = "here"\nb = "there"\ncollections = null\n'
        f'[storage here]\ntype = "filesystem"\npath = "{folder}/phone/"\nfileext = ".vcf"\n'
        f'[storage there]\ntype = "carddav"\nurl = "{address}"\nusername = "{USER}"\npassword = "{PASSWORD}"\n'
    )
    for command in commands:
        call(folder, program("vdirsyncer"), command)


@pytest.mark.interop
def test_what_vdirsyncer_brings_from_a_server_is_in_the_book(radicale: Radicale, home: Home) -> None:
    for path in (home.folder / "phone").iterdir():
        path.unlink()
    phone = Program(radicale, f"/{USER}/living/")
    phone.request("MKCOL", phone.calendar, _MAKE, {"Content-Type": "application/xml"})
    put(phone, *PEOPLE)
    try:
        vdirsyncer(home.folder, phone)
        assert "All is well: 3 people" in home.run("check").out
        put(phone, replace(PEOPLE[0], last="Berg"))
        vdirsyncer(home.folder, phone, ["sync"])
        assert "Anna Berg" in home.run("explain", "anna", now=NOON).out
    finally:
        phone.drop()


def test_a_card_is_parsed_once_while_its_folder_lives(home: Home) -> None:
    from followupd.contacts import vcards

    vcards._parsed.cache_clear()
    home.tick(NOON)
    keep(home, replace(PEOPLE[0], last="Berg"))
    home.tick(NOON + timedelta(minutes=5))
    assert vcards._parsed.cache_info().misses == 4, "three at first, and the one that changed"
