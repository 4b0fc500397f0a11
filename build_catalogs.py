"""Compiles the translations (.po) into what gettext reads (.mo) whenever followupd is built or installed."""

import os
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        for source in Path(self.root, "src/followupd/locale").glob("*/LC_MESSAGES/*.po"):
            made, content = source.with_suffix(".mo"), BytesIO()
            with source.open("rb") as po:
                write_mo(content, read_po(po, locale=source.parts[-3]))
            if not made.exists() or made.read_bytes() != content.getvalue():
                # Whole at once, because a program that runs from this very folder may be reading it.
                temporary = made.with_suffix(f".{os.getpid()}")
                temporary.write_bytes(content.getvalue())
                temporary.replace(made)
