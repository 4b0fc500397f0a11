"""What comes with the package besides the program: an example to try, and completion for shells."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from followupd.cli.terminal import say
from followupd.config.atomic import make_folder, replace
from followupd.errors import CallError
from followupd.text import catalog
from followupd.text.catalog import _

_PACKAGED = Path(__file__).parents[1] / "example"
_CLONE = Path(__file__).parents[3]
SHELLS = ("bash", "zsh", "fish")
PARTS = (
    "config.example.toml",
    "examples",
    "README.md",
    "CHANGELOG.md",
    "CONTRIBUTING.md",
    "LICENSE",
    "docs",
    "systemd",
)
_ENDINGS = ("", ".md", ".png", ".toml", ".service", ".timer")


def example(parsed: argparse.Namespace) -> int:
    """Copies the example configuration and book with README and docs, whose links work there, into a folder."""
    folder = parsed.folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CallError(_("%s is there already, and not empty") % parsed.folder)
    root = _PACKAGED if _PACKAGED.is_dir() else _CLONE
    for path in _files(root):
        target = folder / path.relative_to(root)
        make_folder(target.parent)
        replace(target, path.read_bytes())
    say(_("Written: %s") % parsed.folder)
    say(_("Try it: followupd once --on today --config %s/config.example.toml") % parsed.folder)
    return 0


def _files(root: Path) -> Iterator[Path]:
    for part in PARTS:
        path = root / part
        found = sorted(path.rglob("*")) if path.is_dir() else [path]
        yield from (one for one in found if one.is_file() and one.suffix in _ENDINGS)


def completion(parsed: argparse.Namespace) -> int:
    """A script by which a shell completes commands and options; where it goes stands in the help of the shell."""
    import shtab

    from followupd.cli.parser import build_parser

    print(shtab.complete(build_parser(catalog.language()), parsed.shell))
    return 0
