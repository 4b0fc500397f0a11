"""What the pictures share: size, ink, and how a figure becomes a file."""

import io
import logging
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure

Format = Literal["png", "svg"]

WIDTH = 560
"""As wide as a digest, in CSS pixels; a PNG has two dots for each."""
_DOTS_PER_INCH = 160
INCHES = WIDTH * 2 / _DOTS_PER_INCH
SMALL, PLAIN, TITLE = 11, 12, 14
"""Sizes in points on a sheet seven inches wide: readable on a phone too, where it is half as wide."""
INK, SOFT, LINE = "#26211c", "#6b635b", "#e7e0d8"

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


def sheet(height: float) -> Figure:
    """A white figure of the digest's width, `height` in inches."""
    return Figure(figsize=(INCHES, height), facecolor="white", layout="constrained")


def bare(axes: Axes) -> None:
    """No frame and no ticks: the labels say it all."""
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=INK)


def printed(figure: Figure, form: Format) -> bytes:
    """The same figure gives the same bytes; in SVG, text stays text."""
    out = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "followupd", "svg.fonttype": "none"}):
        metadata = {"Date": None, "Creator": "followupd"} if form == "svg" else {"Software": "followupd"}
        figure.savefig(out, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    return out.getvalue()
