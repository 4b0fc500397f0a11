"""service install, status and uninstall. No test machine has a systemd at work, so `systemctl` and `loginctl` are small
programs here that write down how they were called; the units themselves are read by systemd's own verifier."""

import argparse
import os
import shlex
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from followupd.cli import units
from followupd.config import settings
from tests.conftest import Home
from tests.servers import missing

CALLS = '#!/bin/sh\necho "$(basename "$0") $@" >> "{log}"\n{more}\n'


@dataclass
class Machine:
    """A home and a folder of units; `calls` is what was asked of systemd."""

    home: Home
    folder: Path
    log: Path

    @property
    def units(self) -> Path:
        return self.folder / "config/systemd/user"

    @property
    def calls(self) -> list[str]:
        return self.log.read_text().splitlines() if self.log.exists() else []

    def program(self, name: str, more: str = "") -> None:
        path = self.folder / "bin" / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(CALLS.format(log=self.log, more=more))
        path.chmod(0o755)

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-m", "followupd", "service", *arguments, "--config", str(self.home.config)]
        environment = {**os.environ, "PATH": f"{self.folder / 'bin'}:/usr/bin:/bin", "HOME": str(self.folder),
                       "XDG_CONFIG_HOME": str(self.folder / "config")}  # fmt: skip
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environment, cwd="/")


@pytest.fixture
def machine(local_home: Home, tmp_path: Path) -> Machine:
    found = Machine(local_home, tmp_path, tmp_path / "calls")
    found.program("systemctl")
    found.program("loginctl")
    return found


def verified(paths: Sequence[Path]) -> str:
    """What systemd's verifier says of units, which is nothing where all is well."""
    if shutil.which("systemd-analyze") is None:
        missing("systemd-analyze is not installed (apt-get install systemd)")
    done = subprocess.run(
        ["systemd-analyze", "verify", "--man=no", *map(str, paths)], capture_output=True, text=True, check=False
    )
    return "\n".join(line for line in done.stderr.splitlines() if "followupd" in line)


def test_one_command_installs_the_service_for_a_person_and_has_it_stay_after_logout(machine: Machine) -> None:
    done = machine.run("install", "--user")
    assert (done.returncode, done.stderr) == (0, "")
    unit = machine.units / "followupd.service"
    assert f"Written: {unit}" in done.stdout
    start = next(line for line in unit.read_text().splitlines() if line.startswith("ExecStart="))
    assert start.endswith(f" run --config {machine.home.config}")
    assert Path(start.removeprefix("ExecStart=").split()[0]).is_absolute()
    assert machine.calls[-1].startswith("loginctl --no-ask-password enable-linger ")
    assert [call.removeprefix("systemctl --user ") for call in machine.calls[1:4]] == [
        "daemon-reload", "enable followupd.service", "restart followupd.service",
    ]  # fmt: skip
    assert "followupd.service runs now, and after every start of the machine." in done.stdout


def test_where_root_has_to_allow_it_to_stay_that_is_said(machine: Machine) -> None:
    machine.program("loginctl", "echo denied >&2; exit 1")
    done = machine.run("install", "--user")
    assert done.returncode == 1
    assert "runs now, and ends when you log out, until you have said: sudo loginctl enable-linger " in done.stderr
    assert "after every start" not in done.stdout


def test_where_it_stays_already_nobody_is_asked(machine: Machine) -> None:
    machine.program("loginctl", 'test "$1" = show-user && echo yes && exit 0; exit 1')
    done = machine.run("install", "--user")
    assert (done.returncode, done.stderr) == (0, "")
    assert "runs now, and after every start of the machine." in done.stdout


def test_a_reload_needs_no_program_that_a_small_machine_lacks(machine: Machine) -> None:
    """Debian has /bin/kill in procps, which is not everywhere."""
    machine.run("install", "--user")
    unit = (machine.units / "followupd.service").read_text()
    (line,) = [line for line in unit.splitlines() if line.startswith("ExecReload=")]
    command = shlex.split(line.removeprefix("ExecReload="))
    waits = subprocess.Popen(["sleep", "20"])
    done = subprocess.run(command, env={"MAINPID": str(waits.pid), "PATH": "/nowhere"}, check=False)
    assert done.returncode == 0
    assert waits.wait(5) == -signal.SIGHUP


def test_what_is_taken_away_is_said_in_the_persons_language(machine: Machine) -> None:
    machine.home.configure(language="sv")
    machine.run("install", "--user")
    assert "Borttaget: " in machine.run("uninstall", "--user").stdout


def test_without_a_session_of_systemd_the_way_to_one_is_said(machine: Machine) -> None:
    machine.program("systemctl", 'echo "Failed to connect to bus: No medium found" >&2; exit 1')
    done = machine.run("install", "--user")
    assert done.returncode == 1
    assert "Failed to connect to bus" in done.stderr
    assert "log in directly, not by su or sudo" in done.stderr


def test_without_systemd_another_way_is_named(machine: Machine) -> None:
    shutil.rmtree(machine.folder / "bin")
    command = [sys.executable, "-m", "followupd", "service", "install", "--user", "--config", str(machine.home.config)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={**os.environ, "PATH": "/nowhere"})
    assert done.returncode == 1
    assert "There is no systemd here. Any supervisor can keep it: followupd run" in done.stderr


def test_it_is_installed_twice_as_well_as_once_and_taken_away_again(machine: Machine) -> None:
    machine.run("install", "--user")
    unit = machine.units / "followupd.service"
    once = unit.read_text()
    assert machine.run("install", "--user").returncode == 0
    assert unit.read_text() == once
    done = machine.run("uninstall", "--user")
    assert done.returncode == 0
    assert f"Removed: {unit}" in done.stdout
    assert "Configuration, contacts and journal stay." in done.stdout
    assert not unit.exists()
    assert machine.home.config.exists()
    assert machine.run("uninstall", "--user").returncode == 2


def test_status_says_what_there_is(machine: Machine) -> None:
    done = machine.run("status", "--user")
    assert done.returncode == 1
    assert "No service is installed here. To have it: followupd service install" in done.stderr
    machine.run("install", "--user")
    assert machine.run("status", "--user").returncode == 0
    assert machine.calls[-1] == "systemctl --user status --no-pager followupd.service"


def test_a_program_or_a_book_in_a_home_is_not_for_the_machine(machine: Machine) -> None:
    if os.geteuid() != 0:
        done = machine.run("install", "--system")
        assert "sudo " in done.stderr
        assert "service install --system" in done.stderr
        return
    done = machine.run("install", "--system")
    assert done.returncode == 2
    assert "which the machine's service does not see" in done.stderr or "sudo followupd init" in done.stderr
    assert machine.calls == []


PASSWORDS = """\
[mail.smtp]
host = "smtp.example.test"
password_file = "smtp-password"

[calendar.caldav]
url = "https://dav.example.test"
username = "maja"
password_file = "dav-password"

[inbox]
host = "imap.example.test"
username = "maja"
password_file = "imap-password"
"""


@pytest.mark.interop
@pytest.mark.parametrize("way", ["user", "system", "timer"])
def test_the_units_are_good_in_the_eyes_of_systemd(way: str, local_home: Home, tmp_path: Path) -> None:
    local_home.configure(transport="smtp", smtp=PASSWORDS)
    found = settings.load(local_home.config)
    start = [sys.executable, "-m", "followupd"]
    texts = units.fitted(way, start, Path("/etc/followup d/100%.toml"), found)
    paths = []
    for name, text in texts.items():
        paths.append(tmp_path / name)
        paths[-1].write_text(text.replace("%h", str(tmp_path)))
    assert verified(paths) == ""
    wrong = paths[0].read_text().replace("[Service]", "[Service]\nRestrictNonsense=yes")
    paths[0].write_text(wrong)
    assert "RestrictNonsense" in verified(paths), "the verifier does look"


@pytest.mark.parametrize("way", ["system", "timer"])
def test_each_password_of_the_configuration_is_handed_over_as_a_credential(way: str, local_home: Home) -> None:
    local_home.configure(transport="smtp", smtp=PASSWORDS)
    text = "".join(units.fitted(way, ["/opt/followupd/bin/followupd"], Path("/etc/followupd/config.toml"),
                                settings.load(local_home.config)).values())  # fmt: skip
    assert [line for line in text.splitlines() if "LoadCredential" in line] == [
        f"LoadCredential=smtp-password:{local_home.folder}/smtp-password",
        f"LoadCredential=caldav-password:{local_home.folder}/dav-password",
        f"LoadCredential=imap-password:{local_home.folder}/imap-password",
    ]


def test_a_folder_that_holds_other_things_is_neither_opened_nor_closed(tmp_path: Path) -> None:
    from followupd.cli import services
    from followupd.cli.call import Call
    from followupd.errors import CallError

    other = tmp_path / "etc"
    other.mkdir(mode=0o755)
    (other / "x.toml").write_text("")
    with pytest.raises(CallError, match="a folder of its own"):
        services._share(Call(argparse.Namespace(config=str(other / "x.toml"))), other / "x.toml")
    assert stat.S_IMODE(other.stat().st_mode) == 0o755


def test_a_path_with_spaces_and_a_percent_sign_is_written_so_that_systemd_reads_it(local_home: Home) -> None:
    text = units.fitted(
        "user", ["/home/m a/bin/followupd"], Path("/home/m a/$HOME/100%.toml"), settings.load(local_home.config)
    )
    assert "ExecStart='/home/m a/bin/followupd' run --config '/home/m a/$$HOME/100%%.toml'" in text["followupd.service"]


def test_where_systemd_does_not_run_nothing_is_written(machine: Machine) -> None:
    machine.program("systemctl", "echo offline; exit 1")
    said = machine.run("install", "--user")
    assert said.returncode == 1
    assert "systemd does not run here" in said.stderr
    assert not machine.units.exists()
