"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

from datetime import date, datetime
from itertools import count
from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.readers.first_rows import ensure_rows
from tusach.readers.models import (
    Card,
    CardAct,
    ClassList,
    Consent,
    ConsentPurpose,
    PrivacyRequest,
    Reader,
    ReaderClass,
)
from tusach.readers.rules.persons import school_year_of as school_year_of
from tusach.readers.services.bars import bar
from tusach.readers.services.cards import issue_card
from tusach.readers.services.class_lists import apply_list, take_list
from tusach.readers.services.consents import give_consent
from tusach.readers.services.merging import merge
from tusach.readers.services.privacy import note_request
from tusach.readers.services.promoting import promote
from tusach.readers.services.registering import GuardianSaid, note_accessible, register

_numbers = count(1)


def make_classes() -> None:
    """The classes and purposes that come with the house, which a test that empties the database
    takes away."""
    ensure_rows()


def make_reader(
    name: str = "",
    *,
    home: ServicePoint | None = None,
    reader_class: str = "adult",
    guardian: GuardianSaid | str | None = None,
    by: Actor = HOUSE,
    at: datetime | None = None,
    **more: Any,
) -> Reader:
    """A reader: ``make_reader("Giàng A Páo", home=library)``. ``guardian`` may be a name; a child
    gets one where none is given."""
    found = ReaderClass.objects.filter(code=reader_class).first()
    if found is None:
        ensure_rows()
        found = ReaderClass.objects.get(code=reader_class)
    if guardian is None and found.audience in {"children", "pupils"} and "device" not in more:
        guardian = "Lò Văn Giám"
    if isinstance(guardian, str):
        guardian = GuardianSaid(guardian) if guardian else None
    more.setdefault("birth_year", 1990 if found.audience == "adults" else None)
    return register(
        name=name or f"Bạn đọc thử {next(_numbers)}",
        reader_class=found,
        home=home or make_point("commune_library", "Thư viện xã Bình Lư"),
        guardian=guardian,
        by=by,
        at=at or timezone.now(),
        **more,
    )


def make_card(
    reader: Reader | None = None,
    *,
    number: str = "",
    valid_until: date | None = None,
    by: Actor = HOUSE,
    at: datetime | None = None,
    **of_reader: Any,
) -> Card:
    """A card of a reader; a reader is made where none is given."""
    return issue_card(
        reader=reader or make_reader(at=at, **of_reader),
        number=number,
        valid_until=valid_until,
        by=by,
        at=at or timezone.now(),
    )


def make_class_list(
    point: ServicePoint,
    school_class: str,
    rows: str,
    *,
    name: str = "danh-sach.csv",
    school_year: int | None = None,
    applied: bool = True,
    invented: bool = False,
    by: Actor = HOUSE,
    at: datetime,
) -> ClassList:
    """A class list (text of its csv) of a school year (that of ``at``), looked at and, unless told
    otherwise, applied. ``invented`` marks the pupils of a true school."""
    sent = take_list(
        point=point, school_year=school_year or school_year_of(timezone.localdate(at)),
        school_class=school_class, name=name, content=rows.encode(), by=by, at=at,
    )  # fmt: skip
    if not applied:
        return sent
    done = apply_list(sent=sent, by=by, at=at)
    if invented:
        pupils = done.lines.exclude(reader=None).values("reader")
        Reader.objects.filter(pk__in=pupils).update(invented=True)
    return done


def make_consent(
    reader: Reader, purpose: str, *, given_by: str = "reader", by: Actor = HOUSE, at: datetime
) -> Consent:
    """A reader (or "guardian") agrees to the purpose with this code."""
    row = ConsentPurpose.objects.get(code=purpose)
    return give_consent(reader=reader, purpose=row, given_by=given_by, by=by, at=at)


def make_accessible(reader: Reader, verified_by: str, *, by: Actor = HOUSE, at: datetime) -> Reader:
    """A reader whose right to books in accessible forms somebody has seen."""
    day = timezone.localdate(at)
    return note_accessible(reader=reader, verified_by=verified_by, verified_on=day, by=by, at=at)


def make_privacy_request(
    reader: Reader, kind: str = "see", *, by: Actor = HOUSE, at: datetime
) -> PrivacyRequest:
    """A reader asks what is held about them."""
    return note_request(reader=reader, kind=kind, asked_by="reader", by=by, at=at)


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): a reader of ``world.place`` and what hangs on
    one."""
    now = timezone.now()
    by: dict[str, Any] = {"by": HOUSE, "at": now}
    reader, gone = (
        make_reader(f"Lò Thị Thử {world.place.name}", home=world.place) for _ in range(2)
    )
    make_card(reader)
    purpose = ConsentPurpose.objects.get(code="messages")
    given = give_consent(reader=reader, purpose=purpose, given_by="reader", **by)
    asked = {"pk": note_request(reader=reader, kind="see", asked_by="reader", **by).pk}
    row = merge(gone=gone, kept=reader, **by)
    one = {"pk": reader.pk}
    of_reader = (
        "reader", "edit_reader", "card", "bar", "consent", "accessible", "merge", "new_request",
        "account_panel", "account_code", "account_close", "account_show", "account_hide",
    )  # fmt: skip
    pupil = make_reader(
        "Lò Văn Trò", home=world.place, reader_class="pupil", school_class="4A", school_year=2025,
        birth_year=2016,
    )  # fmt: skip
    sent = take_list(
        point=world.place, school_year=2026, school_class="5A", name="lop.csv",
        content="Họ và tên,Năm sinh\nLò Văn Mới,2016\n".encode(), **by,
    )  # fmt: skip
    turned = promote(point=pupil.home, school_year=2025, last_grade=5, staying=(), **by)
    return {
        "class_list": {"pk": sent.pk},
        "class": {"pk": reader.reader_class_id},
        "purpose": {"pk": purpose.pk},
        "undo_promotion": {"pk": turned.pk},
        **dict.fromkeys(of_reader, one),
        "undo_card_act": {"pk": CardAct.objects.get(card__reader=reader).pk},
        "unbar": {"pk": bar(reader=reader, reason="Thử", **by).pk},
        "withdraw": {"pk": given.pk},
        "part": {"pk": row.pk},
        "request": asked,
        "answer_request": asked,
        "copy_of_data": asked,
    }
