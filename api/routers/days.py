"""Days: ``2026-11-22`` as a parameter and nothing that could be taken for one; today in Italy."""

import re
from datetime import date, datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import BeforeValidator
from pydantic_core import PydanticCustomError

#: Deadlines are days in Italy.
_ITALY = ZoneInfo("Europe/Rome")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def _as_written(value: Any) -> Any:
    if not isinstance(value, str):
        return value
    if day := read_day(value):
        return day
    raise PydanticCustomError("date_parsing", "not a day")


Day = Annotated[date, BeforeValidator(_as_written)]


def read_day(typed: str) -> date | None:
    """Return the day that is meant by ``2026-11-22``, None for anything else."""
    try:
        return date.fromisoformat(typed) if _DAY.fullmatch(typed) else None
    except ValueError:  # 31 November
        return None


def today() -> date:
    """Return which day it is in Italy."""
    return datetime.now(_ITALY).date()
