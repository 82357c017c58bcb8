"""A dossier as a file to keep and to open again: identifiers, titles and notes, in JSON. Pure."""

from __future__ import annotations

import json

from api.dossier.contents import Contents
from api.dossier.wanted import Dossier, dossier

MEDIA_TYPE = "application/json"
KIND = "prassi-dossier"
VERSION = 1


class NotADossier(ValueError):
    """A file that is no dossier of ours; the message is Italian."""


def written(contents: Contents) -> bytes:
    """Return the file; what the archive has no more is in it too, so that nothing is lost."""
    entries = [
        *({"id": s.id, "title": s.title, "note": s.note} for s in contents.sheets),
        *({"id": one.practice, "title": one.practice, "note": one.note} for one in contents.gone),
    ]
    told = {"kind": KIND, "version": VERSION, "title": contents.title, "practices": entries}
    return json.dumps(told, ensure_ascii=False, indent=2).encode()


def opened(content: bytes) -> Dossier:
    """Return the dossier of a file; raises NotADossier."""
    try:
        told = json.loads(content.decode("utf-8-sig"))
    except (ValueError, RecursionError) as error:
        raise NotADossier("Il file non è un dossier: non si riesce a leggere.") from error
    if not isinstance(told, dict) or told.get("kind") != KIND:
        raise NotADossier("Il file non è un dossier salvato da Prassi.")
    if told.get("version") != VERSION:
        raise NotADossier("Il dossier è di una versione che questo servizio non sa leggere.")
    entries = told.get("practices")
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise NotADossier("Nel file non c’è l’elenco delle pratiche.")
    names = [one.get("id") for one in entries]
    notes = [one.get("note", "") for one in entries]
    title = told.get("title", "")
    if not all(isinstance(one, str) for one in (*names, *notes, title)):
        raise NotADossier("Nel file qualche pratica non ha un nome scritto bene.")
    return dossier([str(one) for one in names], [str(one) for one in notes], str(title))
