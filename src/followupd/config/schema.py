"""What may stand in config.toml, and what is wrong when it does not: checked by pydantic, with the environment's
overrides (FOLLOWUPD_…)."""

from datetime import date, time
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import msgspec
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    ValidationError,
    model_validator,
)
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, EnvSettingsSource, PydanticBaseSettingsSource, SettingsConfigDict

from followupd.config import settings
from followupd.config.faults import MOST_FAULTS, explain
from followupd.config.fields import EmailAddress, Length
from followupd.config.location import config_looks
from followupd.config.toml_lines import Lines
from followupd.config.toml_text import parse_toml, read_toml_bytes
from followupd.config.types import (
    LOOPBACK,
    Weekday,
    at_most_six_weeks,
    listed,
    read_authority,
    read_clock,
    read_country,
    read_database,
    read_dav_url,
    read_file_name,
    read_follow_ups,
    read_listen,
    read_public_url,
    read_server_name,
    read_weekday,
    read_zone,
)
from followupd.domain.book import Cadence
from followupd.errors import Fault, InputError
from followupd.text.catalog import _, from_environment, speaking
from followupd.text.causes import cause
from followupd.text.sanitize import one_line

Weekdays = Annotated[list[Annotated[Weekday, BeforeValidator(read_weekday)]], BeforeValidator(listed)]
Line = Annotated[str, AfterValidator(one_line)]
FileName = Annotated[str, AfterValidator(read_file_name)]
Name = Annotated[str, AfterValidator(read_server_name), Field(min_length=1, max_length=300)]


class Section(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Person(Section):
    name: Annotated[Line, Field(min_length=1, max_length=200)]
    email: EmailAddress
    timezone: Annotated[str, AfterValidator(read_zone)] = "Europe/Stockholm"
    language: Literal["sv", "en"] = "en"
    about: Annotated[Line, Field(max_length=100)] | None = None


class Contacts(Section):
    files: Annotated[list[FileName], BeforeValidator(listed), Field(min_length=1, max_length=1000)] = ["contacts.toml"]


class Digest(Section):
    at: Annotated[time, BeforeValidator(read_clock)] = time(8, 0)
    days: Annotated[Weekdays, Field(min_length=1)] = ["mon", "tue", "wed", "thu", "fri"]
    lookahead: Length = Cadence(7, "day")
    birthday_lead: Annotated[Length, AfterValidator(at_most_six_weeks)] = Cadence(7, "day")
    when_empty: Literal["silent", "send"] = "silent"
    remarks: bool = True
    evenings: bool = True
    practices: Literal["daily", "weekly", "off"] = "weekly"


class Break(Section):
    first: Annotated[date, Field(alias="from")]
    last: Annotated[date, Field(alias="to")]

    @model_validator(mode="after")
    def _in_order(self) -> "Break":
        if self.last < self.first:
            raise ValueError(_("the vacation ends before it begins"))
        return self


class BudgetSection(Section):
    per_day: Annotated[int, Field(ge=1, le=100)] = 3
    per_week: Annotated[int, Field(ge=1, le=500)] = 10
    holidays: Annotated[str, AfterValidator(read_country)] | None = None
    days_off: Weekdays = ["sat", "sun"]
    vacations: list[Break] = []
    events_per_month: Annotated[int, Field(ge=1, le=100)] | None = None

    @model_validator(mode="after")
    def _some_day_left(self) -> "BudgetSection":
        if len(set(self.days_off)) == 7:
            raise ValueError(_("all seven days are off; leave at least one for people"))
        return self


class Drafts(Section):
    templates: FileName | None = None


class Smtp(Section):
    host: Annotated[str, Field(min_length=1)]
    port: Annotated[int, Field(ge=1, le=65535)] = 587
    security: Literal["tls", "starttls", "none"] = "starttls"
    username: str | None = None
    login: settings.Login = "password"
    password_file: FileName | None = None
    ca_file: FileName | None = None

    @model_validator(mode="after")
    def _signs_in_as_somebody(self) -> "Smtp":
        if self.login == "microsoft" and not self.username:
            raise ValueError(_('login = "microsoft" needs a username: who signs in'))
        return _one_login(self)

    @model_validator(mode="after")
    def _no_plain_text_over_the_network(self) -> "Smtp":
        if self.security == "none" and self.host not in LOOPBACK:
            raise ValueError(_('security = "none" is only for a server on this machine; use "starttls" or "tls"'))
        return self


class Mail(Section):
    transport: Literal["maildir", "smtp"] = "maildir"
    maildir: FileName = "var/mail"
    sender: EmailAddress | None = None
    smtp: Smtp | None = None

    @model_validator(mode="after")
    def _smtp_is_described(self) -> "Mail":
        if self.transport == "smtp" and self.smtp is None:
            raise ValueError(_('transport = "smtp" needs a [mail.smtp] section with a host'))
        return self


class Microsoft(Section):
    client_id: Annotated[Name, Field(min_length=1, max_length=100)]
    authority: Annotated[str, AfterValidator(read_authority)] = "https://login.microsoftonline.com/common"


class CalDav(Section):
    url: Annotated[str, AfterValidator(read_dav_url)] | None = None
    username: str | None = None
    password_file: FileName | None = None
    ca_file: FileName | None = None
    notice: Annotated[list[Name], BeforeValidator(listed), Field(max_length=20)] = []

    @model_validator(mode="after")
    def _can_be_found(self) -> "CalDav":
        if self.url is None and "@" not in (self.username or ""):
            raise ValueError(_("[calendar.caldav] needs a url, or a username with a domain to find the server by"))
        return self


class Calendar(Section):
    file: FileName | None = "var/followups.ics"
    follow_ups: Annotated[time | Literal["all-day", "task"], BeforeValidator(read_follow_ups)] = "all-day"
    separate: bool = False
    caldav: CalDav | None = None


class Inbox(Section):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    host: Name | None = None
    port: Annotated[int, Field(ge=1, le=65535)] = 993
    security: Literal["tls", "starttls", "none"] = "tls"
    username: Name | None = None
    login: settings.Login = "password"
    password_file: FileName | None = None
    ca_file: FileName | None = None
    folder: Name = "INBOX"
    address: EmailAddress | None = None
    own: Annotated[list[EmailAddress], BeforeValidator(listed), Field(alias="from", max_length=50)] = []
    acknowledge: Literal["always", "questions"] = "always"
    move_to: Name | None = None
    notice: bool = False
    sent: Name | None = None

    @model_validator(mode="after")
    def _signs_in_or_has_a_password(self) -> "Inbox":
        return _one_login(self)

    @model_validator(mode="after")
    def _no_plain_text_over_the_network(self) -> "Inbox":
        if self.security == "none" and self.host not in LOOPBACK:
            raise ValueError(_('security = "none" is only for a server on this machine; use "starttls" or "tls"'))
        return self


LogsIn = TypeVar("LogsIn", Smtp, Inbox)


def _one_login(section: LogsIn) -> LogsIn:
    if section.login == "microsoft" and section.password_file is not None:
        raise ValueError(_('login = "microsoft" uses no password; take password_file out'))
    return section


class Web(Section):
    listen: Annotated[str, AfterValidator(read_listen)] = "127.0.0.1:8750"
    url: Annotated[str, AfterValidator(read_public_url)] | None = None


class State(Section):
    database: Annotated[str, AfterValidator(read_database)] = "sqlite:///var/followupd.db"


class _Environment(EnvSettingsSource):
    """Variables as people write them: JSON where it is, else the text itself ("mon,tue", "3 weeks")."""

    def decode_complex_value(self, field_name: str, field: FieldInfo, value: Any) -> Any:
        try:
            return super().decode_complex_value(field_name, field, value)
        except ValueError:
            return value


class Settings(BaseSettings):
    """Everything config.toml says. Paths in it are relative to the file; `path()` resolves them."""

    model_config = SettingsConfigDict(extra="forbid", frozen=True, env_prefix="FOLLOWUPD_", env_nested_delimiter="__")

    person: Person
    contacts: Contacts = Contacts()
    digest: Digest = Digest()
    budget: BudgetSection = BudgetSection()
    drafts: Drafts = Drafts()
    mail: Mail = Mail()
    calendar: Calendar = Calendar()
    inbox: Inbox | None = None
    microsoft: Microsoft | None = None
    web: Web | None = None
    state: State = State()

    @model_validator(mode="after")
    def _knows_the_application(self) -> "Settings":
        servers = (self.mail.smtp, self.inbox)
        if self.microsoft is None and any(server is not None and server.login == "microsoft" for server in servers):
            raise ValueError(_('login = "microsoft" needs a [microsoft] section with a client_id (docs/signing-in.md)'))
        return self

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the names are pydantic's
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return _Environment(settings_cls), init_settings


def checked(path: Path) -> tuple[settings.Settings, str]:
    """A config as plain values, and how it looked. Raises InputError with every fault, each with its line."""
    seen = config_looks(path)  # before it is read: a change meanwhile is then noticed
    text = read_toml_bytes(path)
    raw = parse_toml(path, text)
    said = raw.get("person", {}).get("language") if isinstance(raw.get("person"), dict) else None
    with speaking(said if said in ("sv", "en") else from_environment()):
        try:
            found = Settings(**raw).model_dump()
        except (OverflowError, RecursionError) as error:  # a value that is larger than anything it could be
            raise InputError([Fault(str(path), None, f"{type(error).__name__}: {cause(error)}")]) from None
        except ValidationError as error:
            lines = Lines(text)
            faults = [Fault(str(path), lines.at(where), what) for where, what in explain(error, Settings)]
            raise InputError(sorted(faults[:MOST_FAULTS], key=lambda fault: fault.line or 0)) from None
    found["calendar"]["slots"] = str(found["calendar"].pop("follow_ups"))
    return msgspec.convert(found, settings.Settings), seen
