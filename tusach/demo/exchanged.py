"""What the provincial library offers to the others: books passed on by decision, asked for, left.

The decisions are invented.
"""

from __future__ import annotations

from datetime import datetime

from tusach.audit.api import HOUSE
from tusach.demo.places import Map
from tusach.holdings.api import all_copies, open_register, registers_of, work_on_transfer
from tusach.network.api import ServicePoint
from tusach.upkeep.api import weedable
from tusach.upkeep.testing import make_exchange, make_request

_OFFERED, _EACH = 20, 4


def build(places: Map, at: datetime) -> None:
    library = places.library
    free = weedable(library).filter(place__point=library).order_by("record", "number")
    books = list(all_copies().filter(pk__in=list(free.values_list("pk", flat=True)[:_OFFERED])))
    if len(books) < 4 * _EACH:
        return
    offered = make_exchange(
        library, books, name="Sách thừa bản, chào các thư viện trong tỉnh",
        note="Cần sách thiếu nhi, sách song ngữ Thái – Việt", at=at,
    )  # fmt: skip
    first = places.named("Trường Tiểu học San Thàng")
    second = places.named("Trường Tiểu học Tân Phong")
    for taker in (first, second):
        _register(taker, at)
    passed = make_request(offered, first, books[:_EACH], decision="51/QĐ-TVT", at=at)
    assert passed.transfer is not None
    work_on_transfer(passed.transfer.pk)
    make_request(offered, second, books[_EACH : 2 * _EACH], at=at)
    make_request(
        offered, None, books[2 * _EACH : 3 * _EACH], outside="Thư viện tỉnh Sơn La",
        decision="52/QĐ-TVT", at=at,
    )  # fmt: skip


def _register(point: ServicePoint, at: datetime) -> None:
    if not registers_of(point.pk).exists():
        open_register(owner=point, name="Sổ đăng ký cá biệt", by=HOUSE, at=at)
