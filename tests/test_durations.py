"""Lengths of time, as people write them in either language."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followupd.domain import durations
from followupd.domain.book import Cadence


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("10 days", Cadence(10, "day")),
        ("6 weeks", Cadence(6, "week")),
        ("6 veckor", Cadence(6, "week")),
        ("1 månad", Cadence(1, "month")),
        ("Quarterly", Cadence(3, "month")),
        ("varje kvartal", Cadence(3, "month")),
        ("kvartalsvis", Cadence(3, "month")),
        ("P6W", Cadence(6, "week")),
        ("P3M", Cadence(3, "month")),
        ("every week", Cadence(1, "week")),
        ("varje vecka", Cadence(1, "week")),
        ("every other week", Cadence(2, "week")),
        ("varannan vecka", Cadence(2, "week")),
        ("varannan månad", Cadence(2, "month")),
        ("vartannat år", Cadence(2, "year")),
        ("var tredje månad", Cadence(3, "month")),
        ("var 6:e vecka", Cadence(6, "week")),
        ("every 3rd month", Cadence(3, "month")),
        ("every six weeks", Cadence(6, "week")),
        ("monthly", Cadence(1, "month")),
        ("årligen", Cadence(1, "year")),
        ("varje år", Cadence(1, "year")),
        ("yearly", Cadence(1, "year")),
        ("halvårsvis", Cadence(6, "month")),
        ("twice a year", Cadence(6, "month")),
        ("2 gånger om året", Cadence(6, "month")),
        ("once a month", Cadence(1, "month")),
        ("en gång i månaden", Cadence(1, "month")),
        ("3w", Cadence(3, "week")),
        ("3v", Cadence(3, "week")),
        ("2 å", Cadence(2, "year")),
        ("  14   dagar ", Cadence(14, "day")),
    ],
)
def test_a_cadence_is_read_as_people_write_it(written: str, meant: Cadence) -> None:
    assert durations.parse(written) == meant


@pytest.mark.parametrize(
    "written", ["", "soon", "6", "weeks 6", "0 days", "-3 weeks", "1.5 weeks", "300 years", "6 weekz", "P", "m"]
)
def test_what_is_no_length_of_time_is_answered_with_an_example(written: str) -> None:
    with pytest.raises(ValueError, match=r"6 weeks|at least one day"):
        durations.parse(written)


@given(st.text(max_size=80))
def test_no_text_whatsoever_breaks_the_reading(text: str) -> None:
    try:
        found = durations.parse(text)
    except ValueError:
        return
    assert 1 <= found.days <= 20 * 366


@given(st.integers(1, 200), st.sampled_from(["day", "week", "month"]))
def test_what_is_said_can_be_read_again(count: int, unit: str) -> None:
    from followupd.text import catalog

    cadence = Cadence(count, unit)  # type: ignore[arg-type]
    for language in catalog.LANGUAGES:
        with catalog.speaking(language):
            assert durations.parse(durations.span(cadence)) == cadence
