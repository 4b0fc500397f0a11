"""The command line as a person meets it: one screen of help, whole words, what there is, and what comes with the package."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from followupd.cli.overview import HIDDEN, groups, overview
from followupd.cli.packaged import SHELLS
from followupd.cli.parser import build_parser
from tests.conftest import MONDAY, Home, at
from tests.manpage import PAGE, manpage

NOON = at(MONDAY, "12:00")
BOOK = '[[contact]]\nname = "Anna Lind"\n'
COMMANDS = set(build_parser("en").commands.choices)  # type: ignore[attr-defined]


# --- help -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", ["en", "sv"])
@pytest.mark.parametrize("columns", [60, 80, 120])
def test_help_is_one_screen_of_whole_words(
    language: str, columns: int, local_home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LANG", {"en": "en_GB.UTF-8", "sv": "sv_SE.UTF-8"}[language])
    said = local_home.run("--help").out
    assert len(said.splitlines()) <= 24
    assert max(map(len, said.splitlines())) <= columns
    monkeypatch.setenv("COLUMNS", "1000")
    assert set(said.split()) <= set(local_home.run("--help").out.split()) | set(overview(COMMANDS).split())


def test_every_command_stands_in_one_group() -> None:
    grouped = [command for _name, commands in groups() for command in commands]
    assert len(grouped) == len(set(grouped))
    assert set(grouped) >= COMMANDS - HIDDEN
    assert not HIDDEN & set(grouped)


def test_spellings_of_before_go_on_working_and_are_not_shown(local_home: Home) -> None:
    local_home.book(BOOK + '[[practice]]\nname = "Speak up"\nevery = "1 week"\n')
    local_home.run("log", "anna", "--received", "--note", "read my CV", "--promise", "the article", now=NOON)
    assert local_home.run("due", "--open", now=NOON).out == local_home.run("loops", now=NOON).out
    assert local_home.run("log", "thanks-1", now=NOON).out == "Done: Anna Lind, thanks (read my CV).\n"
    assert local_home.run("done", "promise-2", now=NOON).out.startswith("Done: Anna Lind")
    assert local_home.run("log", "speak", now=NOON).out.startswith("Done: Speak up.")
    assert "only --note" in local_home.run("log", "outcome-1", "--kind", "mail", now=NOON).err
    assert "loops" not in local_home.run("--help").out


def test_a_name_that_several_have_ticks_no_habit(local_home: Home) -> None:
    two = "".join(f'[[contact]]\nname = "Anna {name}"\n' for name in ("Lind", "Ek"))
    local_home.book(two + '[[practice]]\nname = "Write to Anna"\nevery = "1 week"\n')
    said = local_home.run("log", "anna", now=NOON)
    assert (said.code, said.out) == (2, "")
    assert '"anna" can be several: Anna Lind' in said.err


@pytest.mark.parametrize("command", sorted(COMMANDS))
def test_the_help_of_a_command_breaks_no_word(command: str, local_home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")
    build_parser.cache_clear()
    whole = set(local_home.run(command, "--help").out.split())
    monkeypatch.setenv("COLUMNS", "60")
    build_parser.cache_clear()
    narrow = local_home.run(command, "--help").out
    assert set(narrow.split()) <= whole


@pytest.mark.parametrize(
    ("call", "said"),
    [
        (["interview", "anna"], "state (candidate, asked, booked, held, thanked, outcome, dropped)"),
        (["interview", "anna", "foo"], '"foo" is none of candidate, asked, booked, held, thanked, outcome, dropped'),
        (["draft", "anna", "--kind", "foo"], 'there is no draft called "foo"; there are '),
        (["service"], "what (install, status, uninstall)"),
        (["completion", "csh"], '"csh" is none of bash, zsh, fish'),
        (["sort", "anna", "often"], "how often? One of close, regular, seldom, no, or a circle"),
    ],
)
def test_a_wrong_word_or_a_missing_one_lists_what_there_is(call: list[str], said: str, local_home: Home) -> None:
    local_home.book('[[contact]]\nname = "Anna Lind"\ncircle = "unsorted"\n')
    found = local_home.run(*call, now=NOON)
    assert found.code == 2
    assert said in found.err


def test_resume_says_when_nobody_was_paused(local_home: Home) -> None:
    local_home.book(BOOK)
    assert local_home.run("resume", "anna", now=NOON).out.startswith("Anna Lind is not paused.")
    local_home.run("pause", "anna", now=NOON)
    assert local_home.run("resume", "anna", now=NOON).out.startswith("Anna Lind is back.")


# --- in the package -------------------------------------------------------------------------------------------


def test_the_man_page_says_what_help_says() -> None:
    assert PAGE.read_text() == manpage(), "write it anew: python -m tests.manpage"
    for command in COMMANDS:
        assert command.replace("-", "\\-") in PAGE.read_text()


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_completes_commands(shell: str, local_home: Home, tmp_path: Path) -> None:
    script = local_home.run("completion", shell).out
    assert "import" in script
    if (found := shutil.which(shell)) is None:
        assert shell != "bash"
        return  # the others are not on every machine; what is written for them was read above
    path = tmp_path / "completion"
    path.write_text(script)
    ask = {"bash": f'source {path}; COMP_WORDS=(followupd imp); COMP_CWORD=1; _shtab_followupd; echo "${{COMPREPLY[@]}}"',
           "zsh": f"autoload -U compinit; compinit -u; source {path}; echo import",
           "fish": f'source {path}; complete -C "followupd imp"'}[shell]  # fmt: skip
    done = subprocess.run([found, "-c", ask], capture_output=True, text=True, check=False, timeout=30)
    assert "import" in done.stdout, done.stderr


def test_an_example_can_be_tried_anywhere_and_its_links_lead_somewhere(local_home: Home, tmp_path: Path) -> None:
    folder = tmp_path / "try"
    said = local_home.run("example", str(folder))
    assert said.code == 0, said.err
    assert "Try it: followupd once --on today" in said.out
    done = subprocess.run([sys.executable, "-m", "followupd", "once", "--on", "today", "--config", str(folder / "config.example.toml")],
                          capture_output=True, text=True, check=False, env=os.environ)  # fmt: skip
    assert done.returncode == 0, done.stderr
    for page in (folder / "README.md", *(folder / "docs").glob("*.md")):
        for link in re.findall(r"\]\(([^)#\s]+)[^)]*\)|src=\"([^\"]+)\"", page.read_text()):
            target = link[0] or link[1]
            if "://" not in target:
                assert (page.parent / target).exists(), (page.name, target)
    again = local_home.run("example", str(folder))
    assert "is there already, and not empty" in again.err
