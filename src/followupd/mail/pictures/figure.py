"""What the pictures share: size, ink, and how a figure becomes a file."""

import io
import logging
from typing import Literal

import matplotlib as mpl
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from PIL import Image

Format = Literal["png", "svg"]

WIDTH, PHONE = 560, 366
"""As wide as a digest, and as it is on a phone of 390, in CSS pixels; a PNG has two dots for each."""
_DOTS_PER_INCH = 160
SMALL, PLAIN, TITLE = 11, 12, 14
"""Sizes in points, which are CSS pixels too: on a sheet shown at its own size they read like the mail's words."""
INK, SOFT, LINE, PAPER = "#26211c", "#6b635b", "#d8cfc4", "#efe8df"
"""The paper is no white, which would glare from a dark mail."""
_COLOURS = 64

logging.getLogger("matplotlib.font_manager").setLevel(logging.ERROR)


def sheet(height: float, width: int = WIDTH) -> Figure:
    """A figure of a width in CSS pixels, `height` in inches."""
    return Figure(figsize=(width * 2 / _DOTS_PER_INCH, height), facecolor=PAPER, layout="constrained")


def bare(axes: Axes) -> None:
    """No frame and no ticks: the labels say it all."""
    axes.set_facecolor(PAPER)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, colors=INK)


def printed(figure: Figure, form: Format) -> bytes:
    """The same figure gives the same bytes; in SVG, text stays text."""
    out = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "followupd", "svg.fonttype": "none"}):
        metadata = {"Date": None, "Creator": "followupd"} if form == "svg" else {"Software": "followupd"}
        figure.savefig(out, format=form, dpi=_DOTS_PER_INCH, metadata=metadata)
    return _small(out) if form == "png" else out.getvalue()


def _small(picture: io.BytesIO) -> bytes:
    """The same with a palette: a third of the size, and nothing that an eye would miss."""
    out = io.BytesIO()
    Image.open(picture).convert("RGB").quantize(_COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()
