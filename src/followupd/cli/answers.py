"""The answers that a setting-up needs: from options, or else asked for, each until it can be read."""

import argparse
import getpass
import sys
from collections.abc import Callable

from followupd.cli.asking import agrees, typed
from followupd.cli.terminal import say
from followupd.errors import CallError
from followupd.text.catalog import _


class Answers:
    """What options said is not asked; with --yes nothing is, and what has a default gets it."""

    def __init__(self, parsed: argparse.Namespace) -> None:
        self._parsed = parsed
        self.asks: bool = not parsed.yes

    def given(self, name: str) -> str | None:
        """What an option said."""
        found = getattr(self._parsed, name, None)
        return found if found is None else str(found)

    def ask(self, name: str, question: str, default: str = "", read: Callable[[str], str] = str) -> str:
        """An answer that can be read. Raises CallError for an option that cannot be, for one that is missing with
        --yes, and when the answers end."""
        if (said := self.given(name)) is not None:
            try:
                return read(said)
            except ValueError as error:
                raise CallError(f"--{name.replace('_', '-')}: {error}") from None
        if not self.asks:
            try:
                return read(default)
            except ValueError:
                raise CallError(_("--yes asks nothing, so --%s is needed") % name.replace("_", "-")) from None
        while True:
            answer = self._line(f"{question} [{default}]: " if default else f"{question}: ")
            try:
                return read(answer or default)
            except ValueError as error:
                say(error)

    def agrees(self, name: str, question: str) -> bool:
        """Yes, unless the option or the answer says no; without anybody to ask it is no."""
        if (said := self.given(name)) is not None:
            return said == "True"
        return self.asks and agrees(f"{question} {_('[Y/n]')} ", self._ended())

    def secret(self, question: str) -> str:
        """A password, not shown while it is typed. Empty for "not now"."""
        if not self.asks:
            return ""
        if sys.stdin.isatty():
            return getpass.getpass(f"{question}: ")
        return self._line(f"{question}: ")

    def _line(self, question: str) -> str:
        return typed(question, self._ended())

    def _ended(self) -> str:
        said = _("The answers ended before the last question. What is set up stays; followupd %s goes on.")
        return said % str(self._parsed.function)
