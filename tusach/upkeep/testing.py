"""Makers for tests and the demonstration. They call the services."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from tusach.audit.api import HOUSE, Actor
from tusach.holdings.api import Copy, all_copies, registers_of
from tusach.holdings.testing import make_copies
from tusach.network.api import ServicePoint
from tusach.upkeep.criteria import ensure_criteria
from tusach.upkeep.grades import ensure_grades
from tusach.upkeep.models import (
    Criterion,
    Exchange,
    ExchangeRequest,
    FileKind,
    Grade,
    Repair,
    Weeding,
)
from tusach.upkeep.services import deciding, exchanging, repairing
from tusach.upkeep.services.striking import work
from tusach.upkeep.services.weeding import add_copies, begin

COUNCIL = """Nguyễn Thị Hoa, giám đốc, chủ tịch hội đồng
Lò Văn Inh, thủ kho, uỷ viên
Vàng A Páo, cán bộ biên mục, thư ký"""
_STEPS = ("draft", "submitted", "appraised", "decided", "carried_out", "closed")


def criterion(code: str = "outdated") -> Criterion:
    """A reason by its code; they are laid by the migration, and again after a test emptied all."""
    ensure_criteria()
    return Criterion.objects.get(code=code)


def make_weeding(
    owner: ServicePoint,
    copies: Sequence[Copy] = (),
    *,
    name: str = "Thanh lọc sách cũ",
    reason: str = "damaged",
    until: str = "draft",
    fate: str = "destroyed",
    to_whom: str = "",
    by: Actor = HOUSE,
    at: datetime | None = None,
) -> Weeding:
    """A round with these copies on its list, brought to a state of ``draft`` to ``closed``."""
    now = at or timezone.now()
    day = timezone.localdate(now)
    said: dict[str, Any] = {"by": by, "at": now}
    made = begin(owner=owner, name=name, reason="Sách rách nát, nội dung không còn phù hợp", **said)
    listed = all_copies().filter(pk__in=[one.pk for one in copies])
    add_copies(weeding=made, copies=list(listed), criterion=criterion(reason))
    reach = _STEPS.index(until)
    if reach > 0:
        deciding.submit(weeding=made, request_number="07/TTr-TV", requested_on=day, **said)
    if reach > 1:
        deciding.appraise(
            weeding=made,
            council_decision="Quyết định số 12/QĐ-TV",
            council_on=day,
            council=COUNCIL,
            appraisal_number="03/BB-HĐTL",
            appraised_on=day,
            conclusion="Nhất trí thanh lọc toàn bộ danh mục.",
            **said,
        )
    if reach > 2:
        deciding.decide(
            weeding=made,
            decision="45/QĐ-TV",
            decided_on=day,
            decided_by="Nguyễn Thị Hoa",
            **said,
        )
    if reach > 3:
        deciding.carry_out(weeding=made, **said)
        work(made.pk)
    if reach > 4:
        deciding.dispose(
            weeding=made, fate=fate, to_whom=to_whom, on_day=timezone.localdate(), **said
        )
        deciding.close(weeding=made, **said)
    made.refresh_from_db()
    return made


def make_exchange(
    owner: ServicePoint,
    copies: Sequence[Copy] = (),
    *,
    name: str = "Sách thừa đợt này",
    note: str = "",
    opened: bool = True,
    by: Actor = HOUSE,
    at: datetime | None = None,
) -> Exchange:
    """A list of books that a library offers, open unless it is said not to be."""
    said: dict[str, Any] = {"by": by, "at": at or timezone.now()}
    made = exchanging.begin(owner=owner, name=name, note=note, **said)
    listed = all_copies().filter(pk__in=[one.pk for one in copies])
    exchanging.add_copies(exchange=made, copies=list(listed))
    return exchanging.offer(exchange=made, **said) if opened else made


def make_request(
    exchange: Exchange,
    taker: ServicePoint | None,
    copies: Sequence[Copy],
    *,
    outside: str = "",
    decision: str = "",
    by: Actor = HOUSE,
    at: datetime | None = None,
) -> ExchangeRequest:
    """A request for some of its books, decided if a decision is given; whoever wants the
    transfer written runs its worker."""
    said: dict[str, Any] = {"by": by, "at": at or timezone.now()}
    made = exchanging.ask(
        exchange=exchange,
        taker=taker,
        register=registers_of(taker.pk).first() if taker is not None else None,
        outside=outside,
        copies=[one.pk for one in copies],
        **said,
    )
    if not decision:
        return made
    return exchanging.decide(
        asked=made,
        decision=decision,
        decided_on=timezone.localdate(said["at"]),
        decided_by="Nguyễn Thị Hoa",
        **said,
    )


def grade(code: str) -> Grade:
    """A step of the scale by its code."""
    ensure_grades()
    return Grade.objects.get(code=code)


def make_repair(
    copy: Copy, *, holder: str = "", due_on: date | None = None, note: str = "rời 6 trang đầu",
    by: Actor = HOUSE, at: datetime | None = None,
) -> Repair:  # fmt: skip
    """A copy that waits for repair, or with ``holder`` is out at that workshop."""
    said: dict[str, Any] = {"by": by, "at": at or timezone.now()}
    repairing.inspect(copy=copy, grade=grade("torn"), note=note, **said)
    if holder:
        repairing.send(
            owner=copy.owner, copies=[copy.pk], holder=holder, in_house=False,
            sent_on=timezone.localdate(said["at"]), due_on=due_on, **said,
        )  # fmt: skip
    return Repair.objects.get(copy=copy)


def url_examples(world: Any) -> dict[str, dict[str, Any]]:
    """A round of ``world.place`` with a file and a disposal, for the test of rights."""
    copies = make_copies(20, owner=world.place, collection="main")
    made = make_weeding(world.place, copies[:2], until="carried_out")
    disposal = deciding.dispose(
        weeding=made, fate="destroyed", on_day=timezone.localdate(), by=HOUSE, at=timezone.now()
    )
    paper = made.files.first()
    assert paper is not None
    offered = make_exchange(world.place, copies[5:8])
    asked = make_request(offered, None, copies[5:6], outside="Thư viện tỉnh bạn")
    of_weeding = (
        "weeding", "edit_weeding", "scan", "add_list", "add_found", "clear", "keep", "submit",
        "send_back", "appraise", "decide", "take_back", "carry_out", "progress", "again",
        "dispose", "cancel", "close", "drop", "add_scan",
    )  # fmt: skip
    sent = make_repair(copies[10], holder="Xưởng đóng sách")
    of_exchange = (
        "exchange", "edit_exchange", "list_books", "offer", "close_exchange", "reopen_exchange",
        "drop_exchange", "ask", "ask_outside", "exchange_paper",
    )  # fmt: skip
    of_request = (
        "decide_exchange", "decline_exchange", "take_request_back", "offer_again",
        "exchange_minutes",
    )  # fmt: skip
    return {
        **{name: {"pk": made.pk} for name in of_weeding},
        "paper": {"pk": made.pk, "kind": str(FileKind.REQUEST)},
        "file": {"pk": paper.pk},
        "discard": {"pk": paper.pk},
        "take_disposal_back": {"pk": disposal.pk},
        "copy_panel": {"pk": copies[0].pk},
        **{name: {"pk": offered.pk} for name in of_exchange},
        **{name: {"pk": asked.pk} for name in of_request},
        "exchange_panel": {"pk": copies[5].pk},
        **{name: {"pk": sent.trip_id} for name in ("trip", "take_back_mended", "trip_paper")},
        **{name: {"pk": sent.pk} for name in ("undo_send", "undo_back")},
        **{name: {"pk": copies[10].pk} for name in ("repair_panel", "inspect")},
    }
