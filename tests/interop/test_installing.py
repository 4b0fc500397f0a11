"""The wheel as people install it, with uv and with pipx: the program works, and everything it needs is inside."""

import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.interop


def run(*command: str | Path, env: Mapping[str, str] = {}, stdin: str = "") -> subprocess.CompletedProcess[str]:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, check=False, env={**os.environ, **env},
                          cwd="/", input=stdin, timeout=200)  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    return done


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    run(sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation", "-w", folder, ROOT)
    (found,) = folder.glob("*.whl")
    return found


@dataclass(frozen=True)
class Installed:
    program: Path
    home: Path

    def run(self, *arguments: str | Path, stdin: str = "") -> str:
        home = {
            "HOME": str(self.home),
            "XDG_CONFIG_HOME": str(self.home / ".config"),
            "LANG": "C.UTF-8",
            "PYTHONPATH": "",
        }
        return run(self.program, *arguments, env=home, stdin=stdin).stdout


@pytest.fixture(scope="module", params=["uv", "pipx"])
def installed(request: pytest.FixtureRequest, wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Installed:
    folder, tool = tmp_path_factory.mktemp(request.param), Path(sys.executable).with_name(request.param)
    constraints, pip = str(ROOT / "constraints.txt"), {"PYTHONPATH": ""}
    if request.param == "uv":
        run(tool, "tool", "install", "-q", "--constraints", constraints, "--python", sys.executable, wheel, env=pip | {
            "UV_TOOL_DIR": str(folder / "tools"), "UV_TOOL_BIN_DIR": str(folder / "bin")})  # fmt: skip
    else:
        run(tool, "install", "-q", "--pip-args", f"-c {constraints}", wheel, env=pip | {
            "PIPX_HOME": str(folder / "tools"), "PIPX_BIN_DIR": str(folder / "bin"), "PIPX_MAN_DIR": str(folder / "man")})  # fmt: skip
        assert (folder / "man/man1/followupd.1").exists(), "the man page comes along"
    (folder / "home").mkdir()
    return Installed(folder / "bin/followupd", folder / "home")


def test_from_the_wheel_to_the_first_digest_there_are_two_commands(installed: Installed) -> None:
    answers = "\n".join(
        ["sv", "Maja Berg", "maja@nowhere.invalid", "Europe/Stockholm", "", "Anna Lind varje månad", "n", ""]
    )
    config = installed.home / "config.toml"
    assert " 1. Anna Lind" in installed.run("init", "--config", config, stdin=answers)
    assert "Anna Lind" in installed.run("due", "--config", config)


def test_the_example_the_units_and_the_words_are_in_the_wheel(installed: Installed, tmp_path: Path) -> None:
    folder = tmp_path / "try"
    installed.run("example", folder)
    assert "Digest" in installed.run("once", "--on", "today", "--config", folder / "config.example.toml")
    assert (folder / "docs/contacts.md").exists()
    python = (installed.program.resolve().parent / "python").resolve()
    inside = next(installed.program.resolve().parents[1].rglob("followupd/systemd"))
    assert {path.name for path in inside.rglob("*.service")} == {"followupd.service", "followupd-once.service"}
    assert python.exists()
    assert "_shtab_followupd" in installed.run("completion", "bash")
