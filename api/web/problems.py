"""An error as a page, for who asked for a page; as problem+json for everybody else."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from api.errors import Problem, problem_response
from api.security import CATALOGUE, protect, share
from api.web.environment import page

#: Doors of programs: they answer in JSON whoever knocks. An IRI may be opened in a browser.
_SERVICE = ("/readyz", "/healthz", "/status")
_DATA = ("/api/", "/sparql", "/reconcile", "/data/", "/onto.", "/context.jsonld")
_PROGRAMS = (*_DATA, *CATALOGUE, *_SERVICE)


def answer_problem(request: Request, problem: Problem) -> Response:
    """Render a problem; the headers are set here too, since a 500 leaves by another way."""
    path = request.url.path
    apart = path.startswith(_PROGRAMS) and not path.startswith("/sparql-console")
    if apart or not wants_page(request):
        response = problem_response(problem, path)
    else:
        response = page("problem.html", problem.status, problem=problem)
        response.headers.update({"Cache-Control": "no-store", **problem.headers})
    response.headers.append("Vary", "Accept")
    protect(response.headers)
    share(path, response.headers)
    return response


def wants_page(request: Request) -> bool:
    """Tell whether the client names HTML among what it accepts, as every browser does."""
    return "text/html" in request.headers.get("Accept", "")
