"""The man page, made from the same words as --help: `PYTHONPATH=. python -m tests.manpage` writes it anew."""

import os
import re
from pathlib import Path

from argparse_manpage.manpage import Manpage

from followupd import __version__
from followupd.cli.parser import build_parser
from followupd.text import catalog

PAGE = Path(__file__).parents[1] / "man/followupd.1"


def manpage() -> str:
    """The page in English, without what differs from day to day and from terminal to terminal."""
    os.environ["COLUMNS"] = "1000"  # how a usage is wrapped differs from Python to Python; man wraps it anyway
    catalog.speak("en")
    build_parser.cache_clear()
    parser = build_parser("en")
    parser.man_short_description = "keeps your professional network alive"
    page = Manpage(parser)
    page.date, page.manual, page.source, page.version = "", "User Commands", "followupd", __version__
    return re.sub(r"(?m)[ \t]+$", "", str(page)).strip() + "\n"


if __name__ == "__main__":
    PAGE.write_text(manpage())
