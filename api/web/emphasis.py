"""Signs of emphasis of Markdown, which a reader of the page need not see.

The text of a document keeps them, because offsets are counted in it as it is; only what is shown
leaves them out.
"""

from __future__ import annotations

import re

# Two or three asterisks not inside a word; a single one that opens or closes, but "b*coop", "5 * 3"
# and the bullet of a list stay.
_SIGNS = re.compile(
    r"(?<!\w)\*{2,3}|\*{2,3}(?!\w)"
    r"|(?<![\w*])\*(?=[^\s*])|(?<=[^\s*])\*(?![\w*])"
)


def without_emphasis(text: str) -> str:
    """Return a text, or a piece of one, without the asterisks that stand for bold and italic."""
    return _SIGNS.sub("", text)
