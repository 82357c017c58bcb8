"""``/api/v1/documents/{id}``: the text in which evidence is counted, and where it comes from."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends

from api.errors import NotFoundError
from api.routers.desk import Desk, desk_of
from api.routers.models import DocumentModel, problems
from api.routers.parameters import clean_question
from api.routers.shapes import document_shape

router = APIRouter(tags=["documenti"])


@router.get(
    "/documents/{identifier}",
    summary="Un documento, con il testo e la fonte",
    response_model=DocumentModel,
    responses=problems(404, 422, 503),
)
def document(desk: Annotated[Desk, Depends(desk_of)], identifier: str) -> dict[str, Any]:
    """Return a document; offsets of evidence count characters of its `text`."""
    view = desk.document(identifier)
    if view is None:
        raise NotFoundError(f"il documento «{clean_question(identifier)[:80]}»")
    return document_shape(view)
