"""Kill -9 at every write of an import: the book is the whole old one or the whole new one, and the import made again
brings in everybody once."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from tests import exports
from tests.conftest import MONDAY, Home, at
from tests.exports import PEOPLE
from tests.test_crashes import spread, strace

__all__ = ["strace"]  # a fixture for every test here

BOOK = '# mine\n[[contact]]\nname = "Anna Lind"  # dear\nemail = ["anna@example.org"]\n'
pytestmark = pytest.mark.interop


def begun(folder: Path) -> Home:
    folder.mkdir()
    home = Home(folder)
    home.book(BOOK)
    (folder / "c.csv").write_text(exports.linkedin(PEOPLE))
    return home


def bring_in(home: Home, traced: str, fault: str = "") -> int:
    under = ["strace", "-f", "-qq", "-o", str(home.folder / "trace"), "-e", f"trace={traced}"]
    under += ["-e", f"inject={traced}:{fault}"] if fault else []
    command = [sys.executable, "-m", "followupd", "import", str(home.folder / "c.csv"), "--yes",
               "--config", str(home.config), "--now", at(MONDAY).isoformat()]  # fmt: skip
    environment = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}  # a module's bytecode is put in place by rename, too
    return subprocess.run([*under, *command], capture_output=True, check=False, env=environment).returncode


@pytest.mark.parametrize("call", ["fsync", "fdatasync", "rename"])
def test_killed_at_any_write_of_an_import_the_book_is_whole_and_the_next_import_completes_it(
    tmp_path: Path, call: str, measured: Callable[[str], None]
) -> None:
    home = begun(tmp_path / "count")
    assert bring_in(home, call) == 0
    whole = (home.folder / "contacts.toml").read_text()
    total = sum(f" {call}(" in line for line in (home.folder / "trace").read_text().splitlines())
    assert total
    for n in spread(total):
        home = begun(tmp_path / str(n))
        assert bring_in(home, call, f"signal=KILL:when={n}") == -signal.SIGKILL
        assert (home.folder / "contacts.toml").read_text() in (BOOK, whole), n
        said = home.run("import", str(home.folder / "c.csv"), "--yes", now=at(MONDAY))
        assert said.code == 0, said.err
        assert (home.folder / "contacts.toml").read_text() == whole, (n, said.out)
    measured(f"import, {call}: killed at {len(spread(total))} of {total} places; the book whole each time")
