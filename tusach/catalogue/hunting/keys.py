"""Which records are compared: those that share a key.

To compare each with each is out of the question at a million; every record gives a handful of
keys, and only those that share one are scored. A key that more than :data:`CROWD` records share
("Báo cáo", without an author) says nothing and is passed over; what lies behind it is reached
by the narrower keys. So the pairs grow with the records, never with their square.
"""

from __future__ import annotations

import hashlib

from tusach.catalogue.keys import plain_words
from tusach.catalogue.scoring import Description, direct_order

CROWD = 30
# Authors of a record that are looked at, and words that begin a title.
_AUTHORS = 3
_BEGINNING = 3


def keys_of(one: Description) -> set[int]:
    """The keys of a record, each a whole number of 64 bits: its ISBNs; its title; its title with
    an author or with the year; an author (in direct order, without marks) with the first three
    words of the title."""
    texts = [f"i|{isbn}" for isbn in one.isbns]
    words = plain_words(one.title)
    if words:
        texts.append(f"t|{words}")
        if one.year is not None:
            texts.append(f"y|{words}|{one.year}")
        begins = " ".join(words.split()[:_BEGINNING])
        for name in one.authors[:_AUTHORS]:
            if author := plain_words(direct_order(name)):
                texts.append(f"a|{words}|{author}")
                texts.append(f"b|{begins}|{author}")
    return {_number(text) for text in texts}


def _number(text: str) -> int:
    digest = hashlib.blake2b(text.encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)
