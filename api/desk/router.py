"""Everything at the desk, put together: what the application includes."""

from __future__ import annotations

from fastapi import FastAPI

from api.desk.door import Door
from api.desk.signing_in import install_door, signing_in_router
from api.settings import Settings


def open_desk(app: FastAPI, settings: Settings) -> None:
    """Add the pages of the desk and the forms of the public."""
    door = Door(settings)
    app.include_router(signing_in_router(door))
    install_door(app, door)
