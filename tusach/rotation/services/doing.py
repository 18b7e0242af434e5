"""How every act of the room begins and ends: lock, ask the table, write down."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.audit.api import Actor, record
from tusach.holdings.api import Copy, find_copies, place_of
from tusach.holdings.api import State as CopyState
from tusach.rotation import errors
from tusach.rotation.models import Batch, Leg, Line
from tusach.rotation.rules.states import OPEN_LINES, LegState, LineState
from tusach.rotation.rules.steps import batch_state, leg_after, line_after

# What an act is called when it is refused.
ACTS: dict[str, str | Promise] = {
    "edit": gettext_lazy("Sửa đợt"),
    "pick": gettext_lazy("Chọn sách"),
    "pack": gettext_lazy("Đóng thùng"),
    "finish_packing": gettext_lazy("Kết thúc đóng thùng"),
    "reopen_packing": gettext_lazy("Mở lại việc đóng thùng"),
    "draw_up": gettext_lazy("Lập biên bản bàn giao"),
    "send": gettext_lazy("Xuất kho"),
    "turn_back": gettext_lazy("Quay về"),
    "change_at_door": gettext_lazy("Ghi thay đổi tại nơi bàn giao"),
    "hand_over": gettext_lazy("Bàn giao"),
    "cancel": gettext_lazy("Huỷ"),
    "add_later": gettext_lazy("Bổ sung"),
    "guide": gettext_lazy("Ghi buổi hướng dẫn"),
    "count_use": gettext_lazy("Ghi số lượt phục vụ"),
    "extend": gettext_lazy("Gia hạn"),
    "recall": gettext_lazy("Thu hồi"),
    "take_back": gettext_lazy("Nhận trả"),
    "lose": gettext_lazy("Ghi mất"),
    "withdraw": gettext_lazy("Xuất khỏi sổ"),
    "pass_on": gettext_lazy("Chuyển tiếp"),
    "finish_return": gettext_lazy("Kết thúc nhận trả"),
    "reopen_return": gettext_lazy("Mở lại việc nhận trả"),
    "inspect": gettext_lazy("Kiểm tra"),
    "close": gettext_lazy("Kết thúc đợt"),
}
# Likelier a slip of the finger than a plan.
_FAR = timedelta(days=3 * 366)


def lock_batch(batch_id: int) -> Batch:
    """The batch, locked: what changes one batch happens one after another."""
    return Batch.objects.select_for_update(of=("self",)).select_related("store").get(pk=batch_id)


def lock_leg(leg_id: int, act: str) -> Leg:
    """The destination with its batch locked. Refuses (:class:`errors.NotNow`) by the table."""
    batch_id = Leg.objects.values_list("batch_id", flat=True).get(pk=leg_id)
    batch = lock_batch(batch_id)
    leg = Leg.objects.select_related("point").get(pk=leg_id)
    leg.batch = batch
    require(leg, act)
    return leg


def require(leg: Leg, act: str) -> LegState:
    """The state after ``act``, or :class:`errors.NotNow`."""
    after = leg_after(act, leg.state)
    if after is None:
        raise errors.NotNow(what=ACTS[act], point=leg.point.name, state=LegState(leg.state).label)
    return after


def advance(leg: Leg, act: str, *fields: str) -> None:
    """Give the destination its state after ``act``, save it and let the batch follow."""
    leg.state = require(leg, act)
    leg.version += 1
    leg.save(update_fields=["state", "version", *fields])
    batch = leg.batch
    state = batch_state(list(batch.legs.values_list("state", flat=True)))
    if state != batch.state:
        batch.state = state
        batch.save(update_fields=["state"])


def line_step(line: Line, act: str) -> LineState:
    """The line's state after ``act``, or :class:`errors.LineNotNow`."""
    after = line_after(act, line.state)
    if after is None:
        raise errors.LineNotNow(
            title=line.copy.record.shown_title,
            barcode=line.copy.barcode,
            state=LineState(line.state).label,
        )
    return after


def served(leg_id: int) -> str:
    """The key under which what devices say may wait until a destination has its box."""
    return f"leg:{leg_id}"


def lines_of(leg: Leg, states: Iterable[str] | None = None) -> list[Line]:
    """The copies of a destination with what pages and papers show, in the order of titles."""
    found = (
        Line.objects.filter(leg=leg)
        .exclude(state=LineState.RELEASED)
        .select_related("copy__record", "box")
        .order_by("copy__record__title_key", "copy__record_id", "copy__number", "pk")
    )
    return list(found if states is None else found.filter(state__in=list(states)))


def one_copy(scan: str, copy_id: int | None = None) -> Copy:
    """The copy that was scanned.

    Refuses a code nobody has (:class:`errors.UnknownScan`) and, unless ``copy_id`` says
    which, one that several libraries' copies carry (:class:`errors.AmbiguousScan`, with
    ``copies`` among its facts).
    """
    found = find_copies(scan)
    if copy_id is not None:
        found = [copy for copy in found if copy.pk == copy_id]
    if not found:
        raise errors.UnknownScan(scan=scan.strip()[:60])
    exact = [copy for copy in found if copy.barcode == scan.strip()]
    if exact:
        return exact[0]
    if len(found) > 1:
        raise errors.AmbiguousScan(scan=scan.strip(), count=len(found), copies=found)
    return found[0]


def chosen_lines(leg: Leg, line_ids: Iterable[int]) -> list[Line]:
    """These lines of the destination, locked, in copy order. Refuses none at all
    (:class:`errors.NothingChosen`)."""
    lines = list(
        Line.objects.select_for_update(of=("self",))
        .filter(leg=leg, pk__in=line_ids)
        .select_related("copy__record")
        .order_by("copy_id")
    )
    if not lines:
        raise errors.NothingChosen()
    return lines


def not_of_batch(copy: Copy, leg: Leg) -> errors.CopyNotOfBatch:
    """The refusal of a copy that the destination's list does not hold."""
    return errors.CopyNotOfBatch(
        title=copy.record.shown_title,
        barcode=copy.barcode,
        batch=leg.batch.code,
        point=leg.point.name,
    )


def open_line(copy: Copy) -> Line | None:
    """The batch line that holds the copy now, if any."""
    return (
        Line.objects.filter(copy=copy, state__in=OPEN_LINES)
        .select_related("leg__batch", "leg__point", "box", "copy__record")
        .first()
    )


def promised(line: Line) -> errors.CopyIsPromised:
    """The refusal that names the batch, the point and the box a copy is in."""
    if line.state == LineState.PICKED:
        where = _("đã chọn, chưa đóng thùng")
    elif line.state == LineState.IN_SERVICE:
        where = _("đang phục vụ ở đó")
    elif line.box is not None:
        where = _("đang ở trong thùng %(box)s") % {"box": line.box.code}
    else:
        where = _("đang chờ bàn giao")
    return errors.CopyIsPromised(
        title=line.copy.record.shown_title,
        barcode=line.copy.barcode,
        batch=line.leg.batch.code,
        point=line.leg.point.name,
        where=where,
    )


def require_in_store(copy: Copy, store_id: int) -> None:
    """Refuses (:class:`errors.CopyNotInStore`) a copy that is not on the store's shelves."""
    place = place_of([copy.pk])[copy.pk]
    if place.point_id == store_id and place.state == CopyState.IN_STORE:
        return
    if place.point is not None:
        name = place.point.name
    elif place.container is not None:
        name = _("thùng %(box)s") % {"box": place.container.code}
    else:
        name = place.post or _("ngoài sổ")
    raise errors.CopyNotInStore(
        title=copy.record.shown_title,
        barcode=copy.barcode,
        place=name,
        state=CopyState(place.state).label,
    )


def near(day: date, at: datetime) -> date:
    """The day, or :class:`errors.DateOutOfRange` when it lies years away from now."""
    if abs(day - timezone.localdate(at)) > _FAR:
        raise errors.DateOutOfRange(day=f"{day:%d/%m/%Y}")
    return day


def write_down(
    act: str, leg: Leg, *, by: Actor, at: datetime, changes: dict[str, Any] | None = None
) -> None:
    """Record an act on a destination of a batch. Never with the name of who signed."""
    record(
        f"rotation.{act}",
        by=by,
        on=("rotation.batch", leg.batch_id, f"{leg.batch.code} → {leg.point.name}"),
        place=leg.batch.store_id,
        changes=changes,
        at=at,
    )
