"""What is done to records. Each act is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import datetime

from django.db import connection, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.audit.api import record as write_act
from tusach.catalogue.authorities.drawing import draw_headings, show_uses
from tusach.catalogue.compose import RecordFields, compose
from tusach.catalogue.drawn import Drawn, draw
from tusach.catalogue.errors import (
    NoSuchRecord,
    NoSuchVersion,
    ReasonIsMissing,
    RecordIsUsed,
    RecordWasChanged,
    RecordWasMerged,
    TitleIsMissing,
)
from tusach.catalogue.hunting.following import partners
from tusach.catalogue.hunting.groups import regroup
from tusach.catalogue.importing.listeners import uses_of
from tusach.catalogue.linking.drawing import draw_links, draw_one, tell_articles
from tusach.catalogue.marc.record import MarcRecord, from_json
from tusach.catalogue.merge import merge
from tusach.catalogue.merging.selectors import stands_for
from tusach.catalogue.models import Record, RecordVersion
from tusach.catalogue.offering.counting import note
from tusach.catalogue.selectors import marc_of
from tusach.catalogue.working.services import follow_flags, open_for_new
from tusach.search.api import changed
from tusach.ui.api import Refusal
from tusach.vietnamese.api import nfc

# Of documents in the search index.
KIND = "record"
# Drawn for the machine: not told in the record of acts.
_KEYS = {"title_key", "author_key", "find_text", "match_key", "title_words"}


def new_control_numbers(count: int) -> list[str]:
    """Control numbers never given before: "TS" and eight digits or more."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('catalogue_control_number') FROM generate_series(1, %s)", [count]
        )
        return [f"TS{number:08d}" for (number,) in cursor.fetchall()]


def composed_text(fields: RecordFields) -> RecordFields:
    """The same with every text in NFC and without spaces round it."""
    clean: dict[str, object] = {}
    for name, value in asdict(fields).items():
        if isinstance(value, str):
            clean[name] = nfc(value).strip()
        elif isinstance(value, tuple | list):
            clean[name] = tuple(text for one in value if (text := nfc(one).strip()))
    return replace(fields, **clean)  # type: ignore[arg-type]


@transaction.atomic
def create_record(
    fields: RecordFields,
    *,
    by: Actor,
    at: datetime,
    is_quick: bool = False,
    is_unsure: bool = False,
    unsure: Sequence[str] = (),
    why: str = "",
) -> Record:
    """A new record made from the simple form. Refuses one without a title.

    ``unsure`` names the places of the content that its maker was not sure of ("260c").

    Whether a like record is already there is for the caller to ask (``selectors.likely_same``):
    two editions may differ in nothing the form knows.
    """
    fields = composed_text(fields)
    if not fields.title:
        raise TitleIsMissing()
    (number,) = new_control_numbers(1)
    marc = compose(fields, control_number=number, at=at, is_quick=is_quick)
    record = drawn_record(marc, control_number=number, by=by, at=at)
    record.is_quick, record.unsure = is_quick, sorted(set(unsure))
    record.is_unsure = is_unsure or bool(unsure)
    act = "catalogue.quick_record" if is_quick else "catalogue.create_record"
    return enter(record, marc, by=by, at=at, why=why or _("Lập biểu ghi"), act=act)


def quick_record(
    title: str, author: str = "", *, by: Actor, at: datetime, price: int | None = None
) -> Record:
    """A record of title and author alone, for a copy that must go now; catalogued later."""
    return create_record(
        RecordFields(title=title, author=author, price=price),
        by=by,
        at=at,
        is_quick=True,
        why=_("Biểu ghi nhanh"),
    )


@transaction.atomic
def save_record(
    pk: int,
    fields: RecordFields,
    *,
    version: int,
    by: Actor,
    at: datetime,
    is_quick: bool | None = None,
    is_unsure: bool | None = None,
    unsure: Sequence[str] | None = None,
    why: str = "",
) -> Record:
    """Saves the simple form over a record; MARC fields the form does not know stay.

    ``version`` is the one the editor had open. Refuses when somebody saved since
    (:class:`RecordWasChanged`) and when the title is taken away. ``is_quick=False`` says that
    the record is catalogued now. Saving without a change makes no version.
    """
    record = lock(pk, version)
    fields = composed_text(fields)
    if not fields.title:
        raise TitleIsMissing()
    before = marc_of(record)
    marc = merge(before, fields, at=at)
    if is_quick is not None and is_quick != record.is_quick:
        record.is_quick = is_quick
        level = "5" if is_quick else " "
        marc.leader = marc.leader[:17] + level + marc.leader[18:]
    mark_unsure(record, is_unsure, unsure)
    write_version(record, before, marc, by=by, at=at, why=why or _("Sửa bằng biểu mẫu"))
    return record


def mark_unsure(record: Record, is_unsure: bool | None, unsure: Sequence[str] | None) -> None:
    """Sets the marks of what was not sure on a locked record (unsaved). A place makes the
    record unsure; the record may be so without one."""
    if unsure is not None:
        record.unsure = sorted(set(unsure))
    if is_unsure is not None or unsure is not None:
        held = record.is_unsure if is_unsure is None else is_unsure
        record.is_unsure = held or bool(record.unsure)


@transaction.atomic
def clear_doubts(pk: int, *, version: int, by: Actor, at: datetime) -> Record:
    """Takes every mark of what was not sure from the record; its work for that reason is done.
    Refuses when somebody saved since it was looked at (:class:`RecordWasChanged`)."""
    record = lock(pk, version)
    if not record.is_unsure and not record.unsure:
        return record
    was = list(record.unsure)
    record.unsure, record.is_unsure = [], False
    record.save(update_fields=["unsure", "is_unsure"])
    follow_flags(record, by=by, at=at)
    write_act(
        "catalogue.clear_doubts",
        by=by,
        on=("catalogue.record", record.pk, record.shown_title),
        changes={"unsure": [was, []]} if was else {},
        at=at,
    )
    return record


def lock(pk: int, version: int) -> Record:
    """The record, locked; refused by name when it is past ``version``, was merged into another
    (:class:`RecordWasMerged`) or deleted (:class:`NoSuchRecord`)."""
    record = Record.objects.select_for_update().filter(pk=pk).first()
    if record is None:
        raise why_not_there(pk)
    if record.version != version:
        last = RecordVersion.objects.get(record=record, number=record.version)
        raise RecordWasChanged(
            who=last.by_name or _("Có người"),
            title=record.shown_title,
            when=timezone.localtime(last.at).strftime("%H:%M %d/%m/%Y"),
        )
    return record


def why_not_there(pk: int) -> Refusal:
    """The refusal for a record that is not among the living: merged, or deleted."""
    gone = Record.everything.filter(pk=pk).first()
    kept = stands_for(gone)
    if gone is None or kept is None:
        return NoSuchRecord()
    return RecordWasMerged(
        title=gone.shown_title,
        number=gone.control_number,
        kept=kept.shown_title,
        kept_number=kept.control_number,
    )


def write_version(
    record: Record, before: MarcRecord, marc: MarcRecord, *, by: Actor, at: datetime, why: str
) -> None:
    """A new version of a locked record, its keys drawn anew. None when nothing changed."""
    title_was = record.shown_title
    if marc != before:
        drawn = drawn_record(marc, control_number=record.control_number, by=by, at=at)
        changes = {}
        for name in Drawn.__dataclass_fields__:
            old, new = getattr(record, name), getattr(drawn, name)
            if old != new:
                setattr(record, name, new)
                if name not in _KEYS:
                    changes[name] = [old, new]
        record.version += 1
        record.changed_at = at
        version_of(record, marc, by=by, at=at, why=why).save(force_insert=True)
        if changes.keys() & {"publisher", "place_published", "series"}:
            note(record)
        write_act(
            "catalogue.save_record",
            by=by,
            on=("catalogue.record", record.pk, record.shown_title),
            changes=changes,
            at=at,
        )
    record.save()
    if marc != before:
        draw_one(record, marc, by=by, at=at)
        draw_headings([(record, marc)])
        if record.shown_title != title_was:
            tell_articles(record)
    follow_flags(record, by=by, at=at)
    changed(KIND, [record.pk])


@transaction.atomic
def restore_version(pk: int, number: int, *, version: int, by: Actor, at: datetime) -> Record:
    """Makes the content of an earlier version the present one, as a new version."""
    record = lock(pk, version)
    old = RecordVersion.objects.filter(record=record, number=number).first()
    if old is None:
        raise NoSuchVersion(title=record.shown_title, number=number)
    why = _("Trở lại phiên bản %(number)s") % {"number": number}
    write_version(record, marc_of(record), from_json(old.marc), by=by, at=at, why=why)
    return record


@transaction.atomic
def suppress(pk: int, *, why: str, by: Actor, at: datetime) -> Record:
    """Takes the record out of the public catalogue; staff still find it. Needs a reason."""
    if not why.strip():
        raise ReasonIsMissing()
    return _set_suppressed(pk, True, why.strip(), by=by, at=at)


@transaction.atomic
def unsuppress(pk: int, *, by: Actor, at: datetime) -> Record:
    """Shows the record in the public catalogue again."""
    return _set_suppressed(pk, False, "", by=by, at=at)


def _set_suppressed(pk: int, value: bool, why: str, *, by: Actor, at: datetime) -> Record:
    record = Record.objects.select_for_update().filter(pk=pk).first()
    if record is None:
        raise why_not_there(pk)
    record.is_suppressed, record.suppressed_why = value, why
    record.save(update_fields=["is_suppressed", "suppressed_why"])
    show_uses(record)
    write_act(
        "catalogue.suppress" if value else "catalogue.unsuppress",
        by=by,
        on=("catalogue.record", record.pk, record.shown_title),
        changes={"why": ["", why]} if why else {},
        at=at,
    )
    changed(KIND, [pk])
    return record


@transaction.atomic
def delete_record(pk: int, *, version: int, by: Actor, at: datetime) -> None:
    """Deletes a record nothing uses, its versions with it. Refuses one with copies, by name."""
    record = lock(pk, version)
    if use := uses_of([pk]).get(pk):
        raise RecordIsUsed(title=record.shown_title, use=use)
    title, marc = record.shown_title, marc_of(record).as_json()
    like = partners(pk)
    try:
        with transaction.atomic():
            record.delete()
    except ProtectedError as error:
        names = sorted({str(one._meta.verbose_name) for one in error.protected_objects})
        raise RecordIsUsed(title=title, use=", ".join(names)) from error
    regroup(like)
    # What was deleted can be made again from the record of acts.
    write_act(
        "catalogue.delete_record",
        by=by,
        on=("catalogue.record", pk, title),
        changes={"marc": [marc, None]},
        at=at,
    )
    changed(KIND, [pk])


def drawn_record(
    marc: MarcRecord, *, control_number: str, by: Actor, at: datetime, drawn: Drawn | None = None
) -> Record:
    """An unsaved Record with the keys drawn from ``marc`` (``drawn``, if that was done)."""
    keys = dict(vars(drawn or draw(marc)))
    if keys["source_number"] == control_number:
        keys["source_number"] = ""  # it is ours
    return Record(
        **keys,
        control_number=control_number,
        made_at=at,
        changed_at=at,
        made_by=by.name,
    )


def version_of(
    record: Record, marc: MarcRecord, *, by: Actor, at: datetime, why: str
) -> RecordVersion:
    """The unsaved version of the record under its present number, with this content."""
    return RecordVersion(
        record=record,
        number=record.version,
        marc=marc.as_json(),
        at=at,
        by_account=by.account,
        by_name=by.name,
        why=why[:300],
    )


def enter(
    record: Record,
    marc: MarcRecord,
    *,
    by: Actor,
    at: datetime,
    why: str,
    act: str = "catalogue.create_record",
) -> Record:
    """Writes one drawn record with its first version, tells search and the record of acts.
    Called inside a transaction."""
    insert([(record, marc)], by=by, at=at, why=why)
    note(record)
    changed(KIND, [record.pk])
    write_act(act, by=by, on=("catalogue.record", record.pk, record.shown_title), at=at)
    return record


def insert(
    pairs: Sequence[tuple[Record, MarcRecord]], *, by: Actor, at: datetime, why: str
) -> None:
    """Writes records with their first versions. Called inside a transaction.

    The caller says to search what changed: an import says it once for a whole batch.
    """
    Record.objects.bulk_create([record for record, _marc in pairs])
    RecordVersion.objects.bulk_create(
        version_of(record, marc, by=by, at=at, why=why) for record, marc in pairs
    )
    draw_links(pairs)
    draw_headings(pairs)
    open_for_new([record for record, _marc in pairs], at=at)
