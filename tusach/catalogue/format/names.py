"""Names in both languages, as the data files give them."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language


@dataclass(frozen=True, slots=True)
class Name:
    vi: str
    en: str

    def __str__(self) -> str:
        """In the language of the page."""
        return self.vi if (get_language() or "vi").startswith("vi") else self.en


def parse(text: str) -> Name:
    """ "Nhan đề | Title" → both. Raises ValueError when either is missing."""
    vi, mark, en = text.partition(" | ")
    if not mark or not vi.strip() or not en.strip():
        raise ValueError(f"a name needs both languages: {text!r}")
    return Name(vi.strip(), en.strip())
