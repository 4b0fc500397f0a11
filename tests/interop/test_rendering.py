"""The mails as a person sees them: in Chromium, on a phone and a desk, light and dark, and through a spam filter."""

import functools
import json
import os
import shutil
import subprocess
from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from tests.conftest import Home, html_of
from tests.rendering.kinds import every_kind, example_week
from tests.servers import missing

pytestmark = pytest.mark.interop
LOOK = Path(__file__).parents[1] / "rendering/look.cjs"
WIDTHS = (320, 390, 700, 1200)
LANGUAGES = ("sv", "en")
Seen = dict[str, object]


@functools.cache
def _modules() -> Path:
    folders = [Path(os.environ.get("NODE_MODULES", "")), LOOK.parents[2] / ".node/node_modules"]
    found = next((one for one in folders if (one / "axe-core").is_dir() and (one / "playwright-core").is_dir()), None)
    if found is None or shutil.which("node") is None or shutil.which("chromium") is None:
        missing(
            "Chromium, or axe-core and playwright-core for node, are not installed (apt-get install chromium; npm install --prefix .node)"
        )
    return found


def look(pages: list[Seen]) -> list[Seen]:
    """Opens pages and says what is seen there."""
    call = ["node", str(LOOK), str(_modules()), str(shutil.which("chromium")), json.dumps(pages)]
    done = subprocess.run(call, capture_output=True, text=True, timeout=200, check=False)
    assert done.returncode == 0, done.stderr
    found: list[Seen] = json.loads(done.stdout)
    return found


def page_of(mail: EmailMessage, folder: Path, name: str) -> Path:
    """The HTML of a mail as a file, its pictures beside it."""
    page = html_of(mail)
    for part in mail.walk():
        if part.get_content_type() == "image/png":
            picture = folder / f"{name}-{part.get_filename()}"
            picture.write_bytes(part.get_content())  # type: ignore[arg-type]
            page = page.replace(f"cid:{str(part['Content-ID']).strip('<>')}", picture.name)
    path = folder / f"{name}.html"
    path.write_text(page)
    return path


@pytest.fixture(params=LANGUAGES)
def kinds(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[str, dict[str, EmailMessage]]:
    _modules()
    (tmp_path / "days").mkdir()
    (tmp_path / "week").mkdir()
    found = every_kind(Home(tmp_path / "days"), request.param)
    return request.param, found | {"week": example_week(Home(tmp_path / "week"), request.param)}


def test_every_mail_fits_every_screen_in_light_and_dark_and_can_be_used_by_everybody(
    kinds: tuple[str, dict[str, EmailMessage]], tmp_path: Path, measured: Callable[[str], None]
) -> None:
    language, mails = kinds
    assert {"digest", "capture", "morning", "review", "week"} <= mails.keys()
    mails = {
        name: mail for name, mail in mails.items() if not name.startswith("digest-") or name in ("digest-0", "digest-2")
    }
    pages: list[Seen] = [
        {"name": name, "file": str(page_of(mail, tmp_path, name)), "width": width, "dark": dark, "audit": width in (390, 1200)}
        for name, mail in mails.items() for width in WIDTHS for dark in (False, True) if not dark or width in (390, 1200)
    ]  # fmt: skip
    found = look(pages)
    for seen in found:
        where = f"{seen['name']} at {seen['width']}, {'dark' if seen['dark'] else 'light'}"
        assert seen["overflow"] == 0, where
        assert seen.get("violations", []) == [], where
        assert float(str(seen["lowest_control"])) >= 3, where
        assert float(str(seen["smallest_target"])) >= 44, where
        assert seen["headings"], where
    heights = {
        str(seen["name"]): int(str(seen["height"])) for seen in found if seen["width"] == 390 and not seen["dark"]
    }
    measured(
        f"mails ({language}) at 390 px: " + ", ".join(f"{name} {height} px" for name, height in sorted(heights.items()))
    )
    assert heights["week"] <= 2500
    assert max(len(html_of(mail).encode()) for mail in mails.values()) <= 60_000


def test_a_spam_filter_has_nothing_against_any_of_them(
    kinds: tuple[str, dict[str, EmailMessage]], measured: Callable[[str], None]
) -> None:
    if shutil.which("spamassassin") is None:
        missing("SpamAssassin is not installed (apt-get install spamassassin)")
    language, mails = kinds
    box = b"".join(b"From x Mon Nov 23 08:00:00 2026\n" + mail.as_bytes() + b"\n\n" for mail in mails.values())
    call = ["spamassassin", "--local", "--nocreate-prefs", "--mbox"]
    done = subprocess.run(call, input=box, capture_output=True, timeout=200, check=True)
    scores = [float(line.partition(b"score=")[2].split()[0]) for line in done.stdout.splitlines() if b"score=" in line]
    measured(f"SpamAssassin ({language}): {len(scores)} mails, the highest score {max(scores)}")
    assert len(scores) == len(mails)
    assert max(scores) <= 0
