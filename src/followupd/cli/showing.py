"""How the rows of `due` look: as JSON, as a table in a terminal, or as plain columns in a pipe."""

from collections.abc import Sequence

from followupd.cli.terminal import say, say_json, table


def show_due(rows: Sequence[dict[str, str]], language: str, *, json: bool) -> None:
    """Prints the rows of `due`, as a table or as JSON."""
    if json:
        say_json(rows)
        return
    from followupd.text.catalog import _, speaking

    with speaking(language):
        if not rows:
            say(_("Nobody is due, and nobody comes up soon."))
            return
        names = {"overdue": _("overdue"), "due": _("due"), "upcoming": _("upcoming")}
        styles = [row["status"] for row in rows]
        table([[row["planned"], row["name"], names[row["status"]], row["reason"]] for row in rows], styles=styles)
