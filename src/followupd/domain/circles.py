"""The circles everybody starts with, and how often each is met. docs/contacts.md has the reasons.

Relations thin out without contact, and people keep them in layers by how often they meet: roughly 5 at
least weekly, 15 at least monthly, 50 and 150 ever more seldom (R. I. M. Dunbar, "Structure and function
in human and primate social networks", Proc. R. Soc. A 476, 2020, doi:10.1098/rspa.2020.0446). A network
for work lives in the outer three layers. Those out of touch for years are still worth a call: advice
from dormant ties was as valuable as from current ones (D. Z. Levin, J. Walter, J. K. Murnighan, "Dormant
Ties", Organization Science 22, 2011, pp. 923-939). So nobody is rarer than once a year.
"""

from followupd.domain.book import Cadence, Circle

MONTH, QUARTER, HALF_YEAR, YEAR = (Cadence(n, "month") for n in (1, 3, 6, 12))
DEFAULT_CADENCE = QUARTER

_BUILT_IN: dict[str, Cadence] = {
    # by closeness
    "close": MONTH,
    "regular": QUARTER,
    "occasional": HALF_YEAR,
    "dormant": YEAR,
    # by where people come from
    "family": Cadence(2, "week"),
    "friends": MONTH,
    "mentor": Cadence(6, "week"),
    "colleagues": Cadence(2, "month"),
    "classmates": QUARTER,
    "industry": QUARTER,
    "former-colleagues": HALF_YEAR,
    "teachers": HALF_YEAR,
    "alumni": HALF_YEAR,
    "recruiters": HALF_YEAR,
}
_SWEDISH = {
    "nära": "close",
    "regelbunden": "regular",
    "då-och-då": "occasional",
    "vilande": "dormant",
    "familj": "family",
    "vänner": "friends",
    "kollegor": "colleagues",
    "klasskamrater": "classmates",
    "kurskamrater": "classmates",
    "bransch": "industry",
    "tidigare-kollegor": "former-colleagues",
    "lärare": "teachers",
    "rekryterare": "recruiters",
}
AS_UNSORTED = "unsorted"
UNSORTED = frozenset({AS_UNSORTED, "osorterad"})
"""What stands for a circle where nobody has said yet whether to keep in touch: without cadence, and without cost."""
BUILT_IN: dict[str, Circle] = {name: Circle(name, cadence) for name, cadence in _BUILT_IN.items()} | {
    swedish: Circle(swedish, _BUILT_IN[english]) for swedish, english in _SWEDISH.items()
}
FORMAL = frozenset({"recruiters", "teachers", "rekryterare", "lärare"})
"""Circles to whom drafts are formal unless the contact says otherwise."""
