"""Readers come, change, and leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from tusach.audit.api import Actor, record
from tusach.network.api import SECRET_KINDS, PointKind, ServicePoint, is_open
from tusach.policy.api import number_on
from tusach.readers import errors
from tusach.readers.asked_rules import GUARDIAN_UNDER, SCHOOL_ANSWERS
from tusach.readers.models import Guardian, Reader, ReaderClass, Relation
from tusach.readers.rules.persons import (
    checked_birth_year,
    is_under,
    plain_phone,
    plain_school_class,
)
from tusach.ui.api import fitting
from tusach.vietnamese.api import fold, given_name_key, nfc

# Shown in the activity log in place of what a person is called or lives at.
_HIDDEN = ["…", "…"]


@dataclass(frozen=True)
class GuardianSaid:
    """Who answers for a child. ``relation`` "school": the school does, without a name."""

    name: str = ""
    phone: str = ""
    relation: str = ""


def on(reader: Reader) -> tuple[str, object, str]:
    """The reader as the activity log names it: by number, never by name."""
    return ("readers.reader", reader.pk, f"#{reader.number}")


def locked(reader: Reader) -> Reader:
    """The row of a reader who stands, locked; refuses :class:`errors.ReaderIsGone`."""
    held = Reader.objects.select_for_update(of=("self",)).select_related("home").get(pk=reader.pk)
    if not held.stands:
        raise errors.ReaderIsGone(number=held.number)
    return held


def check_point(point: ServicePoint, day: date) -> None:
    """Refuses a point that may keep no readers, or does not serve on the day."""
    if point.kind in SECRET_KINDS:
        raise errors.ReadersNotKeptHere(point=point.name)
    if not is_open(point, day):
        raise errors.PointDoesNotServe(point=point.name, day=f"{day:%d/%m/%Y}")


def take_reader_numbers(count: int) -> list[int]:
    """So many numbers nobody has had, in order."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval('readers_reader_number') FROM generate_series(1, %s)", [count]
        )
        return [int(number) for (number,) in cursor.fetchall()]


def needs_guardian(reader: Reader, day: date) -> int | None:
    """The age under which the reader is a child, where that is so; None for anybody else."""
    # Whoever is under no age, having no year of birth, need not have the rule's looked up.
    if reader.birth_year is None and not is_under(
        0, birth_year=None, audience=reader.audience, on=day
    ):
        return None
    age = number_on(GUARDIAN_UNDER, day, 16)
    under = is_under(age, birth_year=reader.birth_year, audience=reader.audience, on=day)
    return age if under else None


def school_may_answer(point: ServicePoint, day: date) -> bool:
    """Whether a rule lets the school at ``point`` stand for a guardian when it lends to its own
    pupils."""
    return point.kind == PointKind.SCHOOL_LIBRARY and bool(
        number_on(SCHOOL_ANSWERS, day, 1, point=point)
    )


@transaction.atomic
def register(
    *,
    name: str,
    reader_class: ReaderClass,
    home: ServicePoint,
    by: Actor,
    at: datetime,
    birth_year: int | None = None,
    guardian: GuardianSaid | None = None,
    school_class: str = "",
    school_year: int | None = None,
    phone: str = "",
    email: str = "",
    address: str = "",
    language: str = "vi",
    registered_on: date | None = None,
    device: int | None = None,
    seq: int | None = None,
    invented: bool = False,
    guardian_later: bool = False,
) -> Reader:
    """Enter a reader at a point.

    Refuses points of army, border guard, police and prisons
    (:class:`errors.ReadersNotKeptHere`), a closed one, an empty name, a class that is not
    offered, a year nobody was born in, and a child without a guardian. What a device reports
    (``device``, ``seq``) is taken without one, as is whoever was a reader in another system
    (``guardian_later``): the child stands on the list "without guardian".
    """
    day = registered_on or timezone.localdate(at)
    if day > timezone.localdate(at):
        raise errors.BadDay(
            day=f"{day:%d/%m/%Y}", first="01/01/1950", last=f"{timezone.localdate(at):%d/%m/%Y}"
        )
    check_point(home, day)
    _check_class(reader_class, day)
    reader = Reader(
        reader_class=reader_class,
        audience=reader_class.audience,
        home=home,
        language=language,
        registered_on=day,
        device_id=device,
        seq=seq,
        invented=invented,
    )
    _fill(
        reader,
        day=day,
        name=name,
        birth_year=birth_year,
        school_class=school_class,
        school_year=school_year,
        phone=phone,
        email=email,
        address=address,
    )
    must = device is None and not guardian_later
    said = _checked_guardian(reader, guardian, day, must=must)
    (reader.number,) = take_reader_numbers(1)
    reader.save(force_insert=True)
    if said is not None:
        said.reader = reader
        said.save(force_insert=True)
    changes: dict[str, Any] = {"reader_class": [None, reader_class.name]}
    record("readers.register", by=by, on=on(reader), place=home.pk, changes=changes, at=at)
    return reader


@transaction.atomic
def change(*, reader: Reader, version: int, by: Actor, at: datetime, **fields: Any) -> Reader:
    """Change a reader's own data; ``fields`` are those of :func:`register` and ``guardian``
    (None takes it away).

    Refuses what :func:`register` refuses and a version that somebody else has passed
    (:class:`errors.ReaderChanged`). The log says which fields changed, never their values.
    """
    held = locked(reader)
    if held.version != version:
        raise errors.ReaderChanged(number=held.number)
    day = timezone.localdate(at)
    before = {field: getattr(held, field) for field in _WRITTEN}
    before_guardian = _guardian_values(held)
    if (home := fields.pop("home", None)) is not None and home.pk != held.home_id:
        check_point(home, day)
        held.home = home
    if (kind := fields.pop("reader_class", None)) is not None and kind.pk != held.reader_class_id:
        _check_class(kind, day)
        held.reader_class, held.audience = kind, kind.audience
    if "language" in fields:
        held.language = fields.pop("language")
    says_guardian = "guardian" in fields
    guardian = fields.pop("guardian", None)
    now = {field: getattr(held, field) for field in _TYPED}
    _fill(held, day=day, **now | fields)
    if says_guardian:
        said = _checked_guardian(held, guardian, day, must=before_guardian is not None)
        _put_guardian(held, said)
    changes: dict[str, Any] = {
        field: list(_HIDDEN) for field in _WRITTEN if before[field] != getattr(held, field)
    }
    if says_guardian and before_guardian != _guardian_values(held):
        changes["guardian"] = list(_HIDDEN)
    if changes:
        held.version += 1
        held.save()
        record("readers.change", by=by, on=on(held), place=held.home_id, changes=changes, at=at)
    return held


@transaction.atomic
def set_guardian(*, reader: Reader, guardian: GuardianSaid, by: Actor, at: datetime) -> Reader:
    """Write who answers for a child; refuses an empty name, and a school that may not."""
    held = locked(reader)
    said = _checked_guardian(held, guardian, timezone.localdate(at), must=True)
    _put_guardian(held, said)
    held.version += 1
    held.save(update_fields=["version"])
    record(
        "readers.set_guardian",
        by=by,
        on=on(held),
        place=held.home_id,
        changes={"guardian": list(_HIDDEN)},
        at=at,
    )
    return held


@transaction.atomic
def note_accessible(
    *, reader: Reader, verified_by: str, verified_on: date | None, by: Actor, at: datetime
) -> Reader:
    """Write who saw that the reader has the right to books in accessible forms, and when; an
    empty name takes it back. No paper is asked for and no kind of disability is kept."""
    held = locked(reader)
    day = timezone.localdate(at)
    held.accessible_by = fitting(verified_by, 200, "")
    held.accessible_on = (verified_on or day) if held.accessible_by else None
    if held.accessible_on and held.accessible_on > day:
        raise errors.BadDay(
            day=f"{held.accessible_on:%d/%m/%Y}", first="01/01/1950", last=f"{day:%d/%m/%Y}"
        )
    held.version += 1
    held.save(update_fields=["accessible_by", "accessible_on", "version"])
    act = "readers.note_accessible" if held.accessible_by else "readers.drop_accessible"
    record(act, by=by, on=on(held), place=held.home_id, at=at)
    return held


def looked(readers: Sequence[Reader], *, by: Actor, at: datetime) -> None:
    """Write that somebody looked at what is held of these readers."""
    for reader in readers:
        record("readers.look", by=by, on=on(reader), place=reader.home_id, at=at)


_TYPED = (
    "name",
    "birth_year",
    "school_class",
    "school_year",
    "phone",
    "email",
    "address",
)
_WRITTEN = (*_TYPED, "home_id", "reader_class_id", "language")


def _fill(
    reader: Reader,
    *,
    day: date,
    name: str,
    birth_year: int | None,
    school_class: str,
    school_year: int | None,
    phone: str,
    email: str,
    address: str,
) -> None:
    def text(field: str, value: str) -> str:
        column: Any = Reader._meta.get_field(field)
        return fitting(" ".join(nfc(value).split()), column.max_length, column.verbose_name)

    reader.name = text("name", name)
    if not reader.name:
        raise errors.NameMissing
    reader.sort_key, reader.folded = given_name_key(reader.name), fold(reader.name)
    reader.birth_year = checked_birth_year(birth_year, on=day)
    reader.school_class = plain_school_class(text("school_class", school_class))
    reader.school_year = school_year if reader.school_class else None
    if reader.school_class and not (school_year and 1950 <= school_year <= day.year + 1):
        raise errors.BadSchoolYear(name=reader.school_class)
    reader.phone = plain_phone(phone)
    reader.email = text("email", email)
    reader.address = text("address", address)


def _check_class(reader_class: ReaderClass, day: date) -> None:
    if (reader_class.since and day < reader_class.since) or (
        reader_class.until and day >= reader_class.until
    ):
        raise errors.ClassNotOffered(name=str(reader_class), day=f"{day:%d/%m/%Y}")


def _checked_guardian(
    reader: Reader, said: GuardianSaid | None, day: date, *, must: bool
) -> Guardian | None:
    """The guardian's row, not saved; None where there is none and none is needed."""
    relation = said.relation if said and said.relation in Relation.values else ""
    if relation == Relation.SCHOOL:
        if not school_may_answer(reader.home, day):
            raise errors.SchoolCannotAnswer(point=reader.home.name)
        return Guardian(relation=Relation.SCHOOL)
    column: Any = Guardian._meta.get_field("name")
    name = " ".join(nfc(said.name).split()) if said else ""
    if said is None or not name:
        age = needs_guardian(reader, day) if must else None
        if age is not None:
            raise errors.GuardianMissing(name=reader.name, age=age)
        if said is not None and (said.phone.strip() or relation):
            raise errors.GuardianNameMissing
        return None
    name = fitting(name, column.max_length, column.verbose_name)
    return Guardian(relation=relation, name=name, phone=plain_phone(said.phone))


def _put_guardian(reader: Reader, said: Guardian | None) -> None:
    Guardian.objects.filter(reader=reader).delete()
    reader._state.fields_cache.pop("guardian", None)
    if said is not None:
        said.reader = reader
        said.save(force_insert=True)


def _guardian_values(reader: Reader) -> tuple[str, str, str] | None:
    return Guardian.objects.filter(reader=reader).values_list("name", "phone", "relation").first()
