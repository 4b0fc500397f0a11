"""Who is one person and who is two, on pairs as they stand in real books; and how often the verdict is right."""

from collections.abc import Callable
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from followupd.domain.book import Birthday
from followupd.imports.same import Marks, Verdict, compare, marks

IN = "https://www.linkedin.com/in/"
ONE: list[tuple[Marks, Marks]] = [
    (marks("Anna Lind", ["anna@example.org"]), marks("Anna Lind", ["ANNA@example.org"])),
    (marks("Anna Lind", ["anna@example.org"]), marks("Lind, Anna", ["anna@example.org"])),
    (marks("Anna Lind", ["anna@example.org"]), marks("A. Lind", ["anna@example.org"], company="Volvo")),
    (marks("Anna Maria Lind", ["anna@example.org"]), marks("Anna Lind", ["anna@example.org"])),
    (marks("Åsa Öberg", ["asa@example.org"]), marks("Asa Oberg", ["asa@example.org"])),
    (marks("Dr. Eva Ström", phone="+46 70 123 45 67"), marks("Eva Ström", phone="070-123 45 67")),
    (marks("Eva Ström", phone="0046701234567"), marks("Eva Strom", phone="(070) 123 45 67")),
    (marks("Karl Svensson", url=f"{IN}karl-s/"), marks("Kalle Svensson", url="http://se.linkedin.com/in/karl-s?trk=x")),
    (marks("Maria Berg", url=f"{IN}maria-berg"), marks("Maria Holm", url=f"{IN}maria-berg")),  # married
    (marks("Johan Lindqvist", company="Ericsson AB"), marks("Johan Lindqvist", company="Ericsson")),
    (marks("Sven-Erik Dahl", company="Sweco"), marks("Sven Erik Dahl", company="Sweco Sverige AB")),
    (marks("Fatima Al-Sayed", company="Klarna"), marks("Fatima Al Sayed", company="Klarna Bank")),
    (marks("Ida Falk", uid="a-1"), marks("Ida Holm", uid="a-1")),
    (
        marks("Lars Ek", ["lars@ek.example"], phone="0701112223"),
        marks("Lars Ek", ["lars.ek@work.example"], phone="0701112223"),
    ),
    (marks("Kim Nguyen", company="Spotify"), marks("Nguyen, Kim", company="Spotify AB")),
    (marks("Per Wallin", ["p@w.example"], company="Volvo"), marks("Per Wallin", [], company="Volvo Group")),
    (marks("李 明", ["li@example.org"]), marks("李 明", ["li@example.org"])),
]
"""Pairs that are one person, and surely so."""
PERHAPS: list[tuple[Marks, Marks]] = [
    (marks("Anna Lind"), marks("Anna Lind")),
    (marks("Anna Lind", company="Volvo"), marks("Anna Lind", company="Scania")),  # a new job, or another Anna
    (
        marks("Anna Lind", ["anna@old.example"], company="Volvo"),
        marks("Anna Lind", ["lind@volvo.example"], company="Volvo"),
    ),
    (
        marks("Anna Lind", ["anna@example.org"]),
        marks("Anna Berg", ["anna@example.org"]),
    ),  # married, or a shared address
    (marks("Kalle L", ["kl@example.org"]), marks("Karl Lindqvist", ["kl@example.org"])),
    (marks("Anna", ["anna@example.org"]), marks("Anna Lind", ["anna@example.org"])),
    (marks("Johan Lindqvist", company="ABB Sverige"), marks("Johan Lindquist", company="ABB")),
    (marks("Reception Volvo", ["info@volvo.example"]), marks("Bo Ek", ["info@volvo.example"])),
]
"""Pairs that only the person can tell."""
TWO: list[tuple[Marks, Marks]] = [
    (
        marks("Anna Lind", ["anna.lind@volvo.example"], company="Volvo"),
        marks("Bo Ek", ["bo.ek@volvo.example"], company="Volvo"),
    ),
    (marks("Anna Lind", ["lind@example.org"]), marks("Per Lind", ["lind@example.org"])),  # a family's address
    (marks("Anna Lind", phone="031-10 00 00"), marks("Bo Ek", phone="031-10 00 00")),  # a switchboard
    (marks("Anna Lind", phone="0701234567"), marks("Per Lind", phone="0701234567")),
    (marks("Anna Lind", url=f"{IN}anna-lind"), marks("Anna Lind", url=f"{IN}anna-lind-2", company="Volvo")),
    (marks("Anna Lind", company="Volvo", url=f"{IN}a"), marks("Anna Lind", company="Volvo", url=f"{IN}b")),
    (marks("Anna Lind", birthday=Birthday(4, 12)), marks("Anna Lind", birthday=Birthday(4, 13))),
    (marks("Anna Lind", birthday=Birthday(4, 12, 1990)), marks("Anna Lind", birthday=Birthday(4, 12, 1962))),
    (marks("Anna Lindberg", company="Volvo"), marks("Anna Lindgren", company="Volvo")),
    (marks("Karin Svensson", company="SEB"), marks("Katrin Svensson", company="SEB")),
    (marks("Erik Berg", company="IKEA"), marks("Erika Berg", company="IKEA")),
    (marks("Ola Dahl", company="ABB"), marks("Olof Dahl", company="ABB")),
    (marks("Jan Ek"), marks("Jon Ek")),
    (marks("Anna", company="Volvo"), marks("Anna", company="Volvo")),  # a first name is too little
    (marks("Anna Lind", url="https://volvo.example"), marks("Bo Ek", url="https://volvo.example")),
    (marks("Maria Andersson", company="Region Skåne"), marks("Mari Andersson", company="Region Skåne")),
]
"""Pairs that are two people."""


@pytest.mark.parametrize(("pairs", "verdict"), [(ONE, "same"), (PERHAPS, "perhaps"), (TWO, "other")])
def test_pairs_as_they_stand_in_real_books_are_told_apart(pairs: list[tuple[Marks, Marks]], verdict: Verdict) -> None:
    wrong = [(one.name, other.name, compare(one, other)) for one, other in pairs
             if {compare(one, other)[0], compare(other, one)[0]} != {verdict}]  # fmt: skip
    assert wrong == []


def test_nobody_of_hundreds_with_like_names_is_taken_for_another(measured: Callable[[str], None]) -> None:
    """A firm of people with few names: what is proposed as surely one has to be one."""
    first = [
        "Anna",
        "Anne",
        "Ann",
        "Erik",
        "Erika",
        "Karin",
        "Karina",
        "Johan",
        "Johanna",
        "Jon",
        "John",
        "Maria",
        "Mari",
    ]
    last = ["Lind", "Linder", "Lindberg", "Lindgren", "Berg", "Bergh", "Svensson", "Swensson", "Dahl", "Dahlin"]
    people = [marks(f"{one} {other}", [f"{one}.{other}@firm.example"], phone="031-10 00 00", company="Firm")
              for one in first for other in last]  # fmt: skip
    verdicts = [(one.name, other.name, compare(one, other)[0]) for one, other in combinations(people, 2)]
    proposed = [pair for pair in verdicts if pair[2] == "same"]
    asked = [pair for pair in verdicts if pair[2] == "perhaps"]
    measured(
        f"imports: of {len(verdicts)} pairs with like names {len(proposed)} taken for one person, {len(asked)} asked"
    )
    assert proposed == []
    assert len(asked) <= len(verdicts) / 100


names = st.sampled_from(
    ["Anna Lind", "Lind, Anna", "A. Lind", "Bo", "", "  ", "Åsa Öberg-Ek", "李 明", "😀", "Dr. X", "a b c d e f"]
)
several = st.builds(
    marks, names, st.lists(st.sampled_from(["a@b.example", "c@d.example"]), max_size=2),
    st.sampled_from([None, f"{IN}x", f"{IN}y", "b.example", "//[", "x" * 500]), st.sampled_from([None, "0701234567", "x"]),
    st.sampled_from([None, "Volvo AB", "AB", "&"]), st.sampled_from([None, Birthday(2, 29), Birthday(2, 29, 1992)]),
)  # fmt: skip


@given(several, several)
def test_the_verdict_is_the_same_both_ways(one: Marks, other: Marks) -> None:
    assert compare(one, other) == compare(other, one)
