"""What devices may report of readers: the kind ``readers.register``; and whom they mean later.

Personal values come here and leave the log of events. A child without a guardian, a likely
duplicate and a card whose number is taken are taken in and listed for a person: nothing that
somebody typed in the mountains is lost.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor
from tusach.network.api import SECRET_KINDS, PointKind, ServicePoint
from tusach.offline.api import (
    Device,
    Event,
    Outcome,
    declined,
    name_codes,
    register_handler,
    taken,
    waits,
)
from tusach.readers import errors
from tusach.readers.models import Consent, ConsentPurpose, Reader, ReaderClass
from tusach.readers.rules.persons import plain_phone, school_year_of
from tusach.readers.selectors.duplicates import looks_like
from tusach.readers.selectors.readers import classes_on
from tusach.readers.services.cards import issue_card
from tusach.readers.services.consents import give_consent
from tusach.readers.services.privacy import erase
from tusach.readers.services.registering import GuardianSaid, needs_guardian, register
from tusach.ui.api import Refusal

KIND = "readers.register"
# What an event says that is nobody's: it may stay in the log.
_KEPT = ("point", "audience", "class")
# Where an event names no class of readers: the class that counts for its audience.
_USUAL = {"children": "child", "pupils": "pupil", "elderly": "elderly"}

Ref = int | str

# What is answered, and what a person is asked to look at.
CODES = {
    "registered": _("đã đăng ký bạn đọc"),
    "for-a-person": _("đã đăng ký, cần người xem lại"),
    "undone": _("đã hoàn tác"),
    "reader-in-use": _("bạn đọc đã được dùng hoặc sửa ở nơi khác"),
    "place-unreadable": _("nơi đi hoặc nơi đến sai dạng"),
    "not-its-point": _("điểm không do thiết bị này phục vụ"),
    errors.ReadersNotKeptHere.code: _("điểm ấy không lập hồ sơ bạn đọc"),
    errors.NameMissing.code: _("thiếu họ tên"),
    errors.PointDoesNotServe.code: _("điểm không phục vụ vào ngày ấy"),
    "duplicate": _("có người giống như thế"),
    errors.GuardianMissing.code: _("thiếu người giám hộ"),
    errors.BadBirthYear.code: _("năm sinh không đúng"),
    errors.ClassNotOffered.code: _("nhóm bạn đọc không dùng"),
    errors.BadPhone.code: _("số điện thoại không đúng"),
    errors.CardTaken.code: _("số thẻ đã cấp cho người khác"),
    errors.CardMistyped.code: _("số thẻ sai số kiểm tra"),
    errors.HasCard.code: _("đã có thẻ khác"),
    errors.ConsentNeedsGuardian.code: _("người giám hộ chưa đồng ý"),
    errors.ConsentNeedsBoth.code: _("cần cả bạn đọc và người giám hộ đồng ý"),
    errors.NoGuardianNamed.code: _("chưa ghi người giám hộ"),
    errors.BadDay.code: _("ngày không nhận được"),
}


def register_events() -> None:
    """Called when the room starts."""
    register_handler(KIND, take_readers, keep=keep)
    name_codes(CODES)


def keep(payload: Mapping[str, Any]) -> Mapping[str, Any]:
    """What may stay in the log of events: no personal value."""
    return {key: payload[key] for key in _KEPT if key in payload}


def key_of(device: int, seq: int) -> str:
    """The name under which events wait for the reader that an event registers."""
    return f"reader:{device}#{seq}"


def take_readers(events: list[Event]) -> list[Outcome]:
    """Enter the readers that devices registered; returns one outcome for each event.

    ``taken`` with ``registered`` and the reader's number, or ``for-a-person`` with what is to
    be looked at (``duplicate``, ``guardian-missing``, ``card-taken`` …). ``declined`` for a
    point that is not the device's or keeps no readers, and for a reader without a name.
    """
    codes = {code for event in events if isinstance(code := event.payload.get("point"), str)}
    points = {point.code: point for point in ServicePoint.objects.filter(code__in=codes)}
    return [_take(event, points) for event in events]


def _take(event: Event, points: Mapping[str, ServicePoint]) -> Outcome:
    key = key_of(event.device.pk, event.seq)
    there = Reader.objects.filter(device=event.device, seq=event.seq).first()
    if there is not None:
        return taken("registered", made=[key], number=there.number)
    said = event.payload
    code = said.get("point")
    point = points.get(code) if isinstance(code, str) else None
    if point is None:
        return waits(f"point:{code}") if isinstance(code, str) else declined("place-unreadable")
    if point.pk not in event.points:
        return declined("not-its-point")
    if point.kind in SECRET_KINDS:
        return declined(errors.ReadersNotKeptHere.code)
    by = event.actor
    day = timezone.localdate(event.at)
    look_at: list[str] = []
    try:
        reader = register(
            name=_text(said, "name"),
            birth_year=_year(said, day.year, look_at),
            reader_class=_class(said, point, look_at, event),
            home=point,
            phone=_phone(_text(said, "phone"), look_at),
            guardian=_guardian(said, look_at),
            school_class=_text(said, "school_class")[:20],
            school_year=_school_year(said, day),
            device=event.device.pk,
            seq=event.seq,
            by=by,
            at=event.at,
        )
    except (errors.NameMissing, errors.PointDoesNotServe) as refusal:
        return declined(refusal.code, sentence=str(refusal))
    _card(reader, _text(said, "card"), by, event, look_at)
    _consents(reader, said, by, event, look_at)
    if needs_guardian(reader, day) is not None and not hasattr(reader, "guardian"):
        look_at.append(errors.GuardianMissing.code)
    if looks_like(reader).exists():
        look_at.append("duplicate")
    if look_at:
        return taken("for-a-person", made=[key], number=reader.number, look_at=sorted(set(look_at)))
    return taken("registered", made=[key], number=reader.number)


def take_back_registration(event: Event, seq: int) -> Outcome | None:
    """Take back the reader that event ``seq`` of the same device registered: everything personal
    is erased, figures stay. None where it registered nobody. ``declined`` ``reader-in-use`` once
    somebody else has changed or merged the reader, and where the person owes something."""
    reader = Reader.objects.filter(device=event.device, seq=seq).first()
    if reader is None:
        return None
    if reader.erased_at is not None:
        return taken("undone")
    merged = reader.merged_into_id is not None
    if merged or reader.version > 1 or Reader.objects.filter(merged_into=reader).exists():
        return declined("reader-in-use")
    try:
        erase(reader=reader, by=event.actor, at=event.at)
    except errors.StillOwes as refusal:
        return declined("reader-in-use", sentence=str(refusal))
    return taken("undone")


def _text(said: Mapping[str, Any], key: str) -> str:
    value = said.get(key)
    return value[:1000] if isinstance(value, str) else ""


def _year(said: Mapping[str, Any], now: int, look_at: list[str]) -> int | None:
    year = said.get("birth_year")
    if year is None:
        return None
    if isinstance(year, int) and now - 120 <= year <= now:
        return year
    look_at.append(errors.BadBirthYear.code)
    return None


def _school_year(said: Mapping[str, Any], day: date) -> int | None:
    if not _text(said, "school_class"):
        return None
    told = said.get("school_year")
    return told if isinstance(told, int) and 1950 <= told <= day.year + 1 else school_year_of(day)


def _class(
    said: Mapping[str, Any], point: ServicePoint, look_at: list[str], event: Event
) -> ReaderClass:
    offered = {one.code: one for one in classes_on(timezone.localdate(event.at))}
    if (told := _text(said, "class")) in offered:
        return offered[told]
    if told:
        look_at.append(errors.ClassNotOffered.code)
    usual = "pupil" if point.kind == PointKind.SCHOOL_LIBRARY else "adult"
    code = _USUAL.get(_text(said, "audience"), "adult" if said.get("audience") else usual)
    return offered.get(code) or ReaderClass.objects.get(code=code)


def _phone(text: str, look_at: list[str]) -> str:
    try:
        return plain_phone(text)
    except errors.BadPhone:
        look_at.append(errors.BadPhone.code)
        return ""


def _guardian(said: Mapping[str, Any], look_at: list[str]) -> GuardianSaid | None:
    told = said.get("guardian")
    if not isinstance(told, Mapping):
        return None
    name = _text(told, "name").strip()[:120]
    if not name:
        return None
    relation = _text(told, "relation")
    return GuardianSaid(
        name, _phone(_text(told, "phone"), look_at), "" if relation == "school" else relation
    )


def _card(reader: Reader, number: str, by: Actor, event: Event, look_at: list[str]) -> None:
    if not number.strip():
        return
    try:
        issue_card(reader=reader, number=number, by=by, at=event.at)
    except Refusal as refusal:
        look_at.append(refusal.code)


def _consents(
    reader: Reader, said: Mapping[str, Any], by: Actor, event: Event, look_at: list[str]
) -> None:
    told = said.get("consents")
    codes = [code for code in told if isinstance(code, str)] if isinstance(told, list) else []
    child = needs_guardian(reader, timezone.localdate(event.at)) is not None
    giver = Consent.Giver.BOTH if child else Consent.Giver.READER
    for purpose in ConsentPurpose.objects.filter(code__in=codes):
        try:
            give_consent(reader=reader, purpose=purpose, given_by=giver, by=by, at=event.at)
        except Refusal as refusal:
            look_at.append(refusal.code)


def resolve(device: Device, refs: Iterable[Any]) -> dict[Any, int | str | None]:
    """Whom a device means: by reference, the reader who stands for it today.

    A number is one the house gave; "#17" the reader that event 17 of this device registered.
    The answer is the reader's primary key; for an event that has not arrived, what to wait for
    (``waits(key)``); None for a number that nobody has, for an erased reader, and for a reference
    that cannot be read. Two queries at most.
    """
    numbers: set[int] = set()
    seqs: dict[Any, int] = {}
    found: dict[Any, int | str | None] = {}
    for ref in refs:
        found[ref] = None
        if isinstance(ref, int) and not isinstance(ref, bool):
            numbers.add(ref)
        elif isinstance(ref, str) and ref[:1] == "#" and ref[1:].isdecimal() and len(ref) < 20:
            seqs[ref] = int(ref[1:])
    rows = Reader.objects.filter(erased_at__isnull=True)
    if numbers:
        for number, pk, into in rows.filter(number__in=numbers).values_list(
            "number", "pk", "merged_into"
        ):
            found[number] = into or pk
    if seqs:
        by_seq = {
            seq: into or pk
            for seq, pk, into in rows.filter(device=device, seq__in=seqs.values()).values_list(
                "seq", "pk", "merged_into"
            )
        }
        for ref, seq in seqs.items():
            found[ref] = by_seq.get(seq) or key_of(device.pk, seq)
    return found
