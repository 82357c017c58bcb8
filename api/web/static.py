"""Our style sheets and scripts and what set-up built, served from this host and nowhere else."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from starlette.responses import Response
from starlette.routing import Mount, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

from api.web.environment import STATIC

_YEAR = "public, max-age=31536000, immutable"
_HOUR = "public, max-age=3600"


@dataclass(frozen=True, slots=True)
class Assets:
    """What `api.web.build_assets` made: typefaces and parts. Pages do without where it has not."""

    folder: Path

    @property
    def fonts(self) -> Path:
        """The folder of the typefaces."""
        return self.folder / "fonts"

    @property
    def vendor(self) -> Path:
        """The folder of the scripts and sheets that others wrote."""
        return self.folder / "vendor"


class LastingFiles(StaticFiles):
    """Static files that a browser may keep: for a year when the address names a version."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        versioned = scope["query_string"].startswith(b"v=")
        lasting = versioned or path.endswith(".woff2")
        if response.status_code in (200, 304):
            response.headers["Cache-Control"] = _YEAR if lasting else _HOUR
        return response


def static_files(assets: Assets) -> Router:
    """Return the files under ``/static``: ``fonts`` and ``vendor`` only where they were built."""
    fonts = LastingFiles(directory=assets.fonts, check_dir=False)
    vendor = LastingFiles(directory=assets.vendor, check_dir=False)
    ours = LastingFiles(directory=STATIC)
    return Router(routes=[Mount("/fonts", fonts), Mount("/vendor", vendor), Mount("/", ours)])
