"""The rotations of the year: where to, when, and how each went. All invented."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from tusach.demo.places import Map
from tusach.network.api import ServicePoint


class Outcome(StrEnum):
    """How far a batch has come by today."""

    PLANNED = "planned"
    PACKING = "packing"
    PACKED = "packed"
    SENT = "sent"
    SERVING = "serving"
    RECALLED = "recalled"
    RETURNED = "returned"
    CLOSED = "closed"
    CANCELLED = "cancelled"


@dataclass(frozen=True)
class Plan:
    """One batch. ``copies`` go to each point; ``back_on`` is when they came back."""

    leaves_on: date
    due_on: date
    points: tuple[ServicePoint, ...]
    profile: str
    copies: int
    outcome: Outcome
    purpose: str = ""
    needs: str = ""
    back_on: date | None = None
    lost: int = 0
    damaged: int = 0
    extended_to: date | None = None
    reason: str = ""
    guidance: bool = False
    at_door: bool = False
    pass_on_to: ServicePoint | None = None
    # How many months' counts were told; None: all.
    reports: int | None = None


def _month_later(day: date, months: int) -> date:
    index = day.year * 12 + day.month - 1 + months
    return date(index // 12, index % 12 + 1, min(day.day, 28))


def start_of_school(today: date) -> date:
    """The last 8 September (three days after school begins) at least three weeks ago."""
    start = date(today.year, 9, 8)
    return start if start <= today - timedelta(days=21) else date(today.year - 1, 9, 8)


def plans(places: Map, today: date) -> list[Plan]:
    """Twenty-seven batches in the order in which they left or will leave."""

    def ago(days: int) -> date:
        day = today - timedelta(days=days)
        # Nobody sets out on a Sunday.
        return day if day.weekday() != 6 else day - timedelta(days=1)

    schools, posts, cases = places.schools, places.posts, places.bookcases
    border, communes = places.border, places.communes
    prison = (places.prison[0],)
    by_name = {library.name: library for library in communes}
    binh_lu, muong_te = by_name["Thư viện xã Bình Lư"], by_name["Thư viện xã Mường Tè"]
    sin_ho, phong_tho = by_name["Thư viện xã Sìn Hồ"], by_name["Thư viện xã Phong Thổ"]
    village = places.named("Tủ sách Bản 1, xã Bình Lư")

    def closed(
        left: int,
        months: int,
        points: tuple[ServicePoint, ...],
        profile: str,
        copies: int,
        purpose: str,
        lost: int = 0,
        damaged: int = 0,
    ) -> Plan:
        due = _month_later(ago(left), months)
        return Plan(
            ago(left), due, points, profile, copies, Outcome.CLOSED, purpose,
            back_on=min(due, today - timedelta(days=6)), lost=lost, damaged=damaged,
        )  # fmt: skip

    def serving(
        left: int,
        months: int,
        points: tuple[ServicePoint, ...],
        profile: str,
        copies: int,
        purpose: str,
        **more: object,
    ) -> Plan:
        return Plan(
            ago(left), _month_later(ago(left), months), points, profile, copies,
            Outcome.SERVING, purpose, **more,  # type: ignore[arg-type]
        )  # fmt: skip

    school_year = start_of_school(today)
    found = [
        closed(356, 4, (schools[12],), "primary", 120, "Sách cho học sinh vùng cao", 1),
        closed(342, 5, (binh_lu, communes[4]), "mixed", 90, "Thư viện xã sau sắp xếp", 2, 3),
        closed(327, 4, (border[0], border[3]), "unit", 60, "Phục vụ đơn vị"),
        closed(311, 5, prison, "unit", 140, "Phục vụ đơn vị", 0, 6),
        closed(300, 5, tuple(posts[:3]), "village", 36, "Điểm Bưu điện – Văn hóa xã", 2),
        closed(282, 6, (schools[120],), "secondary", 110, "Sách tham khảo học kỳ II", 7, 4),
        closed(266, 5, tuple(cases[6:9]), "village", 24, "Tủ sách bản", 0, 1),
        closed(251, 3, (schools[20],), "primary", 100, "Sách cho học sinh vùng cao"),
        closed(236, 6, (muong_te,), "mixed", 110, "Thư viện xã biên giới", 3, 2),
        serving(
            222, 6, (schools[151],), "primary", 90, "Sách cho học sinh vùng cao", reports=2
        ),
        Plan(
            ago(208), _month_later(ago(208), 6), (schools[40],), "primary", 80,
            Outcome.RETURNED, "Sách cho học sinh vùng cao",
            back_on=today - timedelta(days=3), lost=1, damaged=2,
        ),
        serving(
            196, 6, (sin_ho,), "mixed", 100, "Thư viện xã sau sắp xếp",
            extended_to=today + timedelta(days=18), reason="Đường vào xã bị sạt lở",
        ),
        serving(
            176, 6, (border[1], border[4]), "unit", 60, "Phục vụ đơn vị",
            extended_to=today + timedelta(days=52), reason="Báo qua điện thoại: mưa lũ chia cắt",
        ),
        Plan(
            ago(160), today + timedelta(days=9), prison, "unit", 150, Outcome.RECALLED,
            "Phục vụ đơn vị",
        ),
        serving(
            148, 5, tuple(posts[11:14]), "village", 30, "Điểm Bưu điện – Văn hóa xã", reports=1
        ),
        serving(
            131, 6, (binh_lu,), "mixed", 90, "Thư viện xã và tủ sách bản", guidance=True,
            pass_on_to=village,
        ),
        serving(112, 5, tuple(cases[20:24]), "village", 24, "Tủ sách bản"),
        serving(97, 6, (phong_tho,), "mixed", 100, "Thư viện xã sau sắp xếp", guidance=True),
        Plan(
            ago(82), today + timedelta(days=40), (schools[60],), "primary", 60,
            Outcome.CANCELLED, "Sách cho học sinh vùng cao",
            reason="Quốc lộ sạt lở, hoãn đến khi thông đường",
        ),
        Plan(
            school_year, _month_later(school_year, 6), tuple(schools[:3]), "secondary", 150,
            Outcome.SERVING, f"Đầu năm học {school_year.year}–{school_year.year + 1}",
            needs="Lịch sử, văn hoá, khoa học, sách thiếu nhi", guidance=True,
        ),
        serving(
            61, 5, (communes[3], schools[90]), "mixed", 70, "Thư viện xã và trường học",
            at_door=True,
        ),
        serving(41, 6, (border[6], border[9]), "unit", 60, "Phục vụ đơn vị"),
        # The four books that were refused yesterday are still on the road.
        serving(
            1, 5, (schools[75],), "primary", 80, "Sách cho học sinh vùng cao", at_door=True
        ),
        Plan(
            today, _month_later(today, 5), (by_name["Thư viện xã Dào San"],), "mixed", 80,
            Outcome.SENT, "Thư viện xã biên giới",
        ),
        Plan(
            today + timedelta(days=3), _month_later(today, 5), (schools[130],), "secondary", 70,
            Outcome.PACKED, "Sách tham khảo",
        ),
        Plan(
            today + timedelta(days=8), _month_later(today, 6), tuple(posts[8:10]), "village", 30,
            Outcome.PACKING, "Điểm Bưu điện – Văn hóa xã",
        ),
        Plan(
            today + timedelta(days=32), _month_later(today, 7), (muong_te, communes[11]), "mixed",
            100, Outcome.PLANNED, "Thư viện xã biên giới",
            needs="Sách chăn nuôi, pháp luật đất đai, truyện thiếu nhi",
        ),
    ]  # fmt: skip
    return sorted(found, key=lambda plan: plan.leaves_on)
