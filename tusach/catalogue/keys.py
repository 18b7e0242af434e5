"""The digests and folded texts by which records are matched and found."""

from __future__ import annotations

import hashlib
import re

from tusach.vietnamese.api import fold

TITLE_WORDS_LENGTH = 160
_NOT_LETTERS = re.compile(r"[^\w]+")


def plain_words(text: str) -> str:
    """Folded, with nothing between the words but one space."""
    return _NOT_LETTERS.sub(" ", fold(text)).strip()


def title_words(title: str) -> str:
    """The title folded, as far as it is kept to look records up by title alone."""
    return plain_words(title)[:TITLE_WORDS_LENGTH]


def match_key(title: str, author: str, year: int | None, kind: str = "book") -> str:
    """A digest equal for what is likely one edition, whatever the marks and punctuation.

    "" for a record without a title: nothing can be said of it. A score and a recording of
    the same year are two. An unknown year is part of
    the key, so that two records without a year meet only each other.
    """
    words = plain_words(title)
    if not words:
        return ""
    text = f"{words}|{plain_words(author)}|{year or ''}|{kind}"
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()
