"""khal and vdirsyncer as a person uses them: they import the file, subscribe to the feed and sync with the server."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import MONDAY, Home, at
from tests.davservers import PASSWORD, USER, Radicale
from tests.machines import set_up
from tests.servers import missing
from tests.test_feed import addresses, served

pytestmark = pytest.mark.interop

BOOK = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[event]]
name = "Träff; med kommatecken, och emoji 🎓"
starts = 2027-02-02T10:00
ends = 2027-02-02T16:00
place = "Göteborg"

[[event]]
name = "Summer pitch"
starts = 2027-07-01T10:00
ends = 2027-07-01T12:00
"""
EXPECTED = [
    "23/11  Follow up: Anna Lind @",
    "02/02 10:00-16:00 Träff; med kommatecken, och emoji 🎓 @Göteborg",
    "01/07 10:00-12:00 Summer pitch @",
]


def program(name: str) -> str:
    found = shutil.which(name, path=str(Path(sys.executable).parent)) or shutil.which(name)
    if found is None:
        missing(f"{name} is not installed (pip install -e '.[test]')")
    return found


def call(folder: Path, *command: str) -> str:
    environment = {"PATH": "/usr/bin:/bin", "HOME": str(folder), "LC_ALL": "C.UTF-8",
                   "VDIRSYNCER_CONFIG": str(folder / "vdirsyncer.conf"), "XDG_CONFIG_HOME": str(folder)}  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, env=environment, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def khal(folder: Path, *arguments: str) -> str:
    """khal with a calendar of its own in a folder, on a wall in Stockholm."""
    (folder / "cal").mkdir(exist_ok=True)
    config = folder / "khal.conf"
    config.write_text(
        f"[calendars]\n[[mine]]\npath = {folder / 'cal'}\n[locale]\nlocal_timezone = Europe/Stockholm\n"
        "default_timezone = Europe/Stockholm\ntimeformat = %H:%M\ndateformat = %d/%m\nlongdateformat = %d/%m/%Y\n"
        "datetimeformat = %d/%m %H:%M\nlongdatetimeformat = %d/%m/%Y %H:%M\n"
        f"[sqlite]\npath = {folder / 'khal.db'}\n[default]\ndefault_calendar = mine\n"
    )
    return call(folder, program("khal"), "-c", str(config), *arguments)


def listed(folder: Path) -> list[str]:
    form = "{start-date} {start-end-time-style} {title} @{location}"
    said = khal(folder, "list", "--day-format", "", "--format", form, "23/11/2026", "365d")
    return [line for line in said.splitlines() if "Prepare" not in line]


def vdirsyncer(folder: Path, remote: str) -> None:
    (folder / "cal").mkdir(exist_ok=True)
    (folder / "vdirsyncer.conf").write_text(
        f'[general]\nstatus_path = "{folder}/status/"\n[pair it]\na = "here"\nb = "there"\ncollections = null\n'
        f'[storage here]\ntype = "filesystem"\npath = "{folder}/cal/"\nfileext = ".ics"\n[storage there]\n{remote}\n'
    )
    call(folder, program("vdirsyncer"), "discover")
    call(folder, program("vdirsyncer"), "sync")


def test_khal_imports_the_file(local_home: Home, tmp_path: Path) -> None:
    local_home.book(BOOK)
    local_home.tick(at(MONDAY))
    khal(tmp_path, "import", "--batch", str(local_home.calendar))
    assert listed(tmp_path) == EXPECTED


def test_vdirsyncer_subscribes_to_the_feed_and_khal_shows_it(local_home: Home, tmp_path: Path) -> None:
    local_home.book(BOOK)
    with served(local_home):
        vdirsyncer(tmp_path, f'type = "http"\nurl = "{addresses(local_home)["followups"]}"')
        assert listed(tmp_path) == EXPECTED
        local_home.run("snooze", "anna", "2026-11-26", now=at(MONDAY, "09:00"))
        local_home.tick(at(MONDAY, "09:01"))
        call(tmp_path, program("vdirsyncer"), "sync")
        assert listed(tmp_path) == [EXPECTED[0].replace("23/11", "26/11"), *EXPECTED[1:]]


def test_vdirsyncer_syncs_with_the_server_and_what_is_moved_in_khals_folder_is_moved_here(
    radicale: Radicale, tmp_path: Path
) -> None:
    here, there = tmp_path / "here", tmp_path / "there"
    here.mkdir()
    there.mkdir()
    machines = set_up(radicale, here)
    machines.home.book(BOOK)
    machines.once(at(MONDAY))
    url = f"http://127.0.0.1:{radicale.port}{machines.phone.calendar}"
    vdirsyncer(there, f'type = "caldav"\nurl = "{url}"\nusername = "{USER}"\npassword = "{PASSWORD}"')
    assert listed(there) == EXPECTED
    (anna,) = [path for path in (there / "cal").iterdir() if "Anna" in path.read_text()]
    anna.write_text(anna.read_text().replace("20261123", "20261126").replace("20261124", "20261127"))
    call(there, program("vdirsyncer"), "sync")
    machines.once(at(MONDAY, "09:00"))
    assert "2026-11-26  Anna Lind" in machines.home.run("due", now=at(MONDAY, "09:01")).out
