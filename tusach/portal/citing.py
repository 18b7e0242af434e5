"""Citations, and the formats that reference managers take."""

from __future__ import annotations

import re
from dataclasses import replace

from tusach.catalogue.api import (
    MARCXML_CLOSING,
    MARCXML_OPENING,
    Fault,
    Kind,
    MarcRecord,
    Record,
    Within,
    hosts_of,
    marc_of,
    write_iso2709,
    write_marcxml,
)
from tusach.portal.errors import RecordTooLong
from tusach.vietnamese.api import fold

# RIS types (Research Information Systems, 2011) and BibTeX entry types by kind of document.
_RIS = {"serial": "JFULL", "article": "JOUR", "manuscript": "THES", "score": "MUSIC",
        "sound": "SOUND", "video": "VIDEO", "map": "MAP", "electronic": "ELEC"}  # fmt: skip
_BIBTEX = {"article": "article", "manuscript": "unpublished"}
# Fields of MARC 21 that say who holds a copy, where it came from and what was paid for it:
# the business of libraries. A record that came from elsewhere may name in them a library of
# the army, or a donor. Tags that begin with 9 are each library's own.
_NOT_FOR_READERS = frozenset(
    [
        "541",
        "561",
        "583",
        "850",
        "852",
        "853",
        "854",
        "855",
        "863",
        "864",
        "865",
        "866",
        "867",
        "868",
        "876",
        "877",
        "878",
    ]
)
_SPECIAL = re.compile(r"([&%$#_{}])")


def whole_title(record: Record) -> str:
    return f"{record.title}: {record.subtitle}" if record.subtitle else record.title


def citation(record: Record, address: str) -> str:
    """One line to copy into a paper: author (year). title. place: publisher. address.

    Names stay in direct order, as Vietnamese papers write them.
    """
    year = f"({record.year})" if record.year else "(k.n.)"
    authors = ", ".join(record.authors) or record.author
    issue = ": ".join(part for part in (record.place_published, record.publisher) if part)
    within = _within(record)
    place = ", ".join(filter(None, [within.title, within.place])) if within else ""
    parts = [f"{authors} {year}" if authors else year, whole_title(record), place, issue]
    text = ". ".join(part.strip().rstrip(".") for part in parts if part.strip())
    # Nothing after an address: a full stop would be taken for part of it.
    return f"{text}. {address}"


def _within(record: Record) -> Within | None:
    """What an article stands in."""
    if record.kind != Kind.ARTICLE:
        return None
    return hosts_of([record.pk], public=True).get(record.pk)


def ris(record: Record, address: str) -> str:
    """The record for EndNote, Zotero and others; lines end as the format demands (CRLF)."""
    within = _within(record)
    lines = [("TY", _RIS.get(record.kind, "BOOK")), ("TI", whole_title(record))]
    lines += [("AU", name) for name in record.authors]
    lines += [
        ("PY", str(record.year or "")),
        ("PB", record.publisher),
        ("CY", record.place_published),
        ("ET", record.edition),
        ("SN", record.isbn),
        ("LA", record.language),
        ("T2", within.title if within else record.series),
        ("N1", within.place if within else ""),
        ("AB", record.summary),
        ("CN", record.class_number),
        ("ID", record.control_number),
        ("UR", address),
    ]
    lines += [("KW", subject) for subject in record.subjects]
    body = [f"{tag}  - {' '.join(value.split())}" for tag, value in lines if value.strip()]
    return "\r\n".join([*body, "ER  - ", ""])


def bibtex(record: Record, address: str) -> str:
    """The record for LaTeX, in UTF-8; the key is its control number."""
    within = _within(record)
    fields = {
        "title": f"{{{_escaped(whole_title(record))}}}",
        "author": " and ".join(f"{{{_escaped(name)}}}" for name in record.authors),
        "year": str(record.year or ""),
        "publisher": _escaped(record.publisher),
        "address": _escaped(record.place_published),
        "edition": _escaped(record.edition),
        "series": _escaped(record.series),
        "journal": _escaped(within.title) if within else "",
        "note": _escaped(within.place) if within else "",
        "isbn": record.isbn,
        "url": address,
    }
    key = re.sub(r"[^A-Za-z0-9]+", "", fold(record.control_number)) or "tusach"
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    kind = _BIBTEX.get(record.kind, "book")
    return "\n".join([f"@{kind}{{{key},", *lines, "}", ""])


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text.replace("\\", " "))


def for_readers(marc: MarcRecord) -> MarcRecord:
    """The record without the fields that tell of copies, their holders and their origin."""
    kept = [
        one
        for one in marc.fields
        if one.tag not in _NOT_FOR_READERS and not one.tag.startswith("9")
    ]
    return replace(marc, fields=kept)


def iso2709(record: Record) -> bytes:
    """The MARC record in ISO 2709. Refuses :class:`RecordTooLong`."""
    try:
        return write_iso2709(for_readers(marc_of(record)))
    except Fault as fault:
        raise RecordTooLong(title=record.title) from fault


def marcxml(*records: Record) -> bytes:
    written = b"".join(write_marcxml(for_readers(marc_of(record))) for record in records)
    return MARCXML_OPENING + written + MARCXML_CLOSING
