"""Authority records of an import: those that are not there are made, in batches."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime

from django.db.models import F
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.authorities.reading import KEY_LENGTH, authority_in
from tusach.catalogue.authorities.reading import Authority as Drawn
from tusach.catalogue.authorities.services import (
    link_headings,
    new_authority_numbers,
    settle_neighbours,
)
from tusach.catalogue.importing.charsets import marc_charset
from tusach.catalogue.importing.content import Source
from tusach.catalogue.marc import iso2709, marcjson, marcxml
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.models import (
    Authority,
    AuthorityLink,
    AuthorityOrigin,
    AuthorityVersion,
    Import,
    ImportRow,
    Reference,
)
from tusach.vietnamese.api import sort_key

WAITING = "authority"
MADE, THERE, UNNAMED = "authority-made", "authority-there", "authority-unnamed"


def is_authority(row: ImportRow) -> bool:
    """Whether the row is an authority record that nothing was done about yet."""
    return row.status == ImportRow.Status.OTHER and row.reason.get("code") == WAITING


def take_authorities(
    imported: Import, rows: Sequence[ImportRow], source: Source, *, by: Actor, at: datetime
) -> None:
    """Makes authorities of these rows; one whose heading or number at its source is there is
    left as it is there. Each row says what became of it. Some ten queries for any number."""
    read = [(row, source.bytes_at(row.offset, row.length, row.cells)) for row in rows]
    drawn: list[tuple[ImportRow, bytes, MarcRecord, Drawn]] = []
    for row, content in read:
        marc = _parsed(imported, content)
        found = authority_in(marc) if marc is not None else None
        if marc is not None and found is not None:
            drawn.append((row, content, marc, found))
        else:
            row.reason = {"code": UNNAMED, "facts": {}}
    there = _there(drawn)
    new: list[tuple[ImportRow, bytes, MarcRecord, Drawn, Authority]] = []
    coming: dict[str, Authority] = {}
    numbers = iter(new_authority_numbers(len(drawn)))
    for row, content, marc, found in drawn:
        key = str(found.keys["exact_key"])
        held = there.get(key) or there.get(_source(marc)) or coming.get(key)
        if held is not None:
            row.reason = _said(THERE, held)
            continue
        made = Authority(
            **found.keys,
            control_number=next(numbers),
            source_number=marc.control("001").strip()[:120],
            source_agency=marc.control("003").strip()[:120],
            made_at=at,
            changed_at=at,
            made_by=by.name,
        )
        coming[key] = made
        new.append((row, content, marc, found, made))
    Authority.objects.bulk_create(made for *_rest, made in new)
    _write(imported, new, by=by, at=at)
    settle_neighbours([made for *_rest, made in new])
    link_headings([made.pk for *_rest, made in new])
    for row, _content, _marc, _found, made in new:
        row.reason = _said(MADE, made)


def _said(code: str, one: Authority) -> dict[str, object]:
    facts = {"heading": one.heading[:200], "number": one.control_number, "authority": one.pk}
    return {"code": code, "facts": facts}


def _source(marc: MarcRecord) -> str:
    return f"{marc.control('003').strip()[:120]}|{marc.control('001').strip()[:120]}"


def _there(drawn: Sequence[tuple[ImportRow, bytes, MarcRecord, Drawn]]) -> dict[str, Authority]:
    """By heading and by number at the source."""
    keys = [str(found.keys["exact_key"]) for *_rest, found in drawn]
    found = {one.exact_key: one for one in Authority.objects.filter(exact_key__in=keys)}
    numbers = [marc.control("001").strip()[:120] for _row, _content, marc, _found in drawn]
    for one in Authority.objects.filter(source_number__in=numbers).exclude(source_number=""):
        found.setdefault(f"{one.source_agency}|{one.source_number}", one)
    return found


def _write(
    imported: Import,
    new: Sequence[tuple[ImportRow, bytes, MarcRecord, Drawn, Authority]],
    *,
    by: Actor,
    at: datetime,
) -> None:
    why = _("Nhập từ tệp %(file)s") % {"file": imported.file_name}
    AuthorityVersion.objects.bulk_create(
        AuthorityVersion(
            authority=made,
            number=1,
            marc=marc.as_json(),
            at=at,
            by_account=by.account,
            by_name=by.name,
            why=why[:300],
        )
        for _row, _content, marc, _found, made in new
    )
    AuthorityOrigin.objects.bulk_create(
        AuthorityOrigin(
            authority=made,
            format=imported.kind,
            file_name=imported.file_name,
            file_sha256=imported.sha256,
            position=row.number,
            content=content,
        )
        for row, content, _marc, _found, made in new
    )
    Reference.objects.bulk_create(
        Reference(
            authority=made,
            kind=ref.relation,
            text=ref.text,
            sort_key=sort_key(ref.text)[:KEY_LENGTH],
            exact_key=ref.key,
        )
        for _row, _content, _marc, found, made in new
        for ref in found.references
    )


def _parsed(imported: Import, content: bytes) -> MarcRecord | None:
    """The record in these bytes of the file, as it was read before."""
    try:
        if imported.kind == Import.Kind.ISO2709:
            return iso2709.parse(content, marc_charset(imported.charset))
        if imported.kind == Import.Kind.MARCJSON:
            return marcjson.parse(content)
        whole = io.BytesIO(marcxml.OPENING + content + marcxml.CLOSING)
        return next((one.record for one in marcxml.read(whole)), None)
    except Fault:
        return None


def take_back(imported: Import) -> None:
    """Deletes the authorities this import made that nobody edited since; the records that have
    their headings keep them. Others stay."""
    rows = imported.rows.filter(status=ImportRow.Status.OTHER, reason__code=MADE)
    keys = [row.reason["facts"]["authority"] for row in rows.only("reason").iterator(1000)]
    for start in range(0, len(keys), 1000):
        free = Authority.objects.filter(
            pk__in=keys[start : start + 1000], version=1, jobs=None, changed_at=F("made_at")
        )
        AuthorityLink.objects.filter(authority__in=free.values("pk")).delete()
        free.delete()
