"""Makers for tests and the demonstration: a whole batch in any state, through the services."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from PIL import Image

from tusach.audit.api import HOUSE, Actor
from tusach.holdings.api import Copy
from tusach.holdings.testing import make_box, make_copies, make_store
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point
from tusach.offline.testing import make_device
from tusach.rotation.models import Batch, Extension, Leg, Line, Minutes, Photo, Told
from tusach.rotation.rules.states import BEFORE_HAND_OVER, WAY, LegState, LineState
from tusach.rotation.services.closing import close_batch
from tusach.rotation.services.drawing_up import Parties, draw_up_hand_over
from tusach.rotation.services.handing_over import hand_over
from tusach.rotation.services.in_service import extend, recall
from tusach.rotation.services.packing import finish_packing, pack
from tusach.rotation.services.photos import add_photo
from tusach.rotation.services.picking import pick
from tusach.rotation.services.planning import Destination, cancel_batch, plan_batch
from tusach.rotation.services.returning import finish_return, inspect, take_back
from tusach.rotation.services.sending import send

GIVER, RECEIVER = "Nguyễn Thị Hoa", "Lò Thị An"


def make_batch(
    state: str = LegState.PLANNED,
    *,
    points: Sequence[ServicePoint] | None = None,
    copies: Sequence[Copy] | None = None,
    count: int = 2,
    store: ServicePoint | None = None,
    leaves_on: date | None = None,
    due_on: date | None = None,
    purpose: str = "Phục vụ năm học mới",
    plan_reference: str = "Kế hoạch số 12/KH-TVT ngày 05/01/2026",
    staff: Sequence[str] = (GIVER, "Vàng A Páo"),
    by: Actor = HOUSE,
    at: datetime | None = None,
) -> Batch:
    """A batch whose every destination has reached ``state``, by the way every batch goes.

    Without ``copies`` it makes ``count`` new ones for each point; given ones are shared out
    in turn. Each destination has one box. All steps happen ``at`` one moment (default: now),
    which is also the day of departure unless ``leaves_on`` says otherwise.
    """
    at = at or timezone.now()
    store = store or make_store()
    points = points or [make_point()]
    leaves_on = leaves_on or timezone.localdate(at)
    batch = plan_batch(
        store=store,
        destinations=[
            Destination(point, due_on or leaves_on + timedelta(days=150)) for point in points
        ],
        leaves_on=leaves_on,
        staff=staff,
        purpose=purpose,
        plan_reference=plan_reference,
        by=by,
        at=at,
    )
    if state == LegState.PLANNED:
        return batch
    if state == LegState.CANCELLED:
        return cancel_batch(batch=batch, reason="Đường bị sạt lở", by=by, at=at)
    for place, leg in enumerate(batch.legs.select_related("point")):
        leg.batch = batch
        if copies is None:
            mine = make_copies(count, owner=store, at=at)
        else:
            mine = list(copies)[place :: len(points)]
        bring(leg, mine, state, by=by, at=at)
    if state == LegState.CLOSED:
        close_batch(batch=batch, made_on=leaves_on, drawn_by=GIVER, by=by, at=at)
    batch.refresh_from_db()
    return batch


def bring(leg: Leg, copies: Sequence[Copy], state: str, *, by: Actor, at: datetime) -> None:
    """Bring one planned destination up to ``state`` with these copies, one box."""
    order = WAY.index(LegState(state))
    pick(leg=leg, copy_ids=[copy.pk for copy in copies], by=by, at=at)
    box = make_box(owner=leg.batch.store, at=at)
    for copy in copies:
        pack(leg=leg, box=box, scan=copy.barcode, by=by, at=at)
    if order < WAY.index(LegState.PACKED):
        return
    finish_packing(leg=leg, by=by, at=at)
    if state == LegState.PACKED:
        return
    paper = draw_up(leg, by=by, at=at)
    send(leg=leg, by=by, at=at)
    if state in BEFORE_HAND_OVER:
        return
    hand_over(
        leg=leg,
        paper=paper,
        signed_at=at,
        giver_name=GIVER,
        receiver_name=RECEIVER,
        by=by,
        at=at,
    )
    if state == LegState.IN_SERVICE:
        return
    recall(leg=leg, reason="Hết năm học", by=by, at=at)
    if state == LegState.RECALLED:
        return
    for line in Line.objects.filter(leg=leg, state=LineState.IN_SERVICE).select_related("copy"):
        take_back(leg=leg, scan=line.copy.barcode, by=by, at=at)
    finish_return(leg=leg, by=by, at=at)
    if state == LegState.RETURNED:
        return
    inspect(
        leg=leg,
        made_on=timezone.localdate(at),
        inspectors=[GIVER],
        finding="Đủ, nguyên vẹn.",
        by=by,
        at=at,
    )


def draw_up(leg: Leg, *, by: Actor = HOUSE, at: datetime | None = None) -> Minutes:
    """The hand-over record of a packed destination, with both names."""
    at = at or timezone.now()
    return draw_up_hand_over(
        leg=leg,
        parties=Parties(
            timezone.localdate(at),
            place=leg.point.name,
            giver_name=GIVER,
            giver_post="Thủ kho luân chuyển",
            giver_phone="0213 3876 543",
            receiver_name=RECEIVER,
            receiver_post="Nhân viên thư viện",
        ),
        by=by,
        at=at,
    )


def only_leg(batch: Batch) -> Leg:
    """The one destination of a batch, as a row read now."""
    return batch.legs.select_related("batch__store", "point").get()


def extended(leg: Leg, *, by: Actor = HOUSE, at: datetime | None = None) -> Extension:
    """An extension by telephone of a destination that serves."""
    return extend(
        leg=leg,
        due_on=leg.due_on + timedelta(days=30),
        reason="Đường bị sạt lở",
        by_phone=True,
        by=by,
        at=at or timezone.now(),
    )


def pictured(leg: Leg, *, by: Actor = HOUSE, at: datetime | None = None) -> Photo:
    """A small picture of a destination."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), "#7a5c3e").save(out, "PNG")
    return add_photo(leg=leg, data=out.getvalue(), name="thung.png", by=by, at=at or timezone.now())


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """For the matrix of rights (tests/rights): batches from ``world.store`` to ``world.place``."""
    packed = only_leg(make_batch(LegState.PACKED, store=world.store, points=[world.place]))
    paper = draw_up(packed)
    serving = only_leg(make_batch(LegState.IN_SERVICE, store=world.store, points=[world.place]))
    extension, photo = extended(serving), pictured(serving)
    told = Told.objects.create(
        leg=serving, device=make_device([world.place.pk]), seq=1, kind=Told.Kind.EXTEND, waits=True,
        happened_at=timezone.now(), said={"due": str(serving.due_on), "reason": "Đường sạt lở"},
    )  # fmt: skip
    line = Line.objects.filter(leg=packed).first()
    of_line = {"pk": packed.pk, "line": line.pk if line else 0}
    before = (
        "copies", "pick", "unpick", "pick_list", "pack", "new_box", "undo_pack", "unlabelled",
        "finish_packing", "reopen_packing", "hand_over", "sign", "send", "turn_back", "door",
        "receive",
    )  # fmt: skip
    after = (
        "add_later", "extend", "recall", "guide", "add_photo", "count_use", "pass_on",
        "take_back", "undo_take_back", "confirm_missing", "finish_return", "reopen_return",
        "inspect",
    )  # fmt: skip
    return {
        **{name: {"pk": packed.pk} for name in before},
        **{name: {"pk": serving.pk} for name in after},
        **{name: {"pk": packed.batch_id} for name in ("batch", "edit_batch", "cancel", "close")},
        "at_point": {"pk": world.place.pk},
        "waiting": {"pk": world.keeper.pk},
        "take_out": of_line,
        "found": of_line,
        "paper_came": {"pk": serving.pk, "extension": extension.pk},
        "photo": {"pk": serving.pk, "photo": photo.pk},
        "told": {"pk": told.pk},
        "minutes": {"pk": paper.pk},
        "minutes_word": {"pk": paper.pk},
    }
