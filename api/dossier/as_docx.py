"""A dossier as a document of a word processor, with headings, in Italian."""

from __future__ import annotations

import io
from datetime import date

import docx
from docx.document import Document
from docx.oxml.ns import qn
from docx.shared import Pt

from api.dossier.as_csv import MOVED
from api.dossier.contents import Contents, Sheet
from api.dossier.wanted import clean_note
from corpus import italian

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
UNTITLED = "Dossier di buone pratiche"
WARNING = (
    "Le informazioni sono state lette in automatico nei documenti: sotto ognuna c’è la frase che "
    "la dice. Prima di usarle, leggete la fonte."
)


def written(contents: Contents, day: date) -> bytes:
    """Return the document, dated."""
    made = docx.Document()
    _speak_italian(made)
    title = clean_note(contents.title) or UNTITLED
    made.core_properties.title = title
    made.core_properties.author = ""
    made.core_properties.language = "it-IT"
    made.add_heading(title, 0)
    made.add_paragraph(f"{_count(len(contents.sheets))}. Scritto il {italian.date(f'{day}')}.")
    made.add_paragraph(WARNING)
    for sheet in contents.sheets:
        _practice(made, sheet)
    if contents.gone:
        made.add_heading("Non sono più in questo archivio", 1)
        for one in contents.gone:
            made.add_paragraph(
                clean_note(f"{one.practice}: {one.note}" if one.note else one.practice)
            )
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def _count(many: int) -> str:
    return {0: "Nessuna pratica", 1: "Una pratica"}.get(many, f"{many} pratiche")


def _practice(made: Document, sheet: Sheet) -> None:
    made.add_heading(clean_note(sheet.title), 1)
    if sheet.asked:
        made.add_paragraph(MOVED.format(clean_note(sheet.asked)))
    if sheet.note:
        made.add_heading("I vostri appunti", 2)
        made.add_paragraph(clean_note(sheet.note))
    for part in sheet.parts:
        made.add_heading(part.title, 2)
        for told in part.told:
            line = made.add_paragraph(style="List Bullet")
            line.add_run(clean_note(told.label)).bold = True
            if told.sentence:
                line.add_run(f" — «{clean_note(told.sentence)}»").font.size = Pt(9.5)
        if part.more:
            made.add_paragraph(f"E altre voci: {part.more}.")
    made.add_heading("Fonte", 2)
    source = (sheet.source, sheet.source_address, sheet.licence and f"licenza {sheet.licence}")
    made.add_paragraph(clean_note(", ".join(filter(None, source))) or "Non dichiarata.")
    made.add_paragraph(f"Identificativo: {clean_note(sheet.iri)}")


def _speak_italian(made: Document) -> None:
    """Say that the text is Italian: whoever reads it aloud must know."""
    for language in made.styles.element.iter(qn("w:lang")):
        language.set(qn("w:val"), "it-IT")
