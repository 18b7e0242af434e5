"""A year of rotations, counted back from today: what went out, came back, was lost or is late.

Everything is done by the services that the pages call, one step after another with the time
at which a keeper would have done it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from random import Random
from typing import Any, TypeVar

from django.utils import timezone

from tusach.audit.api import Actor, record_as_of
from tusach.catalogue.api import Audience
from tusach.demo import persons
from tusach.demo.places import Map
from tusach.demo.plans import Outcome, Plan, plans
from tusach.holdings.api import Collection, Copy, all_copies
from tusach.network.api import ServicePoint
from tusach.rotation.api import (
    Batch,
    Destination,
    Leg,
    Line,
    LineState,
    Loss,
    Minutes,
    Parties,
    Refused,
    ReturnedAs,
    add_at_door,
    cancel_batch,
    close_batch,
    come_back,
    confirm_lost,
    count_use,
    draw_up_hand_over,
    extend,
    finish_packing,
    finish_return,
    hand_over,
    inspect,
    new_box,
    note_guidance,
    pack_picked,
    pass_on,
    pick,
    plan_batch,
    recall,
    refuse_at_door,
    send,
    take_back_all,
)

T = TypeVar("T")
_BOX_HOLDS = 40
STAFF = ("Lò Thị Minh", "Nguyễn Văn Tuấn")
_RECEIVERS = (
    "Hoàng Thị San",
    "Vàng A Páo",
    "Lù Thị Nga",
    "Giàng A Lử",
    "Phàn Mùi Mẩy",
    "Tẩn A Sơn",
    "Pờ Mé Ly",
    "Lý Thị Dung",
    "Chang A Chu",
    "Khoàng Văn Minh",
)
_LAW, _LAND = "349", ("63", "61", "349")


class Stock:
    """The copies on the store's shelves that no batch of this year has had yet."""

    def __init__(self, store: ServicePoint, chance: Random) -> None:
        self.chance = chance
        self.by_title: dict[int, list[int]] = {}
        self.kind: dict[int, tuple[str, str]] = {}
        rows = all_copies().filter(owner=store, collection=Collection.ROTATION).order_by("pk")
        for pk, record, audience, number in rows.values_list(
            "pk", "record_id", "record__audience", "record__class_number"
        ):
            self.by_title.setdefault(record, []).append(pk)
            self.kind[record] = (audience, number)

    def _fits(self, record: int, profile: str) -> bool:
        audience, number = self.kind[record]
        if profile == "primary":
            return audience in {Audience.PRIMARY, Audience.LOWER_SECONDARY}
        if profile == "secondary":
            return audience == Audience.LOWER_SECONDARY or number.startswith(("895", "5"))
        if profile == "village":
            return number.startswith(_LAND) or audience == Audience.PRIMARY
        if profile == "unit":
            return audience == Audience.ADULT and number.startswith(("895", "959", _LAW, "335"))
        return True

    def take(self, profile: str, wanted: int) -> list[int]:
        """So many copies for a kind of point, at most two of a title where that is enough."""
        fitting = [r for r, left in self.by_title.items() if left and self._fits(r, profile)]
        self.chance.shuffle(fitting)
        each = max(2, -(-wanted // max(1, len(fitting))))
        taken: list[int] = []
        for record in fitting:
            for _turn in range(self.chance.randint(1, each)):
                if self.by_title[record] and len(taken) < wanted:
                    taken.append(self.by_title[record].pop())
        return taken


@dataclass
class Door:
    """Who signs at a point, and when the boxes came."""

    at: datetime
    receiver: str


def do(service: Callable[..., T], **words: Any) -> T:
    """One act, recorded at the moment at which the keeper did it."""
    record_as_of(words["at"])
    return service(**words)


class Year:
    """Plays the plans. ``now`` is the moment of the demonstration's start."""

    def __init__(self, places: Map, now: datetime) -> None:
        self.places = places
        self.now = now
        self.today = timezone.localdate(now)
        self.chance = Random("year")  # noqa: S311 - wants repeatable, not secret
        self.stock = Stock(places.store, self.chance)
        self.keeper: Actor = persons.actor("thukho")
        # What a destination does on a later day, so that acts come in the order of time.
        self.later: list[tuple[datetime, Callable[[], object]]] = []

    def moment(self, day: date, hour: float) -> datetime:
        """That day at that hour, but never after now."""
        clock = time(int(hour), int(hour % 1 * 60))
        return min(timezone.make_aware(datetime.combine(day, clock)), self.now)

    def build(self) -> None:
        for plan in plans(self.places, self.today):
            self.catch_up(plan.leaves_on)
            self.play(plan)
        self.catch_up(self.today)

    def catch_up(self, day: date) -> None:
        """Do what was put off to a day before this one."""
        until = min(self.moment(day, 23.9), self.now)
        due = sorted((one for one in self.later if one[0] <= until), key=lambda one: one[0])
        self.later = [one for one in self.later if one not in due]
        for when, act in due:
            record_as_of(when)
            act()

    def play(self, plan: Plan) -> None:
        leaves = plan.leaves_on
        asked = self.moment(min(leaves - timedelta(days=12), self.today - timedelta(days=2)), 9)
        batch = do(
            plan_batch,
            store=self.places.store,
            destinations=[Destination(p, plan.due_on, plan.needs) for p in plan.points],
            leaves_on=leaves,
            staff=STAFF,
            purpose=plan.purpose,
            plan_reference=f"Kế hoạch luân chuyển năm {leaves.year} (minh hoạ)",
            by=self.keeper,
            at=asked,
        )
        if plan.outcome == Outcome.PLANNED:
            return
        if plan.outcome == Outcome.CANCELLED:
            do(
                cancel_batch,
                batch=batch,
                reason=plan.reason,
                by=self.keeper,
                at=self.moment(leaves, 8),
            )
            return
        for turn, leg in enumerate(batch.legs.select_related("point", "batch__store")):
            self.way(plan, leg, turn, asked)
        batch.refresh_from_db()
        if plan.outcome == Outcome.CLOSED:
            self.close(plan, batch)

    def way(self, plan: Plan, leg: Leg, turn: int, asked: datetime) -> None:
        """One destination, as far as the plan's outcome goes."""
        leaves = plan.leaves_on
        packed = self.moment(min(leaves - timedelta(days=3), self.today - timedelta(days=1)), 14)
        copies = self.stock.take(plan.profile, plan.copies)
        do(pick, leg=leg, copy_ids=copies, by=self.keeper, at=asked)
        self.pack(leg, copies if plan.outcome != Outcome.PACKING else copies[::2], packed)
        if plan.outcome == Outcome.PACKING:
            return
        do(finish_packing, leg=leg, by=self.keeper, at=packed)
        if plan.outcome == Outcome.PACKED:
            return
        door = Door(
            self.moment(leaves + timedelta(days=turn // 2), 10 + 4 * (turn % 2)),
            self.chance.choice(_RECEIVERS),
        )
        paper = self.draw_up(leg, door, self.moment(leaves, 7))
        do(send, leg=leg, by=self.keeper, at=self.moment(leaves, 7.5))
        if plan.outcome == Outcome.SENT:
            return
        if plan.at_door:
            self.change_at_door(leg, plan, door)
            paper = self.draw_up(leg, door, door.at)
        do(
            hand_over,
            leg=leg,
            paper=paper,
            signed_at=door.at,
            giver_name=STAFF[0],
            receiver_name=door.receiver,
            by=self.keeper,
            at=door.at,
        )
        self.serve(plan, leg, door)

    def pack(self, leg: Leg, copies: Sequence[int], at: datetime) -> None:
        boxes = {}
        for start in range(0, len(copies), _BOX_HOLDS):
            box = do(new_box, leg=leg, by=self.keeper, at=at)
            boxes.update(dict.fromkeys(copies[start : start + _BOX_HOLDS], box))
        do(pack_picked, leg=leg, boxes=boxes, by=self.keeper, at=at)

    def draw_up(self, leg: Leg, door: Door, at: datetime) -> Minutes:
        return do(
            draw_up_hand_over,
            leg=leg,
            parties=Parties(
                timezone.localdate(door.at),
                place=leg.point.name,
                giver_name=STAFF[0],
                giver_post="Thủ kho luân chuyển",
                receiver_name=door.receiver,
                receiver_post="Người phụ trách tủ sách",
            ),
            by=self.keeper,
            at=at,
        )

    def change_at_door(self, leg: Leg, plan: Plan, door: Door) -> None:
        """The receiver refuses four and takes two that came along (scenario D1)."""
        refused = self.lines(leg, LineState.PACKED)[:4]
        do(
            refuse_at_door,
            leg=leg,
            refused=[Refused(line.pk) for line in refused],
            note="Trường đã có đủ bản.",
            by=self.keeper,
            at=door.at,
        )
        # The store takes them in when the car is back. Three days: a batch of yesterday is then
        # still on the road even on a Monday, when it left on Saturday.
        back = door.at + timedelta(days=3)
        self.later.append(
            (
                back,
                partial(come_back, line_ids=[line.pk for line in refused], by=self.keeper, at=back),
            )
        )
        more = Copy.objects.filter(pk__in=self.stock.take(plan.profile, 2))
        for copy in more.order_by("pk"):
            do(add_at_door, leg=leg, scan=copy.barcode, by=self.keeper, at=door.at)

    def serve(self, plan: Plan, leg: Leg, door: Door) -> None:
        """In service: guidance, monthly counts, what the plan says happens, the way back."""
        back = min(plan.back_on or self.today, self.today)
        if plan.guidance:
            do(
                note_guidance,
                leg=leg,
                day=timezone.localdate(door.at),
                staff=STAFF,
                content="Xếp sách lên giá theo môn loại; hướng dẫn ghi sổ mượn và thống kê tháng.",
                minutes=150,
                by=self.keeper,
                at=door.at,
            )
        self.counts(plan, leg, timezone.localdate(door.at), back)
        if plan.extended_to:
            do(
                extend,
                leg=leg,
                due_on=plan.extended_to,
                reason=plan.reason,
                by_phone=True,
                by=self.keeper,
                at=self.moment(min(plan.due_on - timedelta(days=6), self.today), 15),
            )
        if plan.pass_on_to:
            self.onward(plan, leg, door)
        if plan.outcome in {Outcome.CLOSED, Outcome.RETURNED, Outcome.RECALLED}:
            told = plan.due_on if plan.outcome == Outcome.RECALLED else back
            ask = self.moment(min(told - timedelta(days=10), self.today - timedelta(days=1)), 8)
            do(recall, leg=leg, reason="Đến hạn trả", by=self.keeper, at=max(ask, door.at))
        if plan.outcome in {Outcome.CLOSED, Outcome.RETURNED}:
            self.bring_back(plan, leg, back)

    def months(self, first: date, last: date) -> Iterator[date]:
        """The first days of the whole months that ended between two days."""
        month = first.replace(day=1)
        while True:
            after = (month + timedelta(days=32)).replace(day=1)
            if after > last:
                return
            yield month
            month = after

    def counts(self, plan: Plan, leg: Leg, first: date, last: date) -> None:
        months = list(self.months(first, last))
        for month in months[: plan.reports] if plan.reports is not None else months:
            after = (month + timedelta(days=32)).replace(day=1)
            visits = self.chance.randint(plan.copies // 3, plan.copies * 2)
            do(
                count_use,
                leg=leg,
                month=month,
                quantities={
                    "visit": visits,
                    "item_served": round(visits * self.chance.uniform(1, 1.8)),
                },
                is_exact=plan.profile in {"primary", "secondary"},
                wishes=self.chance.choice(_WISHES),
                by=self.keeper,
                at=self.moment(min(after + timedelta(days=2), last), 16),
            )

    def onward(self, plan: Plan, leg: Leg, door: Door) -> None:
        """Thirty books go on to the village bookcase next door, by a signed slip (R-078)."""
        assert plan.pass_on_to is not None
        when = door.at + timedelta(days=45)
        act = partial(
            pass_on,
            leg=leg,
            line_ids=[line.pk for line in self.lines(leg, LineState.IN_SERVICE)[:30]],
            to=plan.pass_on_to,
            due_on=plan.extended_to or plan.due_on,
            signed_at=when,
            giver_name=door.receiver,
            receiver_name=self.chance.choice(_RECEIVERS),
            by=self.keeper,
            at=when,
        )
        self.later.append((when, act))

    def bring_back(self, plan: Plan, leg: Leg, day: date) -> None:
        lines = self.lines(leg, LineState.IN_SERVICE)
        self.chance.shuffle(lines)
        lost = lines[: plan.lost]
        worn = lines[plan.lost : plan.lost + plan.damaged]
        bad = ReturnedAs.QUARANTINE if plan.profile == "unit" else ReturnedAs.DAMAGED
        at = self.moment(day, 14)
        do(
            take_back_all,
            leg=leg,
            missing=[line.pk for line in lost],
            conditions={line.pk: bad for line in worn},
            by=self.keeper,
            at=at,
        )
        if lost:
            do(
                confirm_lost,
                leg=leg,
                losses=[Loss(x.pk, x.price if i % 2 else 0) for i, x in enumerate(lost)],
                by=self.keeper,
                at=at,
            )
        do(finish_return, leg=leg, by=self.keeper, at=at)
        if plan.outcome == Outcome.CLOSED:
            after = day + timedelta(days=1)
            do(
                inspect,
                leg=leg,
                made_on=min(after, self.today),
                inspectors=STAFF,
                finding=f"Mất {len(lost)} bản, hư hỏng {len(worn)} bản; còn lại nguyên vẹn.",
                by=self.keeper,
                at=self.moment(after, 9),
            )

    def close(self, plan: Plan, batch: Batch) -> None:
        day = min((plan.back_on or self.today) + timedelta(days=2), self.today)
        do(
            close_batch,
            batch=batch,
            made_on=day,
            place="Thư viện tỉnh Lai Châu",
            drawn_by=STAFF[0],
            director="Nguyễn Văn Hoà",
            by=self.keeper,
            at=self.moment(day, 10),
        )

    @staticmethod
    def lines(leg: Leg, state: str) -> list[Line]:
        return list(Line.objects.filter(leg=leg, state=state).order_by("pk"))


_WISHES = (
    "",
    "",
    "Thêm truyện tranh cho học sinh lớp 1, lớp 2",
    "Sách về chăn nuôi lợn, trâu bò",
    "Sách lịch sử, sách về Điện Biên Phủ",
    "Sách pháp luật đất đai",
    "Truyện của Nguyễn Nhật Ánh",
)


def build(places: Map, now: datetime) -> None:
    """Play the year up to ``now``."""
    Year(places, now).build()
