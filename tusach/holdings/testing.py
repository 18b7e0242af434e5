"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from PIL import Image

from tusach.audit.api import HOUSE, Actor
from tusach.catalogue.api import Record
from tusach.catalogue.testing import make_import, make_record
from tusach.holdings.models import (
    Container,
    Copy,
    DamagePhoto,
    LibraryHabit,
    MarkWay,
    Register,
    Stocktake,
    Table,
    TableKind,
    Transfer,
)
from tusach.holdings.services import boxes
from tusach.holdings.services.accession import MOST_AT_ONCE, accession
from tusach.holdings.services.registers import open_register
from tusach.holdings.services.stocktaking import begin, see
from tusach.holdings.services.tables import set_habit, take_table
from tusach.holdings.services.transfers import add_stock, draw_up
from tusach.holdings.sources import ensure_sources
from tusach.holdings.tables import ensure_tables
from tusach.network.api import ReorganisationPlan, ServicePoint, reorganise
from tusach.network.testing import make_point
from tusach.offline.testing import house, make_phone


def make_sources() -> None:
    """The kinds of source, which a test that empties the database takes away."""
    ensure_sources()


def make_tables() -> None:
    """The tables that come with the house, which a test that empties the database takes away."""
    ensure_tables()


def make_shelving(
    library: ServicePoint, name: str, *, subjects: str, marks: str, at: datetime
) -> tuple[Table, Table]:
    """Two tables of a library's own (text of their csv), by which it goes from then on: groups
    of subjects, and marks by the nearest opening."""
    both = [
        take_table(kind=kind, name=f"{name}: {what}", text=text, way=way, by=HOUSE, at=at)
        for kind, what, text, way in (
            (TableKind.SUBJECTS, "loại sách", subjects, ""),
            (TableKind.MARKS, "ký hiệu tên sách", marks, MarkWay.OPENING),
        )
    ]
    held = LibraryHabit.objects.filter(owner=library).first()
    set_habit(
        owner=library,
        version=held.version if held else 0,
        subjects=both[0],
        marks=both[1],
        by_title=True,
        with_year=False,
        year_begins=9,
        by=HOUSE,
        at=at,
    )
    return both[0], both[1]


def make_store() -> ServicePoint:
    """The rotation store, made once."""
    return ServicePoint.objects.filter(kind="rotation_store").first() or make_point(
        "rotation_store", "Kho sách luân chuyển Thư viện tỉnh"
    )


def make_register(
    owner: ServicePoint | None = None, name: str = "Sổ ĐKCB", prefix: str = "LC."
) -> Register:
    """A register of that name, made once for each library."""
    owner = owner or make_store()
    return Register.objects.filter(owner=owner, name=name).first() or open_register(
        owner=owner, name=name, prefix=prefix, by=HOUSE, at=timezone.now()
    )


def make_copies(
    count: int,
    record: Record | None = None,
    owner: ServicePoint | None = None,
    collection: str = "rotation",
    price: int | None = 45000,
    source: str = "budget",
    at: datetime | None = None,
    **more: Any,
) -> list[Copy]:
    """``count`` copies of one record, entered ``at`` (default: now) at their library."""
    ensure_sources()
    owner = owner or make_store()
    record = record or make_record()
    register = make_register(owner)
    copies: list[Copy] = []
    while len(copies) < count:
        copies += accession(
            record,
            owner,
            register,
            min(MOST_AT_ONCE, count - len(copies)),
            price,
            source,
            collection,
            by=HOUSE,
            at=at or timezone.now(),
            **more,
        )
    return copies


def make_copy(
    record: Record | None = None,
    owner: ServicePoint | None = None,
    collection: str = "rotation",
    price: int | None = 45000,
    at: datetime | None = None,
    **more: Any,
) -> Copy:
    return make_copies(1, record, owner, collection, price, at=at, **more)[0]


def make_box(
    owner: ServicePoint | None = None, name: str = "", at: datetime | None = None
) -> Container:
    return boxes.make_box(owner=owner or make_store(), name=name, by=HOUSE, at=at or timezone.now())


def make_transfer(
    giver: ServicePoint,
    taker: ServicePoint,
    decision: str = "Quyết định số 45/QĐ-UBND",
    on: date | None = None,
    register: Register | None = None,
    *,
    whole: bool = False,
    closes: bool = False,
) -> Transfer:
    """A draft; with ``whole`` it lists all that the giver owns."""
    drawn = draw_up(
        giver=giver,
        taker=taker,
        decision=decision,
        on=on or timezone.localdate(),
        register=register,
        by=HOUSE,
        at=timezone.now(),
    )
    if whole:
        add_stock(transfer=drawn)
    if closes:
        drawn.closes = drawn.takes_boxes = True
        drawn.save(update_fields=["closes", "takes_boxes"])
    return drawn


def make_damage_photo(copy: Copy) -> DamagePhoto:
    """The photograph with which a telephone at the copy's library noted that it is damaged."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "white").save(out, "JPEG")
    phone, at = make_phone([copy.owner_id]), timezone.now()
    here = {"point": copy.owner.code}
    phone.note(
        "holdings.move", at, act="damage", state="damaged", copies=[copy.barcode],
        note="rách bìa", photos=[phone.picture(out.getvalue())], **{"from": here, "to": here},
    )  # fmt: skip
    phone.sync(house, at)
    phone.send_photos(house, at)
    return DamagePhoto.objects.get(entry__copy=copy)


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A copy, a box and a register of ``world.place``, for the test of rights."""
    make_tables()
    copy = make_copy(owner=world.place)
    box = make_box(world.place)
    drawn = make_transfer(world.place, world.commune_library, whole=True)
    gone = make_point("village_bookcase", "Tủ sách nhập vào thư viện", world.place.commune)
    merged = reorganise(
        ReorganisationPlan(
            kind="merge",
            sources=[gone],
            targets=[world.place],
            on=timezone.localdate(),
            legal_basis="QĐ 1",
        ),
        by=HOUSE,
        at=timezone.now(),
    )
    listed = make_import(by=Actor(account=world.keeper.pk, name="", place=world.place.pk))
    counted = begin(point=world.place, name="Kiểm kê", by=HOUSE, at=timezone.now())
    of_stocktake = (
        "stocktake", "stocktake_scan", "stocktake_list", "stocktake_codes", "stocktake_forget",
        "stocktake_close", "stocktake_reopen", "stocktake_drop", "stocktake_progress",
        "stocktake_again", "stocktake_record", "stocktake_paper", "stocktake_labels",
        "stocktake_mark_label", "stocktake_labelled",
    )  # fmt: skip
    of_transfer = (
        "transfer", "edit_transfer", "transfer_scan", "transfer_list", "transfer_stock",
        "transfer_clear", "transfer_decide", "transfer_drop", "transfer_take_back",
        "transfer_progress", "transfer_again", "transfer_record", "transfer_paper",
    )  # fmt: skip
    of_copy = (
        "copy", "edit_copy", "aliases", "lose", "found", "damage", "mend", "move", "settle",
        "withdraw", "undo",
    )  # fmt: skip
    torn = make_copy(owner=world.place)
    return {
        **{name: {"pk": copy.pk} for name in of_copy},
        "damage_photo": {"pk": torn.pk, "photo": make_damage_photo(torn).pk},
        **{name: {"pk": drawn.pk} for name in of_transfer},
        **{name: {"pk": counted.pk} for name in of_stocktake},
        **{
            name: {"pk": Table.objects.get(code="van").pk}
            for name in ("table", "table_file", "retire_table")
        },
        "reorganisation_panel": {"pk": merged.pk},
        **{
            name: {"pk": listed.pk}
            for name in ("import_panel", "import_not_entered", "import_places")
        },
        **{name: {"pk": box.pk} for name in ("box", "scan_box", "rename_box", "discard_box")},
        **{
            name: {"pk": copy.register_id}
            for name in ("register", "close_register", "register_pages")
        },
        **{
            name: {"pk": world.place.pk}
            for name in ("at_point", "at_point_panel", "deposits", "deposits_file", "habit")
        },
        "marc_out": {"pk": world.place.pk},
        **{name: {"pk": copy.record_id} for name in ("record_panel", "enter")},
    }


def make_stocktake(
    point: ServicePoint,
    seen: Sequence[Copy],
    *,
    damaged: Sequence[Copy],
    unlabelled: Sequence[Copy],
    name: str = "Kiểm kê",
    at: datetime | None = None,
) -> Stocktake:
    """A count of a place under way, in which these copies were seen, damaged or without a label."""
    at = at or timezone.now()
    begun = begin(point=point, name=name, by=HOUSE, at=at)
    for copies in (seen, damaged, unlabelled):
        see(
            stocktake=begun,
            codes=[one.barcode for one in copies],
            damaged=copies is damaged,
            needs_label=copies is unlabelled,
            by=HOUSE,
            at=at,
        )
    return begun
