"""The house stays in order: the floors, the doors between rooms, and how large things may grow."""

from pathlib import Path

import pytest

from tests.rooms import FLOORS, broken_rules

SOURCE = Path(__file__).parents[1] / "src/followupd"


def test_the_house_is_in_order() -> None:
    assert len(FLOORS) <= 11
    assert list(broken_rules(SOURCE)) == []


@pytest.mark.parametrize(
    ("module", "text", "said"),
    [
        ("planning/plan.py", "from followupd.store import plans\n", "planning may not know store"),
        ("store/plans.py", "def f():\n    from followupd.practice import state\n", "store may not know practice"),
        ("calendar/items.py", "from followupd.calendar.caldav import push\n", "calendar may not know calendar.caldav"),
        ("web/feed.py", "import followupd.mail.drafts.draft\n", "web may not know mail.drafts"),
        ("errors.py", "from followupd.text.catalog import _\n", "errors may not know text"),
        ("service/account.py", "from followupd import cli\n", "service may not know cli"),
        ("mail/compose.py", "from sqlalchemy import select\n", "SQL is spoken in store alone"),
        ("cli/quick.py", "import sqlite3\n", "SQL is spoken in store alone"),
        ("planning/plan.py", "from datetime import date\nDAY = date.today()\n", "reads a clock"),
        ("wording/steps.py", "def f(path):\n    return open(path)\n", "reads a clock, a file"),
        ("cli/long.py", "\n" * 301, "has 301 lines"),
        ("cli/long.py", "def f():\n" + "    pass\n" * 50, "f has 51 lines"),
    ],
)
def test_each_rule_of_the_house_can_be_broken(module: str, text: str, said: str, tmp_path: Path) -> None:
    path = tmp_path / module
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text('"""A room."""\n')
    assert list(broken_rules(tmp_path)) == []
    path.write_text(text)
    (found,) = broken_rules(tmp_path)
    assert said in found


def test_a_sixth_file_at_the_root_is_noticed(tmp_path: Path) -> None:
    for name in ("a", "b", "c", "d", "e"):
        (tmp_path / f"{name}.py").write_text("")
    assert list(broken_rules(tmp_path)) == []
    (tmp_path / "f.py").write_text("")
    assert list(broken_rules(tmp_path)) == ["6 files at the root of the package: a.py, b.py, c.py, d.py, e.py, f.py"]
