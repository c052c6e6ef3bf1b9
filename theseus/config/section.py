"""A section of ``theseus.toml``: frozen, strict, and the kinds of values that several sections have."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field


class Section(BaseModel):
    """A table of the file; an unknown key is refused, so that a slip is never silent."""

    model_config = ConfigDict(
        extra="forbid", frozen=True, str_strip_whitespace=True, allow_inf_nan=False, hide_input_in_errors=True
    )


def _local(value: dt.time) -> dt.time:
    if value.tzinfo is not None:
        raise ValueError("is een tijd in Nederland; laat de tijdzone weg")
    return value


Weekday = Annotated[int, Field(ge=1, le=7)]
Month = Annotated[int, Field(ge=1, le=12)]
Clock = Annotated[dt.time, AfterValidator(_local)]
