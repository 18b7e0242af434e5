"""How a record is described to readers: languages, structured data."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from tusach.catalogue.api import Record
from tusach.portal.models import Edition

# MARC language codes to BCP 47, for `lang` attributes: ISO 639-1 where there is one.
_TAGS = {
    "vie": "vi",
    "eng": "en",
    "fre": "fr",
    "chi": "zh",
    "rus": "ru",
    "ger": "de",
    "jpn": "ja",
    "kor": "ko",
    "lao": "lo",
    "tha": "th",
    "khm": "km",
    "nep": "ne",
    "spa": "es",
    "ita": "it",
    "lat": "la",
    # One MARC code for all the Tai languages without their own; here it is Tai Dam.
    "tai": "blt",
}
_SCHEMA_KINDS = {
    "book": "Book",
    "serial": "Periodical",
    "article": "Article",
    "manuscript": "Manuscript",
    "score": "SheetMusic",
    "sound": "AudioObject",
    "video": "VideoObject",
    "map": "Map",
}


def language_tag(code: str) -> str:
    """The BCP 47 tag of a MARC language code; "" for none, undetermined or several."""
    if code in {"", "und", "mul", "zxx"}:
        return ""
    return _TAGS.get(code, code)


def structured(record: Record, address: str) -> dict[str, Any]:
    """The record as schema.org says it, for search engines. What is not known is left out."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_KINDS.get(record.kind, "CreativeWork"),
        "@id": address,
        "url": address,
        "name": record.title,
        "alternativeHeadline": record.subtitle,
        "author": [{"@type": "Person", "name": name} for name in record.authors],
        "publisher": {"@type": "Organization", "name": record.publisher}
        if record.publisher
        else None,
        "datePublished": str(record.year) if record.year else None,
        "inLanguage": language_tag(record.language),
        "isbn": record.isbn if record.kind == "book" else "",
        "bookEdition": record.edition if record.kind == "book" else "",
        "about": record.subjects,
        "abstract": record.summary,
        "identifier": record.control_number,
    }
    return {name: value for name, value in facts.items() if value}


def structured_list(
    one: Edition, records: Sequence[Record], address: str, address_of: Callable[[Record], str]
) -> dict[str, Any]:
    """A published list as schema.org says it: an ItemList with its books in order."""
    facts: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": "ItemList",
        "@id": address,
        "url": address,
        "name": one.title,
        "description": one.introduction,
        "datePublished": one.published_at.date().isoformat(),
        "publisher": {"@type": "Library", "name": one.library.name},
        "numberOfItems": len(records),
        "itemListOrder": "https://schema.org/ItemListOrderAscending",
        "itemListElement": [
            {"@type": "ListItem", "position": at, "url": address_of(record), "name": record.title}
            for at, record in enumerate(records, 1)
        ],
    }
    return {name: value for name, value in facts.items() if value}
