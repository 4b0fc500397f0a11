"""The plan: who comes up when, within the budget, and why."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followupd.domain.agenda import Agenda, ContactState, PlannedDay
from followupd.domain.book import Birthday, Book, Budget, Cadence, Contact, Vacation
from followupd.domain.cadence import after
from followupd.planning.days import closed, monday
from followupd.planning.needs import need_of
from followupd.planning.plan import HORIZON_DAYS, plan, planned_days
from tests.conftest import MONDAY, person

NO_LIMIT = Budget(per_day=50, per_week=100, days_off=frozenset())
WEEK, MONTH = Cadence(1, "week"), Cadence(1, "month")


def days(n: int) -> timedelta:
    return timedelta(days=n)


def agenda_of(
    contacts: Iterable[Contact], budget: Budget = NO_LIMIT, today: date = MONDAY, **contact_states: ContactState
) -> Agenda:
    return plan(
        Book(tuple(contacts)), {key.replace("_", "-"): one for key, one in contact_states.items()}, budget, today
    )


def planned(agenda: Agenda) -> dict[str, date]:
    return {one.id: one.day for one in agenda.followups if one.day}


# --- due ---------------------------------------------------------------------------------------------------


def test_a_person_is_due_one_cadence_after_the_last_contact() -> None:
    anna = person("Anna", Cadence(6, "week"), last=MONDAY - days(42))
    assert planned(agenda_of([anna])) == {"anna": MONDAY}


@pytest.mark.parametrize(
    ("start", "cadence", "then"),
    [
        (date(2026, 1, 31), MONTH, date(2026, 2, 28)),
        (date(2028, 1, 31), MONTH, date(2028, 2, 29)),
        (date(2028, 2, 29), Cadence(1, "year"), date(2029, 2, 28)),
        (date(2026, 11, 30), Cadence(3, "month"), date(2027, 2, 28)),
        (date(2026, 3, 27), Cadence(3, "day"), date(2026, 3, 30)),  # over a daylight saving change
        (date(9999, 6, 1), Cadence(1, "year"), date.max),
    ],
)
def test_months_are_counted_by_the_calendar(start: date, cadence: Cadence, then: date) -> None:
    assert after(start, cadence) == then


@given(
    st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 60), st.sampled_from(["day", "week", "month", "year"])
)
def test_one_cadence_later_is_always_later_and_about_as_long_as_it_says(day: date, count: int, unit: str) -> None:
    cadence = Cadence(count, unit)  # type: ignore[arg-type]
    gone = (after(day, cadence) - day).days
    assert gone >= 1
    assert abs(gone - cadence.days) <= 4


def test_a_contact_logged_later_than_the_book_says_counts() -> None:
    anna = person("Anna", MONTH, last=MONDAY - days(300))
    contact_state = ContactState(last=MONDAY - days(3))
    assert planned(agenda_of([anna], anna=contact_state)) == {"anna": after(MONDAY - days(3), MONTH)}


def test_people_never_contacted_are_spread_over_their_first_interval() -> None:
    many = [person(f"New {n:02}", MONTH) for n in range(30)]
    spread = planned(agenda_of(many))
    assert len(spread) >= 27  # the rest come after the four weeks a plan reaches
    assert max(Counter(spread.values()).values()) <= 2


def test_a_single_newcomer_waits_half_an_interval_and_not_at_all_the_next_day() -> None:
    first = agenda_of([person("Anna", WEEK)])
    assert planned(first) == {"anna": MONDAY + days(3)}
    seen = ContactState(first_seen=MONDAY, first_due=MONDAY + days(3), planned=planned_days(first)["anna"])
    assert planned(agenda_of([person("Anna", WEEK)], today=MONDAY + days(1), anna=seen)) == {"anna": MONDAY + days(3)}


# --- budget and free days ----------------------------------------------------------------------------------


def test_a_day_never_holds_more_than_the_budget_and_a_week_neither() -> None:
    many = [person(f"P{n:02}", MONTH, last=MONDAY - days(40 + n)) for n in range(40)]
    agenda = agenda_of(many, Budget(per_day=3, per_week=10))
    by_day = Counter(planned(agenda).values())
    by_week = Counter(monday(day) for day in planned(agenda).values())
    assert max(by_day.values()) <= 3
    assert max(by_week.values()) == 10


def test_nobody_is_planned_on_a_weekend_a_holiday_or_a_vacation() -> None:
    budget = Budget(per_day=1, per_week=7, holidays="SE", vacations=(Vacation(date(2026, 12, 28), date(2026, 12, 30)),))
    start = date(2026, 12, 24)
    many = [person(f"P{n}", MONTH, last=start - days(60)) for n in range(9)]
    taken = sorted(planned(agenda_of(many, budget, start)).values())
    # 24 and 31 December are free in Sweden by custom, 25 and 26, 1 and 6 January by law.
    assert taken[:3] == [date(2027, 1, 4), date(2027, 1, 5), date(2027, 1, 7)]


@pytest.mark.parametrize(
    ("day", "why"),
    [
        (date(2026, 11, 21), ("day-off", "")),
        (date(2026, 12, 25), ("holiday", "Juldagen")),
        (date(2026, 12, 30), ("vacation", "")),
        (date(2026, 11, 23), None),
    ],
)
def test_a_free_day_has_a_reason(day: date, why: object) -> None:
    budget = Budget(holidays="SE", vacations=(Vacation(date(2026, 12, 28), date(2026, 12, 30)),))
    assert closed(day, budget, "sv") == why


def test_what_was_shown_this_week_stays_spent_when_it_is_done() -> None:
    budget = Budget(per_day=2, per_week=10)
    done = ContactState(last=MONDAY)
    contacts = [
        person("Anna", MONTH, last=MONDAY - days(60)),
        *(person(f"P{n}", MONTH, last=MONDAY - days(40)) for n in range(3)),
    ]
    held = ContactState(planned=PlannedDay(MONDAY - days(40), MONDAY, MONDAY))
    agenda = plan(Book(tuple(contacts)), {"anna": done, "p0": held}, budget, MONDAY, [(MONDAY, "anna"), (MONDAY, "p0")])
    assert [who for who, day in planned(agenda).items() if day == MONDAY] == ["p0"]


def test_a_birthday_takes_a_place_in_the_budget_of_its_day() -> None:
    celebration = person("Bea", Cadence(1, "year"), last=MONDAY - days(10), birthday=Birthday(11, 23, 1996))
    others = [person(f"P{n}", MONTH, last=MONDAY - days(40)) for n in range(3)]
    agenda = agenda_of([celebration, *others], Budget(per_day=3, per_week=10))
    assert [(one.contact.id, one.day, one.turns) for one in agenda.celebrations] == [("bea", MONDAY, 30)]
    assert sum(day == MONDAY for day in planned(agenda).values()) == 2


def test_birthdays_earlier_in_the_week_count_too() -> None:
    celebrations = [
        person(f"B{n}", Cadence(1, "year"), last=MONDAY - days(10), birthday=Birthday(11, 23)) for n in range(3)
    ]
    others = [person(f"P{n}", MONTH, last=MONDAY - days(40)) for n in range(3)]
    agenda = agenda_of([*celebrations, *others], Budget(per_day=3, per_week=3), today=MONDAY + days(1))
    assert all(day >= MONDAY + days(7) for who, day in planned(agenda).items() if who.startswith("p"))


def test_a_contact_written_into_the_book_ends_what_was_let_pass() -> None:
    anna = person("Anna", WEEK, last=MONDAY)
    agenda = agenda_of([anna], anna=ContactState(ignored=2, ignored_on=MONDAY - days(1)))
    assert [one.ignored for one in agenda.followups] == [0]


def test_a_leap_day_birthday_is_celebrated_every_year() -> None:
    born = person("Leo", Cadence(1, "year"), last=date(2027, 2, 1), birthday=Birthday(2, 29))
    assert [one.day for one in agenda_of([born], today=date(2027, 2, 10)).celebrations] == [date(2027, 2, 28)]
    assert [one.day for one in agenda_of([born], today=date(2028, 2, 10)).celebrations] == [date(2028, 2, 29)]


# --- who comes first ---------------------------------------------------------------------------------------

ONE_A_DAY = Budget(per_day=1, per_week=7, days_off=frozenset())


def order(agenda: Agenda) -> list[str]:
    return [one.id for one in sorted(agenda.followups, key=lambda one: one.day or date.max)]


def test_a_date_the_person_chose_comes_before_everything() -> None:
    late = person("Late", MONTH, last=MONDAY - days(200), at_most=Cadence(1, "year"))
    chosen = ContactState(last=MONDAY - days(3), snoozed_until=MONDAY)
    assert order(agenda_of([late, person("Snoozed", MONTH)], ONE_A_DAY, snoozed=chosen)) == ["snoozed", "late"]


def test_then_comes_who_is_most_overdue_for_their_own_cadence() -> None:
    weekly = person("Weekly", WEEK, last=MONDAY - days(11), at_most=Cadence(1, "year"))
    yearly = person("Yearly", Cadence(1, "year"), last=MONDAY - days(380))
    monthly = person("Monthly", MONTH, last=MONDAY - days(60))
    assert order(agenda_of([yearly, weekly, monthly], ONE_A_DAY)) == ["monthly", "yearly", "weekly"]


def test_whoever_would_pass_the_outer_limit_is_let_through_by_those_with_time() -> None:
    overdue = [person(f"P{n}", MONTH, last=MONDAY - days(55), at_most=Cadence(1, "year")) for n in range(6)]
    pressed = person("Pressed", Cadence(6, "month"), last=MONDAY - days(190), at_most=Cadence(193, "day"))
    agenda = agenda_of([*overdue, pressed], ONE_A_DAY)
    turn = next(one for one in agenda.followups if one.id == "pressed")
    assert turn.day is not None
    assert turn.day <= turn.limit


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_every_outer_limit_that_can_be_kept_is_kept(data: st.DataObject) -> None:
    """Jobs of one place each, all ready today: earliest deadline first is optimal, so it is the judge."""
    per_day = data.draw(st.integers(1, 3))
    slack = data.draw(st.lists(st.integers(0, HORIZON_DAYS - 1), min_size=1, max_size=40))
    contacts = [
        person(f"P{n}", Cadence(30, "day"), last=MONDAY - days(30 + n % 7), at_most=Cadence(30 + n % 7 + left, "day"))
        for n, left in enumerate(slack)
    ]
    possible = all(sum(left <= day for left in slack) <= per_day * (day + 1) for day in range(HORIZON_DAYS))
    agenda = agenda_of(contacts, Budget(per_day=per_day, per_week=7 * per_day, days_off=frozenset()))
    kept = all(one.day is not None and one.day <= one.limit for one in (*agenda.followups, *agenda.waiting))
    assert kept or not possible


# --- ignored, moved, paused --------------------------------------------------------------------------------


def test_who_was_let_pass_rests_and_comes_back_in_good_time() -> None:
    anna = person("Anna", Cadence(30, "day"), last=MONDAY - days(31))
    for times, rest in ((1, 5), (2, 10), (3, 15), (7, 15)):
        contact_state = ContactState(ignored=times, ignored_on=MONDAY - days(1))
        assert planned(agenda_of([anna], anna=contact_state)) == {"anna": MONDAY + days(rest - 1)}


def test_who_was_let_pass_does_not_hold_the_place_of_others() -> None:
    ignored = person("Ignored", MONTH, last=MONDAY - days(50), at_most=Cadence(1, "year"))
    fresh = person("Fresh", MONTH, last=MONDAY - days(45), at_most=Cadence(1, "year"))
    contact_state = ContactState(ignored=3, ignored_on=MONDAY - days(20))
    assert order(agenda_of([ignored, fresh], ONE_A_DAY, ignored=contact_state)) == ["fresh", "ignored"]


def test_a_planned_day_stays_although_others_have_become_more_urgent() -> None:
    anna = person("Anna", MONTH, last=MONDAY - days(28))
    first = agenda_of([anna], ONE_A_DAY)
    rivals = [person(f"R{n}", MONTH, last=MONDAY - days(58), at_most=Cadence(1, "year")) for n in range(5)]
    contact_state = ContactState(planned=planned_days(first)["anna"])
    again = agenda_of([anna, *rivals], ONE_A_DAY, today=MONDAY + days(1), anna=contact_state)
    assert planned(again)["anna"] == planned(first)["anna"]


def moved(agenda: Agenda, who: str) -> tuple[date | None, str | None]:
    one = next(one for one in agenda.followups if one.id == who)
    return one.moved_from, one.moved_by


@pytest.mark.parametrize(
    ("cause", "budget", "contact_state", "contact"),
    [
        ("closed", Budget(vacations=(Vacation(MONDAY, MONDAY + days(1)),)), {}, {}),
        ("missed", None, {"today": MONDAY + days(1)}, {}),
        ("ignored", None, {"today": MONDAY + days(1), "ignored": 1, "ignored_on": MONDAY}, {}),
        ("later", None, {"snoozed_until": MONDAY + days(9)}, {}),
        ("later", None, {}, {"cadence": Cadence(40, "day")}),
    ],
)
def test_a_planned_day_moves_only_for_a_reason_that_has_a_name(
    cause: str, budget: Budget | None, contact_state: dict[str, object], contact: dict[str, object]
) -> None:
    anna = person("Anna", Cadence(30, "day"), last=MONDAY - days(30))
    before = planned_days(agenda_of([anna]))["anna"]
    assert before.day == MONDAY
    today = contact_state.pop("today", MONDAY) if (contact_state := dict(contact_state)) else MONDAY
    changed = person(
        "Anna",
        **{
            "every": Cadence(30, "day"),
            "last": MONDAY - days(30),
            **({"every": contact["cadence"]} if contact else {}),
        },
    )  # type: ignore[arg-type]
    agenda = agenda_of([changed], budget or NO_LIMIT, today, anna=ContactState(planned=before, **contact_state))  # type: ignore[arg-type]
    assert moved(agenda, "anna") == (MONDAY, cause)


def test_a_smaller_budget_moves_those_with_the_most_time_and_says_so() -> None:
    contacts = [person(f"P{n}", MONTH, last=MONDAY - days(31 + n)) for n in range(3)]
    held = planned_days(agenda_of(contacts))
    agenda = agenda_of(contacts, ONE_A_DAY, **{who: ContactState(planned=one) for who, one in held.items()})
    assert planned(agenda)["p2"] == MONDAY
    assert moved(agenda, "p0")[1] == "budget"


def test_making_room_for_a_limit_is_a_named_reason_with_the_name_of_who_came() -> None:
    patient = person("Patient", MONTH, last=MONDAY - days(31), at_most=Cadence(1, "year"))
    held = planned_days(agenda_of([patient], ONE_A_DAY))["patient"]
    pressed = person("Pressed", MONTH, last=MONDAY - days(40), at_most=Cadence(40, "day"))
    agenda = agenda_of([patient, pressed], ONE_A_DAY, patient=ContactState(planned=held))
    one = next(one for one in agenda.followups if one.id == "patient")
    assert (one.moved_by, one.moved_for) == ("gave-way", "Pressed")
    assert planned(agenda)["pressed"] == MONDAY


def test_a_limit_drawn_tighter_brings_a_planned_day_forward() -> None:
    anna = person("Anna", MONTH, last=MONDAY - days(40), at_most=Cadence(43, "day"))
    held = PlannedDay(anna.last, after(MONDAY - days(40), MONTH), MONDAY + days(9))
    agenda = agenda_of([anna], anna=ContactState(planned=held))
    assert planned(agenda)["anna"] <= MONDAY + days(3)
    assert moved(agenda, "anna") == (MONDAY + days(9), "limit")


def test_after_a_contact_the_next_turn_is_a_new_one_and_has_not_moved() -> None:
    anna = person("Anna", WEEK, last=MONDAY - days(7))
    held = planned_days(agenda_of([anna]))["anna"]
    agenda = agenda_of([anna], anna=ContactState(last=MONDAY, planned=held))
    assert moved(agenda, "anna") == (None, None)


def test_a_pause_keeps_somebody_out_and_its_end_brings_them_back() -> None:
    anna = person("Anna", WEEK, last=MONDAY - days(30))
    resting = agenda_of([anna], anna=ContactState(paused=True))
    assert (resting.followups, resting.paused) == ((), frozenset({"anna"}))
    assert planned(agenda_of([anna], anna=ContactState(paused=True, paused_until=MONDAY + days(5)))) == {
        "anna": MONDAY + days(5)
    }
    assert planned(agenda_of([person("Anna", WEEK, last=MONDAY - days(30), paused_until=MONDAY + days(6))])) == {
        "anna": MONDAY + days(6)
    }


# --- when the budget is too small --------------------------------------------------------------------------


def test_too_small_a_budget_is_known_with_what_it_needs_and_holds() -> None:
    many = [person(f"P{n:02}", WEEK, circle="classmates", last=MONDAY) for n in range(14)]
    short = agenda_of(many, Budget(per_day=3, per_week=10)).shortfall
    assert short is not None
    assert (short.needed, short.held) == (14, 10)


def test_a_week_is_spread_over_its_open_days_and_not_all_on_monday() -> None:
    many = [person(f"P{n:02}", MONTH, last=MONDAY - days(40)) for n in range(10)]
    by_day = Counter(planned(agenda_of(many, Budget(per_day=3, per_week=10))).values())
    assert [by_day[MONDAY + days(n)] for n in range(5)] == [2, 2, 2, 2, 2]
    few = planned(agenda_of(many[:4], Budget(per_day=3, per_week=10)))
    assert sorted(few.values()) == [MONDAY, MONDAY, MONDAY, MONDAY + days(1)], "a week with room lets nobody wait"


def test_when_it_is_too_much_the_share_of_the_cadence_decides_and_nobody_met_yearly_pushes_the_others_aside() -> None:
    monthly = [person(f"M{n}", MONTH, last=MONDAY - days(40)) for n in range(30)]
    yearly = [person(f"Y{n}", Cadence(1, "year"), last=MONDAY - days(728)) for n in range(30)]
    weekly = [person(f"W{n}", WEEK, last=MONDAY - days(8)) for n in range(12)]
    first = [who for who, day in planned(agenda_of([*monthly, *yearly, *weekly], Budget(per_day=3, per_week=10))).items()
             if day < MONDAY + days(7)]  # fmt: skip
    assert not any(who.startswith("m") for who in first), "two years are a whole cadence late, and these a third"
    late = [person(f"L{n}", WEEK, last=MONDAY - days(30)) for n in range(10)]
    first = [who for who, day in planned(agenda_of([*late, *yearly, *weekly], Budget(per_day=3, per_week=10))).items()
             if day < MONDAY + days(7)]  # fmt: skip
    assert all(who.startswith("l") for who in first), "and who is three weeks late of one comes before both"


def test_a_budget_that_holds_says_nothing() -> None:
    assert agenda_of([person("Anna", WEEK, last=MONDAY)], Budget()).shortfall is None


# --- whatever happens --------------------------------------------------------------------------------------


@settings(max_examples=80, deadline=None)
@given(st.data())
def test_over_weeks_of_any_behaviour_the_budget_holds_and_the_plan_is_the_same_for_the_same_values(
    data: st.DataObject,
) -> None:
    budget = Budget(
        data.draw(st.integers(1, 4)),
        data.draw(st.integers(1, 12)),
        data.draw(st.frozensets(st.integers(0, 6), max_size=5)),
    )
    contacts = [
        person(
            f"P{n}",
            Cadence(data.draw(st.integers(3, 90)), "day"),
            last=data.draw(st.none() | st.dates(date(2026, 6, 1), MONDAY)),
        )
        for n in range(data.draw(st.integers(0, 25)))
    ]
    contact_states: dict[str, ContactState] = {}
    today, shown = MONDAY, []
    for _step in range(8):
        agenda = plan(Book(tuple(contacts)), contact_states, budget, today, shown)
        assert agenda == plan(Book(tuple(contacts)), dict(contact_states), budget, today, list(shown))
        taken = Counter(one.day for one in agenda.followups)
        weeks = Counter(monday(one.day) for one in agenda.followups if one.day)
        weeks.update(monday(day) for day, who in shown if planned(agenda).get(who) != day and day >= monday(today))
        assert all(n <= budget.per_day for n in taken.values())
        assert all(n <= budget.per_week for n in weeks.values())
        assert all(closed(one.day, budget) is None for one in agenda.followups if one.day)
        held = planned_days(agenda)
        now = [one.id for one in agenda.followups if one.day == today]
        shown += [(today, who) for who in now]
        answered = {who for who in now if data.draw(st.booleans())}
        for contact in contacts:
            before = contact_states.get(contact.id, ContactState(first_seen=MONDAY, first_due=MONDAY + days(2)))
            if contact.id in answered:
                contact_states[contact.id] = ContactState(last=today, first_seen=MONDAY, first_due=MONDAY + days(2))
            elif contact.id in now:
                contact_states[contact.id] = ContactState(
                    before.last,
                    None,
                    MONDAY,
                    MONDAY + days(2),
                    ignored=before.ignored + 1,
                    ignored_on=today,
                    planned=held[contact.id],
                )
            else:
                contact_states[contact.id] = ContactState(
                    before.last,
                    None,
                    MONDAY,
                    MONDAY + days(2),
                    ignored=before.ignored,
                    ignored_on=before.ignored_on,
                    planned=held.get(contact.id),
                )
        today += days(data.draw(st.integers(1, 4)))


def test_whoever_a_lost_mail_named_keeps_the_old_place_before_the_others() -> None:
    """After ten working days without mail, those who were planned come in the order in which they were planned."""
    people = [person(f"P{n:02}", Cadence(1, "month"), last=MONDAY - timedelta(days=40 + n)) for n in range(24)]
    budget = Budget(per_day=3, per_week=15)
    first = plan(Book(tuple(people)), {}, budget, MONDAY)
    held = {who: ContactState(planned=one) for who, one in planned_days(first).items()}
    back = MONDAY + timedelta(days=14)
    urgent = person("Zoe", Cadence(1, "week"), last=MONDAY - timedelta(days=60))
    after = plan(Book((*people, urgent)), held, budget, back)
    before = [one.id for one in sorted(first.followups, key=lambda one: (one.day, one.id))]
    now = [
        one.id
        for one in sorted(after.followups, key=lambda one: (one.day, before.index(one.id) if one.id in before else 99))
    ]
    assert [who for who in now if who != "zoe"] == before
    per_day = Counter(one.day for one in after.followups)
    assert max(per_day.values()) == 3


@pytest.mark.parametrize(
    ("written", "answered"), [(MONDAY - timedelta(days=1), False), (MONDAY, True), (MONDAY + timedelta(days=3), True)]
)
@pytest.mark.parametrize(
    "decided",
    [
        ContactState(snoozed_until=MONDAY + timedelta(days=20), decided_on=MONDAY),
        ContactState(moved_to=MONDAY + timedelta(days=20), decided_on=MONDAY),
        ContactState(skipped={"": MONDAY + timedelta(days=20)}, decided_on=MONDAY),
    ],
)
def test_a_contact_written_into_the_book_answers_every_older_decision(
    decided: ContactState, written: date, answered: bool
) -> None:
    anna = person("Anna", Cadence(1, "week"), last=written)
    today = MONDAY + timedelta(days=4)
    found = need_of(anna, decided, today)
    assert found is not None
    assert (found.earliest == max(written + timedelta(days=7), today)) is answered


def test_a_last_contact_in_a_year_to_come_hides_nobody() -> None:
    anna = person("Anna", Cadence(1, "week"), last=date(2030, 1, 1))
    (one,) = plan(Book((anna,)), {}, Budget(), MONDAY).followups
    assert one.day is not None
    assert one.day < MONDAY + timedelta(days=8)
