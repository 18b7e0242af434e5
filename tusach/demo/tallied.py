"""What points counted: taps of the day, sheets keyed, monthly messages, and where two speak of
the same readers. All invented; of border posts and prisons there are figures and no persons.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from django.utils import timezone

from tusach.audit.api import record_as_of
from tusach.circulation.api import Figure, Tally, correct, put
from tusach.circulation.testing import make_tally, make_text, sheet_key
from tusach.demo.borrowers import SCHOOL, librarian
from tusach.demo.lent import counters
from tusach.demo.places import Map
from tusach.demo.times import first_of_month, hour_ago
from tusach.network.api import ServicePoint

# How many months back counters tapped their visitors.
MONTHS_TAPPED = 3
# Every how many days one looks at: each day's tap is a row of its own.
_EVERY = {"Thư viện xã Bình Lư": 2, "Thư viện tỉnh Lai Châu": 2}


def counted_since(today: date) -> date:
    """The first day from which the points with a counter count for themselves."""
    return first_of_month(today, MONTHS_TAPPED)


def _taps(places: Map, now: datetime) -> None:
    chance = Random("taps")  # noqa: S311 - wants repeatable, not secret
    today = timezone.localdate(now)
    for point in counters(places):
        library = point.pk == places.library.pk
        first = first_of_month(today) if library else counted_since(today)
        audiences = ("pupils",) if point.name == SCHOOL else ("children", "adults")
        by = librarian(point)
        for ago in range((today - first).days, 0, -_EVERY.get(point.name, 6)):
            at = hour_ago(now, ago, 16.5)
            if timezone.localdate(at) < first:
                continue
            record_as_of(at)
            most = 40 if library else 9
            figures = [Figure("visit", one, chance.randint(most // 4, most)) for one in audiences]
            if chance.random() < 0.5:
                figures.append(Figure("in_house", audiences[0], chance.randint(1, 6)))
            put(
                point=point, mode="on_site", source="tap", figures=figures,
                day=timezone.localdate(at), by=by, at=at,
            )  # fmt: skip


def _told(month: date, now: datetime, days: int) -> datetime:
    """So many days after the end of a month, never after now."""
    day = first_of_month(month, -1) + timedelta(days=days)
    return hour_ago(now, max((timezone.localdate(now) - day).days, 0), 10)


def _sheet(
    point: ServicePoint,
    month: date,
    counts: dict[str, int],
    now: datetime,
    *,
    audience: str,
    mode: str = "on_site",
    exact: bool = True,
    wishes: str = "",
) -> Tally:
    at = _told(month, now, 3)
    record_as_of(at)
    return make_tally(
        point, counts, audience=audience, month=month, source="sheet", mode=mode, exact=exact,
        key=sheet_key(month, mode), reference=f"Cặp phiếu {month:%m/%Y}", wishes=wishes,
        by=librarian(point), at=at,
    )  # fmt: skip


def _months(now: datetime, how_many: int) -> list[date]:
    """The last whole months, the oldest first."""
    today = timezone.localdate(now)
    return [first_of_month(today, back) for back in range(how_many, 0, -1)]


def build(places: Map, now: datetime) -> None:
    """Count at the counters day by day, and month by month where there is paper only."""
    chance = Random("sheets")  # noqa: S311
    _taps(places, now)
    village = places.named("Tủ sách Bản 1, xã Bình Lư")
    post, other_post, prison = places.border[0], places.border[1], places.prison[0]
    far = places.named("Thư viện xã Sìn Hồ")
    for month in _months(now, 3):
        record_as_of(_told(month, now, 1))
        make_text(
            post, month, visits=chance.randint(25, 60), loans=chance.randint(10, 30),
            in_house=chance.randint(5, 20), at=_told(month, now, 1),
        )  # fmt: skip
        _sheet(
            village, month, {"visit": chance.randint(12, 30), "loan": chance.randint(5, 14)}, now,
            audience="adults", exact=False, wishes="Thêm truyện tranh, sách nuôi ong",
        )  # fmt: skip
        _sheet(other_post, month, {"visit": chance.randint(20, 50)}, now, audience="soldiers",
               mode="rotation")  # fmt: skip
        _sheet(
            prison, month, {"visit": chance.randint(60, 110), "loan": chance.randint(40, 80)}, now,
            audience="prisoners", mode="rotation", wishes="Sách pháp luật, sách dạy nghề",
        )  # fmt: skip
    last = _months(now, 1)[0]
    # The province counted this rotation too: one of the two is set aside.
    _sheet(far, last, {"visit": 41, "item_served": 60}, now, audience="adults", mode="rotation")
    # Keyed wrongly at first, and mended: both stand.
    at = _told(last, now, 4)
    record_as_of(at)
    wrong = Tally.objects.filter(point=village, month=last, source="sheet", state="live").get()
    correct(
        tally=wrong,
        figures=[Figure("visit", "adults", 19), Figure("visit", "children", 11),
                 Figure("loan", "adults", 9)],
        exact=False, reference=wrong.reference, wishes=wrong.wishes,
        by=librarian(places.named("Thư viện xã Bình Lư")), at=at,
    )  # fmt: skip
