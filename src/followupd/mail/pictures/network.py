"""The map: people against goals and circles, warmth as colour and shape."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from textwrap import wrap

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from followupd.mail.pictures.figure import INK, LINE, PLAIN, SMALL, SOFT, WIDTH, Format, bare, printed, sheet
from followupd.practice.relations import WARMTHS, Warmth
from followupd.practice.state import PracticeState
from followupd.text.catalog import _, ngettext
from followupd.text.sanitize import shorten
from followupd.wording.reviewing import warmths

# Cold to warm by ColorBrewer's RdYlBu, which all kinds of colour vision tell apart; the shapes say it once more.
LOOKS: dict[Warmth, tuple[str, str]] = {
    "new": ("#ffffff", "o"),
    "cool": ("#2c7bb6", "v"),
    "mild": ("#abd9e9", "s"),
    "warm": ("#fdae61", "^"),
    "close": ("#d7191c", "D"),
}
MOST_IN_A_CELL = 6
MOST_GOALS, MOST_GOALS_ON_A_PHONE = 5, 2
_LETTERS, _ON_A_PHONE = 60, 44
"""So many stand side by side on the sheet."""
_LINE_INCHES = 0.24
Cells = Mapping[tuple[str, str], Sequence[tuple[str, Warmth]]]


def draw(practice_state: PracticeState, form: Format, width: int = WIDTH) -> bytes:
    """The map of the network, as "png" or "svg"; on a phone with the two goals that come first."""
    narrow = width < WIDTH
    columns, rows, cells = _cells(practice_state, MOST_GOALS_ON_A_PHONE if narrow else MOST_GOALS)
    heights = {row: _height([cells.get((row, column), ()) for column, _name in columns]) for row in rows}
    lines = sum(heights.values()) + len(rows)
    figure = sheet(1.5 + _LINE_INCHES * max(lines, 4) + (_LINE_INCHES * 2 if narrow else 0), width)
    axes = figure.subplots()
    _grid(axes, columns, rows, heights, cells, room=(_ON_A_PHONE if narrow else _LETTERS) // (len(columns) + 1))
    _add_legend(figure, 2 if narrow else 5)
    return printed(figure, form)


def _cells(practice_state: PracticeState, most: int) -> tuple[list[tuple[str, str]], list[str], Cells]:
    """Columns as (goal id, heading), rows as circles, and who stands where, the warmest first."""
    ahead = [goal.goal for goal in practice_state.goals][:most]
    columns = [(goal.id, goal.name) for goal in ahead] + [("", _("no goal yet"))]
    found: dict[tuple[str, str], list[tuple[int, str, Warmth]]] = defaultdict(list)
    for contact in practice_state.book.kept:
        warmth = practice_state.relation(contact).warmth
        for column in [goal.id for goal in ahead if goal.id in contact.goals] or [""]:
            found[contact.circle or "", column].append((-WARMTHS.index(warmth), contact.name, warmth))
    rows = sorted({row for row, _column in found}, key=lambda row: (row == "", row)) or [""]
    return columns, rows, {key: [(name, how) for _w, name, how in sorted(several)] for key, several in found.items()}


def _height(cells: Sequence[Sequence[object]]) -> int:
    """Of a row, in lines: its fullest cell, where what is left out takes a line too."""
    return max(1, *(min(len(cell), MOST_IN_A_CELL + 1) for cell in cells))


def _grid(
    axes: Axes, columns: Sequence[tuple[str, str]], rows: Sequence[str], heights: Mapping[str, int], cells: Cells,
    room: int,
) -> None:  # fmt: skip
    bare(axes)
    top = 0.0
    for row in rows:
        axes.text(
            -0.05,
            top + 0.75,
            shorten(row or _("no circle"), min(18, room + 4)),
            ha="right",
            va="center",
            fontsize=SMALL,
            color=INK,
            parse_math=False,
        )
        for number, (column, _name) in enumerate(columns):
            _people(axes, number, top, cells.get((row, column), ()), room)
        top += heights[row] + 1
        axes.axhline(top - 0.1, color=LINE, linewidth=0.8)
    covered = {column for _row, column in cells}
    alone = {column: "" if column in covered or not column else "\n" + _("(nobody yet)") for column, _name in columns}
    names = [_broken(name, room) + alone[column] for column, name in columns]
    # A "$" in somebody's words is a dollar, not mathematics.
    places = [number + 0.4 for number in range(len(columns))]
    axes.set_xticks(places, names, fontsize=PLAIN, fontweight="bold", parse_math=False)
    axes.xaxis.tick_top()
    axes.set_yticks([])
    axes.set_xlim(-0.9, len(columns))
    axes.set_ylim(top, 0)


def _people(axes: Axes, column: int, top: float, people: Sequence[tuple[str, Warmth]], room: int) -> None:
    for line, (name, warmth) in enumerate(people[:MOST_IN_A_CELL]):
        colour, shape = LOOKS[warmth]
        y = top + 0.75 + line
        axes.plot(column + 0.06, y, marker=shape, color=colour, markeredgecolor=INK, markeredgewidth=0.7, markersize=8)
        axes.text(column + 0.17, y, shorten(name, room), va="center", fontsize=SMALL, color=INK, parse_math=False)
    if (rest := len(people) - MOST_IN_A_CELL) > 0:
        said = ngettext("and %d more", "and %d more", rest) % rest
        axes.text(column + 0.17, top + 0.75 + MOST_IN_A_CELL, said, va="center", fontsize=SMALL, color=SOFT)


def _broken(name: str, room: int) -> str:
    """A heading on two lines where it is long."""
    lines = wrap(name, max(room - 2, 8))
    return "\n".join(lines[:1] + ([shorten(" ".join(lines[1:]), room)] if lines[1:] else []))


def _add_legend(figure: Figure, columns: int) -> None:
    figure.legend(
        handles=_legend(), loc="outside lower left", ncols=columns, frameon=False, fontsize=PLAIN, labelcolor=INK
    )


def _legend() -> list[Line2D]:
    return [
        Line2D([], [], linestyle="", marker=shape, color=colour, markeredgecolor=INK, label=warmths()[text])
        for text, (colour, shape) in reversed(LOOKS.items())
    ]
