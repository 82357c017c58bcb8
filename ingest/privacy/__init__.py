"""What the graph must not keep of people: themselves as actors, and what identifies or reaches one.

Natural persons are no actors, whoever found them. A span that holds a detail of one (tax code,
IBAN, telephone number, e-mail address) is left out; words that are stored as labels or as evidence
show `MASK` in its place, while offsets still count the characters of the source.
"""

from ingest.privacy.details import MASK, masked, private_details
from ingest.privacy.names import mostly_people, names_a_person
from ingest.privacy.people import without_people

__all__ = [
    "MASK",
    "masked",
    "mostly_people",
    "names_a_person",
    "private_details",
    "without_people",
]
