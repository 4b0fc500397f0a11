"""What a contacts file may say: each key with its type, its limits and the words when it is wrong."""

import re
from datetime import date, datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    field_validator,
    model_validator,
)

from followupd.config.fields import EmailAddress, Length
from followupd.domain.book import NO_RATINGS, TWO_WEEKS, Birthday, Cadence, Ratings, id_from, slug
from followupd.text.catalog import _
from followupd.text.sanitize import dialled, one_line, plain


def _identity(value: str) -> str:
    if not re.fullmatch(r"[\w.-]{1,80}", value):
        raise ValueError(_("an id has letters, digits, - and _ only"))
    return value


def _day(value: object) -> object:
    """A date, also from a date with time (TOML and vCard write both) or from text."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, str):
        try:
            return date.fromisoformat(value.strip().removesuffix(" 00:00:00"))  # a spreadsheet's date
        except ValueError:
            raise ValueError(_('"%s" is not a date such as 2026-09-14') % one_line(value)[:40]) from None
    return value


def _birthday(value: object) -> object:
    if isinstance(value, date):
        return Birthday(value.month, value.day, value.year)
    match = re.fullmatch(r"(?:(\d{4})-|--)?(\d\d)-?(\d\d)", value.strip()) if isinstance(value, str) else None
    try:
        # 2000 is a leap year, so that 29 February is a birthday like any other.
        year = int(match[1]) if match and match[1] else None
        found = date(year or 2000, int(match[2]), int(match[3])) if match else None
    except ValueError:
        found = None
    if found is None:
        raise ValueError(_('"%s" is not a birthday such as 04-12 or 1998-04-12') % one_line(str(value))[:40])
    return Birthday(found.month, found.day, year)


def _phone(value: object) -> object:
    """A number to call, kept as it was written; a spreadsheet may have made an integer of it."""
    said = one_line(str(value)) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    if not dialled(said):
        raise ValueError(_('"%s" is not a phone number such as +46 70 123 45 67') % one_line(str(value))[:40])
    return said


def _several(value: object) -> object:
    return [value] if isinstance(value, str) else value


def _each_line(value: object) -> object:
    """Several sentences; in a spreadsheet's cell one on each line."""
    return [line for line in value.splitlines() if line.strip()] if isinstance(value, str) else value


def _ratings(value: object) -> object:
    """A table, or as a spreadsheet's cell has it: "knowledge 4, trust 5"."""
    if not isinstance(value, str):
        return value
    if len(value) > 200:  # before anything looks for pairs in it
        raise ValueError(_('write for example "knowledge 4, trust 5"'))
    pairs = re.findall(r"([^\W\d]+)\s*[=:]?\s*(\d+)", value)
    if not pairs or re.sub(r"[^\W_]|[=:,;\s]", "", value):
        raise ValueError(_('write for example "knowledge 4, trust 5"'))
    return {key.casefold(): int(number) for key, number in pairs}


Line = Annotated[str, AfterValidator(one_line), Field(max_length=500)]
Name = Annotated[str, AfterValidator(one_line), Field(min_length=1, max_length=200)]
Text = Annotated[str, AfterValidator(plain), Field(max_length=100_000)]
Identity = Annotated[str, AfterValidator(_identity)]
Day = Annotated[date, BeforeValidator(_day)]
Lines = Annotated[list[Line], BeforeValidator(_several)]
Sentences = Annotated[list[Line], BeforeValidator(_each_line), Field(max_length=50)]
Tags = Annotated[list[Annotated[Line, AfterValidator(str.casefold)]], BeforeValidator(_several), Field(max_length=50)]
Rating = Annotated[int, Field(ge=1, le=5)]


class Row(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)  # what a book has none of costs nothing


class CircleRow(Row):
    id: Line
    every: Length
    at_most: Length | None = None


class Named(Row):
    """What has a name, and an id that is made from it where none is given."""

    id: Identity | None = None
    name: Name

    @field_validator("name")
    @classmethod
    def _something_to_call_by(cls, value: str) -> str:
        if not slug(value):
            raise ValueError(_("a name needs at least one letter or digit"))
        return value

    @property
    def identity(self) -> str:
        """The id, or what stands for it: the name as a slug."""
        return self.id or id_from(self.name)


class RatingsRow(Row):
    knowledge: Rating | None = None
    openness: Rating | None = None
    trust: Rating | None = None
    chemistry: Rating | None = None

    def as_ratings(self) -> Ratings:
        """The same as a value of the domain."""
        ratings = Ratings(self.knowledge, self.openness, self.trust, self.chemistry)
        return NO_RATINGS if ratings == NO_RATINGS else ratings  # the default itself is what is not stored


class Said(Row):
    """What only the person can say of somebody."""

    circle: Line | None = None
    every: Length | None = None
    at_most: Length | None = None
    last: Day | None = None
    language: Literal["sv", "en"] | None = None
    channel: Line | None = None
    goals: Lines = Field(default_factory=list)
    notes: Text | None = None
    paused_until: Day | None = None
    tags: Tags = Field(default_factory=list)
    ratings: Annotated[RatingsRow, BeforeValidator(_ratings)] = RatingsRow()
    tone: Literal["formal", "informal"] | None = None
    purpose: Text | None = None
    learn: Text | None = None
    questions: Sentences = Field(default_factory=list)


class AboutRow(Said):
    """The same of somebody whose record another program keeps: `contact` is their id, name, or vCard UID."""

    contact: Line


class ContactRow(Named, Said):
    email: Annotated[list[EmailAddress], BeforeValidator(_several), Field(max_length=50)] = Field(default_factory=list)
    circle_names: Annotated[list[str], Field(exclude=True)] = Field(default_factory=list)
    birthday: Annotated[Birthday, BeforeValidator(_birthday)] | None = None
    phone: Annotated[str, BeforeValidator(_phone)] | None = None
    company: Line | None = None
    role: Line | None = None
    url: Line | None = None


class CardRow(ContactRow):
    """A contact from a vCard, which brings an identity of its own."""

    vcard_uid: Line | None = None


class EventRow(Named):
    kind: Literal["fair", "conference", "alumni", "open-house", "association", "hackathon", "competition", "other"] = (
        "other"
    )
    starts: datetime
    ends: datetime | None = None
    place: Line | None = None
    url: Line | None = None
    meet: Annotated[int, Field(ge=0, le=1000)] = 3
    pitch: Text | None = None
    questions: Lines = []
    companion: Line | None = None
    company: Lines = []
    tags: Tags = []
    online: Line | None = None
    prepare: Length = Cadence(2, "day")
    cancelled: bool = False

    @model_validator(mode="before")
    @classmethod
    def _with_a_time(cls, data: Any) -> Any:
        starts = data.get("starts") if isinstance(data, dict) else None
        if isinstance(starts, date) and not isinstance(starts, datetime):
            raise ValueError(_("starts needs a time too, such as 2027-02-02T10:00"))
        return data

    @field_validator("starts", "ends")
    @classmethod
    def _in_our_time(cls, value: datetime | None) -> datetime | None:
        if value is not None and not 1900 <= value.year <= 2200:
            raise ValueError(_("the year must lie between 1900 and 2200"))
        return value

    @model_validator(mode="after")
    def _in_order(self) -> "EventRow":
        starts, ends = self.starts, self.ends
        if ends is not None and (starts.tzinfo is None or ends.tzinfo is None):
            starts, ends = starts.replace(tzinfo=None), ends.replace(tzinfo=None)
        if ends is not None and ends <= starts:
            raise ValueError(_("ends must come after starts"))
        return self


class GoalRow(Named):
    why: Text | None = None
    by: Day | None = None
    tags: Tags = []
    reached: Day | None = None
    every: Length = TWO_WEEKS


class PracticeRow(Named):
    every: Length
    checklist: Annotated[Lines, Field(max_length=50)] = []


class ProjectRow(Named):
    every: Length
    members: Lines = []
    ended: Day | None = None


class MilestoneRow(Row):
    contact: Line
    what: Name
    on: Day
    yearly: bool = False


ROWS: dict[str, type[Row]] = {
    "circles": CircleRow,
    "about": AboutRow,
    "contact": ContactRow,
    "event": EventRow,
    "goal": GoalRow,
    "practice": PracticeRow,
    "project": ProjectRow,
    "milestone": MilestoneRow,
}
