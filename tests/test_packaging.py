"""What is shipped beside the code: translations, units, example, documentation."""

import ast
import re
import shlex
import shutil
import subprocess
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from pydantic import BaseModel

from followupd.cli.parser import build_parser
from followupd.config import schema, settings
from followupd.contacts.load import load
from followupd.domain import durations
from followupd.domain.circles import BUILT_IN
from followupd.text import catalog
from tests.conftest import STOCKHOLM
from tests.servers import missing

ROOT = Path(__file__).parents[1]
SOURCE = ROOT / "src/followupd"
PO = SOURCE / "locale/sv/LC_MESSAGES/followupd.po"


def test_a_mail_is_called_mejl_everywhere_in_swedish() -> None:
    other = re.compile(r"(?<!\[)\b(?:brev(?:et|en)?|mail(?:et|en)?|e-post(?:en)?|epost)\b", re.IGNORECASE)
    translations = read_po(PO.open("rb"), locale="sv")
    said = [
        text
        for message in translations
        if message.id
        for text in (message.string if isinstance(message.string, tuple) else (message.string,))
    ]
    assert len(said) > 1000
    assert [text for text in said if other.search(text)] == []


def phrases() -> Iterator[str]:
    """Every phrase of the code and the templates; Babel sees into f-strings from Python 3.12 only, so the tree is read."""
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            match node:
                case ast.Call(func=ast.Name(id="_" | "ngettext"), args=[ast.Constant(value=str(phrase)), *_]):
                    yield phrase
    for _file, _line, said, _comments, _context in extract_from_dir(SOURCE, [("**/templates/**", "jinja2")]):
        yield said if isinstance(said, str) else said[0]


def test_every_phrase_is_translated_and_keeps_its_placeholders() -> None:
    translations = read_po(PO.open("rb"), locale="sv")
    wanted = set(phrases())
    missing_phrases = [
        phrase for phrase in wanted if phrase and not (translations.get(phrase) and translations.get(phrase).string)
    ]  # type: ignore[union-attr]
    assert missing_phrases == []
    for message in translations:
        ids, strings = ([one] if isinstance(one, str) else list(one) for one in (message.id, message.string))
        assert not message.fuzzy
        for translated in strings:
            assert sorted(re.findall(r"%(?:\(\w+\))?[sd]", translated)) == sorted(
                re.findall(r"%(?:\(\w+\))?[sd]", ids[-1])
            ), ids
    known = {message.id if isinstance(message.id, str) else message.id[0] for message in translations if message.id}
    left_over = [one for one in known - wanted if "argparse" not in translations.get(one).auto_comments]  # type: ignore[union-attr]
    assert left_over == []


def test_the_installed_catalog_is_the_one_in_the_source() -> None:
    translations = read_po(PO.open("rb"), locale="sv")
    with catalog.speaking("sv"):
        assert all(catalog._(one.id) == one.string for one in translations if isinstance(one.id, str) and one.id)


def test_the_example_config_shows_every_setting_with_its_default() -> None:
    text = (ROOT / "config.example.toml").read_text()
    tomllib.loads(text)
    loaded = settings.load(ROOT / "config.example.toml")
    for name, model in sections(schema.Settings):
        section = re.search(rf"(?ms)^(?:# )?\[{re.escape(name)}\](.*?)(?=^(?:# )?\[|\Z)", text)
        assert section is not None, name
        for key, field in model.model_fields.items():
            if not any(one == f"{name}.{key}" for one, _model in sections(schema.Settings)):
                assert re.search(rf"(?m)^(# )?{field.alias or key} = ", section[1]), f"{name}.{key}"
    uncommented = re.sub(r"(?m)^# (?=\[[\w.]+\]|\w+ = )", "", text).replace('sender = "followupd@example.org"', "")
    found = tomllib.loads(uncommented)
    assert (found["mail"]["smtp"]["port"], found["web"]["listen"]) == (587, "127.0.0.1:8750")
    assert found["calendar"]["caldav"]["username"] == "maja"
    assert loaded.person.name == "Maja Berg"


def sections(model: type[BaseModel], above: str = "") -> Iterator[tuple[str, type[BaseModel]]]:
    """Every section and those within it, optional ones too, by the name that stands in brackets."""
    for key, field in model.model_fields.items():
        several = get_args(field.annotation) or (field.annotation,)
        inner = next((one for one in several if isinstance(one, type) and issubclass(one, BaseModel)), None)
        if inner is not None and key != "vacations":
            yield above + key, inner
            yield from sections(inner, f"{above}{key}.")


def test_the_example_book_is_faultless() -> None:
    loaded = load(["examples/contacts.toml"], ROOT, STOCKHOLM)
    assert loaded.faults == ()
    assert len(loaded.book.contacts) >= 5


ROWS = [f"R{n}" for n in range(1, 16)] + [f"U{n}" for n in range(1, 12)]


def test_each_part_of_the_practice_has_its_place_in_the_documentation_and_a_test() -> None:
    page = (ROOT / "docs/practice.md").read_text()
    tests = "".join(path.read_text() for path in (ROOT / "tests").glob("test_*.py"))
    named = {name for marker in re.findall(r"^@row\(([^)]*)\)", tests, re.M) for name in re.findall(r"[RU]\d+", marker)}
    for name in ROWS:
        assert page.count(f'<a id="{name}"></a>') == 1, name
        assert name in named, name


def test_every_command_in_the_documentation_of_the_practice_can_be_given() -> None:
    page = (ROOT / "docs/practice.md").read_text()
    commands = [line for line in page.splitlines() if line.startswith("followupd ")]
    commands += re.findall(r"`(followupd [^`]+)`", page)
    assert len(commands) >= 30
    for line in commands:
        build_parser("en").parse_args(shlex.split(line, comments=True)[1:])  # ends the test for what it does not know


def test_every_table_in_the_documentation_is_understood(tmp_path: Path) -> None:
    for page in ("practice.md", "contacts.md"):
        text = (ROOT / "docs" / page).read_text()
        for number, block in enumerate(re.findall(r"```toml\n(.*?)```", text, re.S)):
            (tmp_path / f"{number}.toml").write_text(block)
            faults = load([f"{number}.toml"], tmp_path, STOCKHOLM).faults
            # Other blocks, and the reader, have the rest of the book.
            unknown = [
                one
                for one in faults
                if "nobody in your book" not in one.message and "there is no goal" not in one.message
            ]
            assert unknown == [], page


def test_the_circles_in_the_documentation_are_those_in_the_code() -> None:
    text = (ROOT / "docs/contacts.md").read_text()
    for circle in BUILT_IN.values():
        row = next(line for line in text.splitlines() if f"`{circle.id}`" in line and line.startswith("|"))
        assert row.split("|")[3].strip() == durations.span(circle.cadence).removeprefix("1 "), circle.id


def test_the_changelog_names_this_version() -> None:
    from followupd import __version__

    assert f"## {__version__}" in (ROOT / "CHANGELOG.md").read_text()


@pytest.mark.interop
@pytest.mark.parametrize("unit", ["followupd.service", "followupd-once.service"])
def test_the_system_services_are_valid_and_hardened(unit: str, tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        missing("systemd-analyze is not installed (apt-get install systemd)")
    # verify looks for the program, so a unit with another path to one is checked.
    path = tmp_path / unit
    path.write_text((ROOT / "systemd" / unit).read_text().replace("/opt/followupd/bin/followupd", "/bin/true"))
    verified = subprocess.run([analyze, "verify", str(path)], capture_output=True, text=True)
    assert verified.stdout + verified.stderr == ""
    rated = subprocess.run(
        [analyze, "security", "--offline=true", "--no-pager", str(path)], capture_output=True, text=True
    )
    exposure = re.search(r"exposure level for .*: ([\d.]+)", rated.stdout)
    assert exposure is not None, rated.stderr
    assert float(exposure[1]) <= 1.0


@pytest.mark.interop
def test_the_user_service_and_the_timer_are_valid(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        missing("systemd-analyze is not installed (apt-get install systemd)")
    for source, name in (
        ("user/followupd.service", "followupd.service"),
        ("followupd-once.timer", "followupd-once.timer"),
    ):
        text = (ROOT / "systemd" / source).read_text()
        (tmp_path / name).write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", text))
    (tmp_path / "followupd-once.service").write_text("[Service]\nType=oneshot\nExecStart=/bin/true\n")
    for name in ("followupd.service", "followupd-once.timer"):
        verified = subprocess.run([analyze, "verify", str(tmp_path / name)], capture_output=True, text=True)
        assert verified.stdout + verified.stderr == ""


def test_a_missing_server_is_red_in_ci_and_a_kind_word_on_a_laptop(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="CI must have it: Postfix"):
        missing("Postfix")
    monkeypatch.delenv("CI")
    with pytest.raises(pytest.skip.Exception, match="Postfix; everything else is still tested"):
        missing("Postfix")


def test_the_project_speaks_of_itself_alone() -> None:
    """No index addresses in what pins the dependencies."""
    assert not re.search(r"https?://|--index|--extra", (ROOT / "constraints.txt").read_text())
