"""What is shown leaves out the signs of emphasis and nothing else."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.web.emphasis import without_emphasis


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("**Il problema** è noto", "Il problema è noto"),
        ("*Lettera dai paesi*", "Lettera dai paesi"),
        ("«**A casa dei nonni.** L'assistenza»", "«A casa dei nonni. L'assistenza»"),
        ("***forte***, e poi", "forte, e poi"),
        (".** L'", ". L'"),  # a piece that begins where a mark ended
        ("b*coop, di Bressanone", "b*coop, di Bressanone"),
        ("5 * 3 e 2*4", "5 * 3 e 2*4"),
        ("* voce di elenco", "* voce di elenco"),
    ],
)
def test_only_emphasis_is_left_out(text: str, shown: str) -> None:
    assert without_emphasis(text) == shown


@given(st.text())
def test_no_other_sign_is_touched(text: str) -> None:
    assert without_emphasis(text).replace("*", "") == text.replace("*", "")
