"""Everything at the desk, put together: what the application includes."""

from __future__ import annotations

from fastapi import FastAPI

from api.desk.judging_pages import judging_router
from api.desk.library_pages import library_router
from api.desk.proposing import proposing_router
from api.desk.queue_pages import queue_router
from api.desk.signing_in import install_door, signing_in_router
from api.desk.uploading import uploading_router
from api.desk.workplace import Bench
from api.settings import Settings


def open_desk(app: FastAPI, settings: Settings) -> None:
    """Add the pages of the desk and the forms of the public."""
    bench = Bench.of(settings)
    app.include_router(signing_in_router(bench.door))
    app.include_router(proposing_router(bench.door, bench.queue, bench.uploads))
    app.include_router(queue_router(bench))
    app.include_router(judging_router(bench))
    app.include_router(uploading_router(bench))
    app.include_router(library_router(bench))
    install_door(app, bench.door)
