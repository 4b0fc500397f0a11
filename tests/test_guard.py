"""Each person guarded: what goes wrong with one record costs that record, and the mail goes out and says so."""

import contextlib
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import text, update

from followupd.domain.agenda import ContactState
from followupd.domain.book import Book, Budget, Cadence
from followupd.planning.guard import guarded
from followupd.planning.plan import plan
from followupd.store import books as stored
from followupd.store import entries
from followupd.store.tables import entries as entries_table
from tests.books import books
from tests.conftest import MONDAY, Home, at, calendar_of, flat_mails, person

ANNA_AND_BEN = """\
[[contact]]
name = "Anna Lind"
every = "1 month"
last = 2026-10-01

[[contact]]
name = "Ben Ek"
every = "1 month"
last = 2026-10-02
"""
SHORT_MONTH = person("Anna", Cadence(30, "day"), at_most=Cadence(1, "month"), last=date(2026, 2, 1))


@pytest.mark.parametrize("paused", [None, MONDAY + timedelta(days=5), date.max])
def test_a_limit_that_is_a_shorter_month_than_the_cadence_stops_nobody(paused: date | None) -> None:
    agenda = plan(
        Book((SHORT_MONTH,)), {"anna": ContactState(paused=bool(paused), paused_until=paused)}, Budget(), MONDAY
    )
    for one in (*agenda.followups, *agenda.waiting):
        assert one.limit >= one.due


@given(st.sets(st.integers(0, 60), min_size=1), st.data())
def test_whatever_records_fail_alone_they_and_no_others_are_left_out(units: set[int], data: st.DataObject) -> None:
    bad = data.draw(st.sets(st.sampled_from(sorted(units))))
    attempts = []

    def attempt(without: frozenset[int]) -> set[int]:
        attempts.append(without)
        if kept := (bad & units) - without:
            raise ValueError(min(kept))
        return units - without

    made, left_out = guarded(sorted(units), attempt)
    assert (made, {one.unit for one in left_out}) == (units - bad, bad)
    assert len(attempts) <= 3 + 2 * len(bad) * (len(units).bit_length() + 1)


def test_records_that_only_fail_together_cost_one_of_them() -> None:
    def attempt(without: frozenset[int]) -> None:
        if not without & {3, 7}:
            raise ValueError

    _made, left_out = guarded(range(10), attempt)
    assert [one.unit for one in left_out] == [7]


def test_what_fails_without_any_record_is_raised() -> None:
    with pytest.raises(ZeroDivisionError):
        guarded(range(10), lambda _without: 1 // 0)


def spoil(home: Home, name: str) -> None:
    """Something in the journal about a person that no plan can be made with, as a damaged disk may leave it."""
    with home.opened() as service:
        number = entries.record(service.account, name, "interaction", MONDAY, at(MONDAY, "07:00"), direction="received")
        with service.account.write() as connection:
            connection.execute(update(entries_table).where(entries_table.c.id == number).values(day=date.max))


@pytest.mark.parametrize("language", ["en", "sv"])
def test_one_person_who_cannot_be_planned_costs_a_line_and_not_the_mail(home: Home, language: str) -> None:
    home.configure(language=language)
    home.book(ANNA_AND_BEN)
    spoil(home, "anna-lind")
    assert home.tick(at(MONDAY)).slot == MONDAY
    (text,) = flat_mails(home)
    assert "1. Ben Ek" in text
    assert {"en": "Anna Lind is left out", "sv": "Anna Lind är utelämnad"}[language] in text
    assert [title for title in calendar_of(home) if "Lind" in title] == []
    said = home.run("doctor", now=at(MONDAY, "09:00"))
    assert (said.code, "contact anna-lind" in said.out, "OverflowError" in said.out) == (1, True, True)
    assert "Ben Ek" in home.run("preview", now=at(MONDAY)).out
    assert home.run("due", now=at(MONDAY)).code == 0


def test_when_no_mail_can_be_made_at_all_one_comes_that_says_so(local_home: Home) -> None:
    home = local_home
    home.book(ANNA_AND_BEN)
    home.tick(at(MONDAY - timedelta(days=3)))
    with home.opened() as service, service.account.write() as connection:
        connection.execute(text("UPDATE planned SET since = '0000-99-99'"))  # what no damaged disk should hold
    with contextlib.suppress(Exception):
        home.tick(at(MONDAY))
    assert "Today's mail could not be made" in flat_mails(home)[-1]
    assert home.run("doctor", now=at(MONDAY, "09:00")).code == 1


@pytest.mark.year
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(book=books(), start=st.integers(0, 366))
@example(book=Book((SHORT_MONTH,)), start=0)
def test_no_valid_book_makes_a_plan_a_mail_or_a_calendar_fail_on_any_day_of_a_year(
    tmp_path_factory: pytest.TempPathFactory, book: Book, start: int
) -> None:
    home = Home(tmp_path_factory.mktemp("any"))
    home.book("contact = []\n")
    home.configure(budget='holidays = "SE"\nvacations = [{ from = 2026-12-21, to = 2027-01-06 }]')
    home.tick(at(MONDAY - timedelta(days=1)))
    with home.opened() as service:
        current_book = service.planner.account
        kept = stored.kept(current_book)
        assert kept is not None
        stored.keep(current_book, kept.sources, book)
        for n in range(start, start + 366, 37):
            now = at(MONDAY + timedelta(days=n))
            if book.contacts and n % 2:
                entries.record(
                    service.account, book.contacts[0].id, "pause", MONDAY, now, until=MONDAY + timedelta(days=n + 9)
                )
            made, _ready = service.ready(_current(service), now, MONDAY + timedelta(days=n))
            assert made.left_out == ()


def _current(service: object) -> object:
    from followupd.contacts import current

    return current.current(service.account, service.settings)  # type: ignore[attr-defined]
