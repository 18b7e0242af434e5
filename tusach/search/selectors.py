"""Reading the synonym table."""

from __future__ import annotations

from collections.abc import Sequence

from tusach.search.models import Synonym

_LONGEST = 6


def synonyms_in(words: Sequence[str]) -> list[Synonym]:
    """The synonyms whose words (folded) stand side by side in ``words``, longest first."""
    runs = {
        " ".join(words[start:end])
        for start in range(len(words))
        for end in range(start + 1, min(len(words), start + _LONGEST) + 1)
    }
    if not runs:
        return []
    found = list(Synonym.objects.filter(folded__in=runs).order_by("id"))
    return sorted(found, key=lambda one: -len(one.folded))
