"""How the command line speaks: results as JSON or as text, messages on standard error."""

from __future__ import annotations

import json
import sys
from enum import StrEnum
from typing import Any

from rich.console import Console

messages = Console(stderr=True, highlight=False)


class Shape(StrEnum):
    """How a result is printed."""

    TEXT = "text"
    JSON = "json"


def emit(text: str) -> None:
    """Print one piece of the result."""
    sys.stdout.write(text if text.endswith("\n") else f"{text}\n")


def emit_json(value: Any) -> None:
    """Print a value as one line of JSON, readable as it is in Italian."""
    emit(json.dumps(value, ensure_ascii=False))


def complain(message: str) -> None:
    """Print one line about what went wrong."""
    messages.print(f"prassi: {message}", style="red", markup=False, soft_wrap=True)
