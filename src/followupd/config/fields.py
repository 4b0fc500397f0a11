"""Types of keys that the config and the contacts files share, for pydantic."""

from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, InstanceOf

from followupd.config.types import read_address, read_cadence
from followupd.domain.book import Cadence

EmailAddress = Annotated[str, AfterValidator(read_address)]
Length = Annotated[InstanceOf[Cadence], BeforeValidator(read_cadence)]
