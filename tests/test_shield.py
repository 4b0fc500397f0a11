"""One shield around reading: whatever stands where a file should be, a good book serves and the mail goes out."""

import os
import subprocess
import sys
import time
from datetime import timedelta

import pytest

from followupd.config import bounded
from followupd.contacts.current import current
from tests.conftest import MONDAY, Home, at, flat_mails

DAY = timedelta(days=1)
NAMES = [f"Person {outgoing}" for outgoing in "ABCDEFGHIJKLMNOPQRST"]
BOOK = "\n".join(f'[[contact]]\nname = "{name}"\nevery = "1 day"\nlast = 2026-10-01\n' for name in NAMES)
FEW = "\n".join(f'[[contact]]\nname = "{name}"\nevery = "1 day"\nlast = 2026-10-01\n' for name in NAMES[:9])


def by_itself(home: Home, *command: str, seconds: float = 20) -> subprocess.CompletedProcess[str]:
    called = [sys.executable, "-m", "followupd", *command, "--config", str(home.config)]
    return subprocess.run(called, capture_output=True, text=True, timeout=seconds)


@pytest.mark.parametrize("which", ["contacts.toml", "config.toml"])
@pytest.mark.parametrize("what", ["pipe", "device", "folder"])
def test_what_is_no_file_is_named_at_once(local_home: Home, which: str, what: str) -> None:
    local_home.book(BOOK)
    path = local_home.folder / which
    path.unlink()
    if what == "pipe":
        os.mkfifo(path)
    elif what == "device":
        path.symlink_to("/dev/zero")
    else:
        path.mkdir()
    for command in ("check", "due"):
        said = by_itself(local_home, command)
        assert said.returncode == 2, (command, said.stderr)
        assert which in said.stderr
        assert "Traceback" not in said.stderr


def test_a_link_to_a_file_is_that_file(local_home: Home) -> None:
    real = local_home.book(BOOK, "elsewhere.toml")
    (local_home.folder / "contacts.toml").symlink_to(real)
    assert "20 people" in local_home.run("check").out


@pytest.mark.parametrize(
    ("broken", "line"),
    [
        (f"x = {'9' * 4301}\n", 1),
        ("a = " + "[" * 5000, None),
        ('[[contact]]\nname = "X"\nlast = 9999-12-31T23:59:59+00:00\nbirthday = 1\n', 4),
        ('[[event]]\nname = "X"\nstarts = 2026-11-23T10:00\nprepare = "99999 years"\n', 4),
        ("\x00", 1),
    ],
)
def test_any_exception_of_a_reader_is_a_fault_and_the_last_good_book_serves(
    local_home: Home, broken: str, line: int | None
) -> None:
    local_home.book(FEW)
    local_home.tick(at(MONDAY))
    local_home.book(FEW + "\n" + broken if line is None else broken)
    local_home.tick(at(MONDAY + DAY))
    assert len(local_home.mails()) == 2
    assert "the last good version is used" in flat_mails(local_home)[1]
    said = local_home.run("check")
    assert said.code == 2
    assert said.err.startswith("contacts.toml:" if line is None else f"contacts.toml:{line}:"), said.err


@pytest.mark.parametrize("setting", ['[contacts]\nfiles = ["a\\u0000.toml"]', '[calendar]\nfile = "x\\u0000.ics"'])
def test_a_name_that_no_file_can_have_is_a_fault_of_the_config(local_home: Home, setting: str) -> None:
    local_home.config.write_text(f"{local_home.config.read_text()}\n{setting}\n")
    said = local_home.run("once", now=at(MONDAY))
    assert (said.code, "is not the name of a file" in said.err) == (2, True)


@pytest.mark.parametrize(
    "content",
    [
        f'[[contact]]\nname = "X"\nratings = "{"a" * 16_000}"\n',
        "\n" * 60_000 + "x",
        "\n".join(f"k{n} = 1" for n in range(100_000)),
        '[[contact]]\nname = "X"\n' + "\n".join(f"k{n} = 1" for n in range(50_000)),
        f'[[contact]]\nname = "X"\nevery = "{"every " * 20_000}"\n',
        f'[[contact]]\nname = "X"\nemail = "{"a@" * 30_000}"\n',
    ],
    ids=["ratings", "blank lines", "tables", "keys", "cadence", "address"],
)
def test_no_text_takes_long_to_be_found_wrong(local_home: Home, content: str) -> None:
    local_home.book(content)
    begun = time.process_time()
    assert local_home.run("check").code == 2
    assert time.process_time() - begun < 10


@pytest.mark.parametrize("tail", ["=home" * 60, ",home" * 60, '="a"' * 60 + '"', "=ho\r\n me" * 60])
def test_a_damaged_line_of_a_card_takes_no_time_and_costs_nobody_else(local_home: Home, tail: str) -> None:
    """Found after an hour of damaged input: three minutes for one line, which vobject tried in each of its readings."""
    card = "BEGIN:VCARD\r\nVERSION:3.0\r\nFN:{}\r\nitem1.EMAIL;TYPE=home,pref:{}@example.org\r\n{}END:VCARD\r\n"
    local_home.config.write_text(local_home.config.read_text() + '\n[contacts]\nfiles = ["phone.vcf"]\n')
    text = card.format("Anna Lind", "anna", f"TEL;TYPE{tail} no colon\r\n") + card.format("Ben Ek", "ben", "")
    local_home.book(text, "phone.vcf")
    begun = time.process_time()
    local_home.run("once", now=at(MONDAY))
    assert time.process_time() - begun < 5
    with local_home.opened() as service:
        assert [contact.emails for contact in service.book().contacts] == [("anna@example.org",), ("ben@example.org",)]


def test_a_url_without_end_is_found_wrong_at_once(local_home: Home) -> None:
    url = "a." * 8_000 + "/"
    local_home.config.write_text(f'{local_home.config.read_text()}\n[calendar.caldav]\nurl = "{url}"\n')
    begun = time.process_time()
    assert local_home.run("check").code == 2
    assert time.process_time() - begun < 2


def test_a_template_makes_no_mail_of_megabytes(local_home: Home) -> None:
    local_home.book(f'[[contact]]\nname = "Anna"\nnotes = "{"x" * 90_000}"\nlast = 2026-01-01\n')
    (local_home.folder / "mine").mkdir()
    loop = "{% for n in range(100) %}{{ notes or about or name }}{% endfor %}"
    (local_home.folder / "mine/reconnect.en.txt").write_text(f"Subject: x\n\n{loop * 20}\n")
    local_home.config.write_text(f'{local_home.config.read_text()}\n[drafts]\ntemplates = "mine"\n')
    local_home.tick(at(MONDAY))
    assert sum(len(mail.as_bytes()) for mail in local_home.mails()) < 100_000


# --- files being saved -----------------------------------------------------------------------------------


def test_the_daemon_reads_a_changed_file_when_it_has_been_quiet_for_two_seconds(local_home: Home) -> None:
    path = local_home.book(FEW)
    saved = at(MONDAY).timestamp()
    local_home.tick(at(MONDAY))
    local_home.book(FEW + BOOK[len(FEW) :][:40])  # half a record, as a program leaves it for a moment
    os.utime(path, (saved, saved))
    with local_home.opened() as service:
        assert current(service.account, service.settings, at(MONDAY) + timedelta(seconds=1), patient=True).faults == ()
        assert current(service.account, service.settings, at(MONDAY) + timedelta(seconds=1)).faults, (
            "a command reads it"
        )
    local_home.book(BOOK)
    os.utime(path, (saved, saved))
    with local_home.opened() as service:
        found = current(service.account, service.settings, at(MONDAY) + timedelta(seconds=3), patient=True)
    assert (found.faults, len(found.book().contacts)) == ((), 20)


def test_a_book_that_lost_many_people_waits_until_a_digest_has_asked_and_a_day_has_passed(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    before = home.calendar.read_bytes().count(b"BEGIN:VEVENT")
    home.book(FEW)
    home.tick(at(MONDAY, "09:00"))
    assert home.calendar.read_bytes().count(b"BEGIN:VEVENT") == before
    assert b"CANCELLED" not in home.calendar.read_bytes()
    for day in (MONDAY + DAY, MONDAY + 2 * DAY):
        home.tick(at(day))
    first, asked, after = flat_mails(home)
    assert "11 of 20 people are gone, among them Person J, Person K and Person L" in asked
    assert "followupd check --accept" in asked
    assert "people are gone" not in first + after
    with home.opened() as service:
        assert len(service.book().contacts) == 9


def test_a_command_that_sees_the_loss_first_takes_nothing_from_the_question(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    home.book(FEW)
    home.run("due", now=at(MONDAY, "09:00"))
    home.run("explain", "Person A", now=at(MONDAY, "09:00"))
    for n in (1, 2):
        home.tick(at(MONDAY + n * DAY))
    with home.opened() as service:
        assert len(service.book().contacts) == 9
    assert sum("people are gone" in text for text in flat_mails(home)) == 1


def test_a_day_to_answer_begins_with_the_mail_and_another_loss_is_another_question(home: Home) -> None:
    home.configure(budget="days_off = []")
    home.book(BOOK)
    home.tick(at(MONDAY))
    home.book(FEW)
    home.tick(at(MONDAY, "08:05"))
    home.tick(at(MONDAY + DAY, "08:00"))
    home.tick(at(MONDAY + DAY, "09:00"))
    with home.opened() as service:
        assert len(service.book().contacts) == 20, "an hour after it was asked"
    home.book("\n".join(FEW.split("\n\n")[:2]) + "\n")
    home.tick(at(MONDAY + 2 * DAY, "08:10"))
    with home.opened() as service:
        assert len(service.book().contacts) == 20, "nobody was asked about these"
    home.tick(at(MONDAY + 3 * DAY))
    home.tick(at(MONDAY + 4 * DAY))
    with home.opened() as service:
        assert len(service.book().contacts) == 2


def test_reading_folders_and_pipes_again_and_again_opens_nothing_for_good(local_home: Home) -> None:
    (local_home.folder / "folder").mkdir()
    os.mkfifo(local_home.folder / "pipe")
    before = len(os.listdir("/proc/self/fd"))
    for _time in range(50):
        for name in ("folder", "pipe"):
            with pytest.raises(OSError, match=r"directory|ordinary"):
                bounded.read(local_home.folder / name, 10)
    assert len(os.listdir("/proc/self/fd")) <= before + 1


def test_a_half_saved_file_that_is_whole_again_costs_nobody_anything(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    stood = home.calendar.read_bytes()
    home.book(FEW)
    home.tick(at(MONDAY, "09:00"))
    home.book(BOOK)
    home.tick(at(MONDAY, "09:01"))
    assert home.calendar.read_bytes() == stood
    home.tick(at(MONDAY + DAY))
    assert "people are gone" not in flat_mails(home)[1]


def test_whoever_means_it_says_so_and_few_people_may_go_without_a_word(home: Home) -> None:
    home.book(BOOK)
    home.tick(at(MONDAY))
    home.book(FEW)
    said = home.run("once", now=at(MONDAY, "09:00"))
    assert (said.code, "11 of 20 people are gone" in said.err) == (1, True)
    assert home.run("check", "--accept").code == 0
    assert home.run("once", now=at(MONDAY, "09:01")).code == 0
    with home.opened() as service:
        assert len(service.book().contacts) == 9
    home.book("\n".join(FEW.split("\n\n")[:5]) + "\n")
    home.tick(at(MONDAY, "09:02"))
    with home.opened() as service:
        assert len(service.book().contacts) == 5


# --- careful editing -------------------------------------------------------------------------------------


def test_people_added_at_the_same_moment_are_all_there(local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "First"\n')
    names = [f"Person {n}" for n in range(6)]
    called = [[sys.executable, "-m", "followupd", "add", name, "--config", str(local_home.config)] for name in names]
    running = [subprocess.Popen(one, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for one in called]
    done = [one.communicate() for one in running]
    text = (local_home.folder / "contacts.toml").read_text()
    for name, (out, err) in zip(names, done, strict=True):
        assert f"{name} is in contacts.toml now." in out, err
        assert f'name = "{name}"' in text


def test_an_editor_that_saves_between_reading_and_writing_loses_nothing(
    local_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = local_home.book('[[contact]]\nname = "First"\n')
    from followupd.contacts import adding

    check, saved = adding.load, []

    def editor(*arguments: object) -> object:
        found = check(*arguments)  # type: ignore[arg-type]
        if len(arguments) > 3 and not saved:
            saved.append(path.write_text(path.read_text() + '\n[[contact]]\nname = "By the editor"\n'))
        return found

    monkeypatch.setattr(adding, "load", editor)  # the moment at which a person saves
    assert local_home.run("add", "By the command").code == 0
    assert 'name = "By the editor"' in path.read_text()
    assert 'name = "By the command"' in path.read_text()
