"""What must feel instant: `--version`, and `due` on an ordinary day. Not even the parser of the commands is loaded.

Only the plainest calls are answered here; every other one, and every doubt, is left to the long way.
"""

from collections.abc import Sequence


def quick(arguments: Sequence[str]) -> int | None:
    """The exit code of a call that was answered, or None for the long way."""
    if list(arguments) == ["--version"]:
        from followupd import __version__

        print(f"followupd {__version__}")
        return 0
    if (call := _plain_due(arguments)) is None:
        return None
    config, json = call
    return _due(config, json=json)


def _plain_due(arguments: Sequence[str]) -> tuple[str | None, bool] | None:
    """The config and the form of a call such as `due --json --config FILE`; None when anything else is in it."""
    rest = list(arguments)
    config = None
    if "--config" in rest[:-1]:
        at = rest.index("--config")
        config = rest[at + 1]
        del rest[at : at + 2]
    return (config, "--json" in rest) if rest in (["due"], ["due", "--json"]) else None


def _due(config: str | None, *, json: bool) -> int | None:
    from time import gmtime, strftime

    from followupd.config.location import find_config
    from followupd.store.fast_due import stored_rows

    if (found := stored_rows(find_config(config), strftime("%Y-%m-%dT%H:%M:%SZ", gmtime()))) is None:
        return None
    from followupd.cli.showing import show_due

    rows, language = found
    show_due(rows, language, json=json)
    return 0
