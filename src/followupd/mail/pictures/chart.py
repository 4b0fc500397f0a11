"""Progress over the months: people reached, met and thanked, and how many relations are within their time."""

from collections.abc import Sequence

from matplotlib.axes import Axes

from followupd.mail.pictures.figure import (
    INK,
    LINE,
    PAPER,
    PLAIN,
    SMALL,
    SOFT,
    TITLE,
    WIDTH,
    Format,
    bare,
    printed,
    sheet,
)
from followupd.practice.review import Month
from followupd.text import catalog
from followupd.text.catalog import _

# Three colours of Okabe and Ito's palette for all kinds of colour vision, and hatches for a printer without colour.
BLUE, ORANGE, GREEN = "#0072B2", "#E69F00", "#009E73"
_BAR = 0.27
MOST_ON_A_PHONE = 6


def draw(months: Sequence[Month], form: Format, width: int = WIDTH) -> bytes:
    """Progress by month, as "png" or "svg"; on a phone the last six of them."""
    figure = sheet(5.6, width)
    above, below = figure.subplots(2, 1, height_ratios=[2, 1])
    months = months if width == WIDTH else months[-MOST_ON_A_PHONE:]
    names = [catalog.short_month(month.first) for month in months]
    _bars(above, months, names, wide=width == WIDTH)
    _share(below, months, names)
    return printed(figure, form)


def _bars(axes: Axes, months: Sequence[Month], names: Sequence[str], *, wide: bool) -> None:
    series = (
        (_("in touch with"), [month.reached for month in months], BLUE, ""),
        (_("met at events"), [month.met for month in months], ORANGE, "//"),
        (_("thanked"), [month.thanked for month in months], GREEN, ".."),
    )
    for number, (label, values, colour, hatch) in enumerate(series):
        places = [place + (number - 1) * _BAR for place in range(len(months))]
        bars = axes.bar(places, values, _BAR, label=label, color=colour, hatch=hatch, edgecolor=PAPER, linewidth=0.6)
        axes.bar_label(bars, [str(value) if value else "" for value in values], color=INK, fontsize=SMALL)
    _frame(axes, names, _("People, month by month"))
    axes.set_yticks([])
    axes.margins(y=0.15)
    columns = 3 if wide else 1
    axes.legend(
        loc="upper left", ncols=columns, frameon=False, fontsize=PLAIN, labelcolor=INK, bbox_to_anchor=(0, 1.02)
    )
    if top := max((value for _label, values, _colour, _hatch in series for value in values), default=0):
        axes.set_ylim(0, top * (1.45 if columns == 3 else 1.9))


def _share(axes: Axes, months: Sequence[Month], names: Sequence[str]) -> None:
    known = [(place, round(100 * month.kept)) for place, month in enumerate(months) if month.kept is not None]
    places, values = [place for place, _value in known], [value for _place, value in known]
    axes.axhline(100, color=LINE, linewidth=1)
    axes.plot(places, values, color=BLUE, marker="o", linewidth=2)
    for place, value in known:
        axes.annotate(
            f"{value} %", (place, value), (0, -18), textcoords="offset points", ha="center", fontsize=SMALL, color=INK,
            bbox={"boxstyle": "square,pad=0.1", "facecolor": PAPER, "edgecolor": "none"},
        )  # fmt: skip
    _frame(axes, names, _("Share on track"))
    axes.set_yticks([])
    axes.set_ylim(min([*values, 60]) - 40, 110)


def _frame(axes: Axes, names: Sequence[str], title: str) -> None:
    bare(axes)
    axes.set_title(title, loc="left", fontsize=TITLE, color=INK, fontweight="bold")
    axes.set_xticks(range(len(names)), names, fontsize=SMALL)
    axes.set_xlim(-0.6, max(len(names), 4) - 0.4)
    axes.spines["bottom"].set_visible(True)
    axes.spines["bottom"].set_color(SOFT)
