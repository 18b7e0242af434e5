"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

import io
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.catalogue.authorities.composing import AuthorityFields
from tusach.catalogue.authorities.jobs import preview
from tusach.catalogue.authorities.merging import merge_authorities
from tusach.catalogue.authorities.services import create_authority
from tusach.catalogue.captions import load_captions as load_captions
from tusach.catalogue.compose import RecordFields
from tusach.catalogue.editing.worksheets import keep
from tusach.catalogue.hunting import services as hunting
from tusach.catalogue.hunting.work import work as hunt_now
from tusach.catalogue.importing.fitting import add_items, fit_columns
from tusach.catalogue.importing.services import accept, take_file
from tusach.catalogue.importing.work import work
from tusach.catalogue.linking.articles import Place, create_article
from tusach.catalogue.marc import isis, iso2709
from tusach.catalogue.marc.record import ControlField, DataField, Field, MarcRecord
from tusach.catalogue.merging.services import merge_records, undo_merge
from tusach.catalogue.models import (
    Authority,
    AuthorityMerge,
    Export,
    Heading,
    HeadingJob,
    Hunt,
    Import,
    ImportProfile,
    ImportRow,
    Merge,
    Pair,
    Record,
    RecordLink,
    Work,
    Worksheet,
)
from tusach.catalogue.serials import SerialFields, serial_record
from tusach.catalogue.services import create_record
from tusach.catalogue.taking_out.services import begin
from tusach.catalogue.taking_out.work import work as write_export
from tusach.catalogue.working.services import ask


def make_record(
    title: str = "Dế Mèn phiêu lưu ký",
    author: str = "Tô Hoài",
    *,
    is_quick: bool = False,
    is_unsure: bool = False,
    **more: Any,
) -> Record:
    """A record made by the simple form; ``more`` are fields of RecordFields."""
    return create_record(
        RecordFields(title=title, author=author, **more),
        by=HOUSE,
        at=timezone.now(),
        is_quick=is_quick,
        is_unsure=is_unsure,
    )


def make_serial(title: str = "Báo Lai Châu", *, is_newspaper: bool = True) -> Record:
    """A record of a newspaper or magazine."""
    fields = SerialFields(title=title, is_newspaper=is_newspaper)
    return serial_record(fields, by=HOUSE, at=timezone.now())


def make_article(
    title: str = "Giữ nghề dệt của người Lự",
    host: Record | None = None,
    *,
    issue: str = "2345",
    day: str = "12/05/2025",
    pages: str = "3",
    **more: Any,
) -> Record:
    """An article of ``host`` (a newspaper of its own, if none is given)."""
    return create_article(
        RecordFields(title=title, **more),
        host or make_serial(),
        Place(issue=issue, day=day, pages=pages),
        by=HOUSE,
        at=timezone.now(),
    )


def make_import(content: bytes = b"", *, by: Actor = HOUSE, name: str = "danh-sach.csv") -> Import:
    """A list of one title, waiting for its columns to be fitted."""
    content = content or "Nhan đề\nTruyện Kiều\n".encode()
    return take_file(io.BytesIO(content), name, by=by, at=timezone.now())


def join_items(imported: Import, content: bytes, name: str) -> Import:
    """The sheet of copies that came with a list, and both with the columns proposed for them."""
    joined = add_items(imported.pk, io.BytesIO(content), name)
    fit_columns(joined.pk, joined.mapping, at=timezone.now())
    return joined


def accept_import(imported: Import, choices: Mapping[str, Any]) -> None:
    """The preview accepted by the house; ``choices`` by the room that listens."""
    accept(imported.pk, by=HOUSE, at=timezone.now(), choices=choices)


def work_on_import(number: int) -> None:
    """What the worker does for an import, now."""
    work(number)


def import_file(path: Path, *, by: Actor = HOUSE, at: datetime | None = None) -> Import:
    """A file taken in whole: what the page asks for and what the worker does, one after the
    other. What is damaged or there already is kept in the import's rows."""
    moment = at or timezone.now()
    with path.open("rb") as file:
        imported = take_file(file, path.name, by=by, at=moment)
    work(imported.pk)
    accept(imported.pk, by=by, at=moment)
    work(imported.pk, at=at)
    imported.refresh_from_db()
    return imported


def make_merge(kept: Record | None = None, gone: Record | None = None) -> Merge:
    """``gone`` (a record of the same title) taken into ``kept``."""
    kept, gone = kept or make_record(), gone or make_record()
    versions = {"kept_version": kept.version, "gone_version": gone.version}
    return merge_records(kept.pk, gone.pk, {}, **versions, by=HOUSE, at=timezone.now())


def take_apart(merge: Merge) -> Merge:
    """The merge undone."""
    return undo_merge(merge.pk, by=HOUSE, at=timezone.now())


def make_hunt(*, at: datetime | None = None) -> Hunt:
    """A hunt for duplicates over all records, with the worker's part done."""
    hunt = hunting.begin(by=HOUSE, at=at or timezone.now())
    hunt_now(hunt.pk)
    hunt.refresh_from_db()
    return hunt


def make_pair() -> Pair:
    """Two records alike, found by a hunt."""
    one, other = make_record(), make_record()
    make_hunt()
    return Pair.objects.get(first=one, second=other)


def make_work(
    record: Record | None = None,
    note: str = "Cần ký hiệu phân loại",
    *,
    library: str = "Thư viện xã",
    at: datetime | None = None,
) -> Work:
    """What a library asks for of a record (default: one of its own)."""
    return ask(record or make_record(), note, library=library, by=HOUSE, at=at or timezone.now())


def make_worksheet(name: str = "") -> Worksheet:
    """A kept worksheet with a name of its own."""
    return keep(
        name or f"Mẫu {Worksheet.objects.count() + 1}",
        "=LDR 00000nam#a2200000#a#4500\n=245 00$a",
        is_authority=False,
        by=HOUSE,
        at=timezone.now(),
    )


def last_import() -> Import:
    """The import sent last, with the worker's part of its present step done."""
    imported = Import.objects.order_by("-pk")[0]
    work(imported.pk)
    imported.refresh_from_db()
    return imported


def last_export() -> Export:
    """The export asked for last, with the worker's part done."""
    made = Export.objects.order_by("-pk")[0]
    write_export(made.pk)
    made.refresh_from_db()
    return made


def make_export(*, by: Actor = HOUSE, form: str = "mrc", part: int = 500) -> Export:
    """A file of all records, asked for and not yet written."""
    return begin(
        Record.objects.order_by("pk"), form, what="Mục lục", by=by, at=timezone.now(), part=part
    )


def make_marc(number: str, title: str, *items: Mapping[str, str], tag: str = "952") -> bytes:
    """A record in ISO 2709 as another system exports it, a field of ``tag`` for each copy."""
    fields: list[Field] = [
        ControlField("001", number),
        ControlField("003", "OLD"),
        DataField("245", "0", "0", [("a", title)]),
        *(DataField(tag, " ", " ", list(item.items())) for item in items),
    ]
    return iso2709.write(MarcRecord("00000nam a2200000 a 4500", fields))


def make_isis(fields: list[tuple[int, bytes]]) -> bytes:
    """A record as CDS/ISIS exports it: (tag, bytes of the field) in lines of 80 bytes."""
    return isis.write(fields)


def make_authority(heading: str = "Nguyễn Du", kind: str = "person", **more: Any) -> Authority:
    """An authority; ``more`` are fields of AuthorityFields."""
    fields = AuthorityFields(kind, heading, **more)
    return create_authority(fields, by=HOUSE, at=timezone.now())


def make_authority_merge() -> AuthorityMerge:
    """Two authorities, the second taken into the first."""
    turn = Authority.objects.count()
    kept, gone = make_authority(f"Nam Cao {turn}"), make_authority(f"Trần Hữu Tri {turn}")
    return merge_authorities(
        kept.pk, gone.pk, kept_version=1, gone_version=1, by=HOUSE, at=timezone.now()
    )


def make_heading_job(authority: Authority | None = None) -> HeadingJob:
    """A preview of one record that has another form of the heading."""
    if authority is None:
        authority = make_authority("Tô Hoài, 1920-2014", see=("Nguyễn Sen",))
        make_record("Quê người", "Nguyễn Sen")
    return preview(authority.pk, by=HOUSE, at=timezone.now())


def heading_key(author: str = "Nam Cao") -> int:
    """The number of the heading of an author, with a record more."""
    make_record("Chí Phèo", author)
    return Heading.objects.get(index="author", text=author).pk


def series_key() -> str:
    """The key of a series with one volume."""
    record = make_record("Chuyện bản Mông", series="Tủ sách bản làng", series_number="T.1")
    return RecordLink.objects.get(record=record, relation="series").title_key


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): a record, which belongs to every place, and an
    import that was sent from one."""
    record = {"pk": make_record().pk}
    sender = Actor(account=world.keeper.pk, name=world.keeper.full_name, place=world.place.pk)
    imported = make_import(by=sender)
    row = ImportRow.objects.create(
        imported=imported, number=2, status=ImportRow.Status.NEW, cells=["Truyện Kiều"]
    )
    one, pair, work = {"pk": imported.pk}, make_pair(), make_work()
    one, pair = {"pk": imported.pk}, make_pair()
    turn = Authority.objects.count()  # a heading stands once
    authority = {"pk": make_authority(f"Nguyễn Du {turn}").pk}
    renamed = make_authority(f"Tô Hoài {turn}", see=(f"Nguyễn Sen {turn}",))
    make_record("Quê người", f"Nguyễn Sen {turn}")
    heading_job = {"pk": make_heading_job(renamed).pk}
    of_row = {**one, "number": row.number}
    out = {"pk": make_export(by=sender).pk}
    return {
        **dict.fromkeys(
            (
                *("record", "marc", "edit", "versions", "suppress", "unsuppress", "delete"),
                *("clear_doubts", "cards", "copy_fields", "compare_versions"),
            ),
            record,
        ),
        **dict.fromkeys(
            (
                "authority",
                "delete_authority",
                "edit_authority",
                "edit_authority_marc",
                "merge_authority",
                "preview_heading",
            ),
            authority,
        ),
        **dict.fromkeys(
            (
                "accept_heading_job",
                "drop_heading_job",
                "heading_job",
                "heading_job_again",
                "heading_job_progress",
                "undo_heading_job",
            ),
            heading_job,
        ),
        "articles": record,
        "edit_article": {"pk": make_article().pk},
        "edit_marc": record,
        "series": {"key": series_key()},
        "merge": record,
        "undo_merge": {"pk": make_merge().pk},
        "undo_authority_merge": {"pk": make_authority_merge().pk},
        "format_fields": {"kind": "bibliographic"},
        "format_field": {"kind": "bibliographic", "tag": "245"},
        "format_json": {"kind": "bibliographic", "language": "vi", "version": "0"},
        "throw_worksheet": {"pk": make_worksheet().pk},
        "restore": {**record, "number": 1},
        "restore_field": {**record, "number": 1},
        "export_one": {**record, "form": "mrc"},
        "export_list": {"form": "mrc"},
        **dict.fromkeys(
            ("export", "export_again", "export_file", "export_left_out", "export_progress"), out
        ),
        **{key: {"pk": work.pk} for key in ("take_work", "give_back_work", "finish_work")},
        "ask_cataloguing": record,
        **{key: {"pk": pair.pk} for key in ("pair", "decide_pair")},
        **{key: {"pk": pair.hunt_id} for key in ("hunt_progress", "hunt_again", "hunt_stop")},
        **dict.fromkeys(
            (
                "import",
                "import_accept",
                "import_ask_again",
                "import_codes",
                "import_damaged",
                "import_drop",
                "import_fit",
                "import_items",
                "import_progress",
                "import_read_as",
                "import_sheet",
                "import_undo",
            ),
            one,
        ),
        "import_mend": of_row,
        "import_row": of_row,
        "import_row_bytes": of_row,
        "import_unmend": of_row,
        "import_way": {"pk": ImportProfile.objects.order_by("pk")[0].pk},
        "import_new_way": {"shape": "isis"},
        "import_sample": {"form": "slims"},
    }
