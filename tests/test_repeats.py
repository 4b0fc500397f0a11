"""The same told in two ways is one thing; what says more is another."""

from dataclasses import replace

import pytest

from followupd.actions.repeats import repeats, replaced
from followupd.domain.journal import Entry
from followupd.store.entries import New
from tests.conftest import MONDAY, at

DAY = MONDAY
LATER = MONDAY.replace(month=12)
KNOWN = Entry(1, "anna", "interaction", DAY, at(DAY))


@pytest.mark.parametrize(
    "new",
    [New("anna", "interaction", DAY), New("anna", "interaction", DAY, kind="call")],
    ids=["klart once more", "and how it was"],
)
def test_contact_of_the_same_day_is_the_same_contact(new: New) -> None:
    assert repeats(new, [KNOWN])


def test_what_is_told_takes_the_place_of_what_was_only_noticed_that_day() -> None:
    noticed = replace(KNOWN, kind="meeting", about="noticed")
    told = New("anna", "interaction", DAY, kind="call")
    assert not repeats(told, [noticed])
    assert replaced(told, [noticed, replace(noticed, id=2, day=LATER)]) == [1]
    assert replaced(New("anna", "note", DAY), [noticed]) == []


@pytest.mark.parametrize(
    "new",
    [
        New("anna", "interaction", DAY, kind="thanks"),
        New("anna", "interaction", DAY, kind="outcome"),
        New("anna", "interaction", DAY, note="she is hiring"),
        New("anna", "interaction", DAY, direction="received"),
        New("anna", "interaction", LATER),
        New("anna", "note", DAY),
    ],
    ids=["thanks", "outcome", "a note", "help", "another day", "a fact"],
)
def test_what_says_more_is_written_down(new: New) -> None:
    assert not repeats(new, [KNOWN])


def test_of_decisions_only_the_newest_can_be_repeated() -> None:
    first = Entry(2, "anna", "snooze", DAY, at(DAY), until=LATER)
    second = replace(first, id=3, until=LATER.replace(day=24))
    again = New("anna", "snooze", DAY, LATER)
    assert repeats(again, [KNOWN, first])
    assert not repeats(again, [KNOWN, first, second])
