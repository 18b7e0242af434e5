"""How records, lists and libraries are described to machines: languages, structured data."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from tusach.catalogue.api import Record, kind_of_name
from tusach.network.api import PointKind, ServicePoint
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
# Who may be an author there: a person or an organization.
_SCHEMA_NAMES = {"person": "Person", "corporate": "Organization", "meeting": "Organization"}
_SCHEMA_POINTS = {PointKind.BOOKSHOP: "BookStore", PointKind.ONLINE: "Organization"}
_SCHEMA_DAYS = {
    "mon": "Monday",
    "tue": "Tuesday",
    "wed": "Wednesday",
    "thu": "Thursday",
    "fri": "Friday",
    "sat": "Saturday",
    "sun": "Sunday",
}


def script_safe(facts: dict[str, object]) -> SafeString:
    """JSON that cannot end the element it stands in."""
    text = json.dumps(facts, ensure_ascii=False)
    for sign, escaped in (("<", "\\u003c"), (">", "\\u003e"), ("&", "\\u0026")):
        text = text.replace(sign, escaped)
    return mark_safe(text)  # noqa: S308


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
        "author": [
            {"@type": _SCHEMA_NAMES[kind_of_name(name)], "name": name} for name in record.authors
        ],
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


def structured_point(point: ServicePoint, facts: Mapping[str, Any], address: str) -> dict[str, Any]:
    """A library or point open to all as schema.org says it: what its page tells, no more."""
    hours = facts.get("hours") or {}
    told: dict[str, Any] = {
        "@context": "https://schema.org",
        "@type": _SCHEMA_POINTS.get(PointKind(point.kind), "Library"),
        "@id": address,
        "url": address,
        "name": point.name,
        "telephone": facts.get("phone"),
        "email": facts.get("email"),
        "address": _address(point, str(facts.get("address") or "")),
        "geo": {"@type": "GeoCoordinates", "latitude": str(point.lat), "longitude": str(point.lon)}
        if point.lat is not None and point.lon is not None
        else None,
        "openingHoursSpecification": [
            {
                "@type": "OpeningHoursSpecification",
                "dayOfWeek": f"https://schema.org/{name}",
                "opens": opens,
                "closes": closes,
            }
            for day, name in _SCHEMA_DAYS.items()
            for opens, closes in hours.get(day) or ()
        ],
    }
    return {name: value for name, value in told.items() if value}


def _address(point: ServicePoint, street: str) -> dict[str, str]:
    parts = {
        "streetAddress": street,
        "addressLocality": point.commune.name if point.commune else "",
        "addressRegion": point.province.name if point.province else "",
        "addressCountry": "VN",
    }
    return {"@type": "PostalAddress", **{name: value for name, value in parts.items() if value}}
