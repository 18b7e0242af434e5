"""The parts of the demonstration, in the order in which they are loaded."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from io import StringIO

from django.conf import settings
from django.core.management import call_command
from django.db import connection, transaction
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from tusach.audit.api import begin_demonstration, end_demonstration
from tusach.demo import (
    asked,
    books,
    borrowers,
    carried,
    counted,
    desk,
    exchanged,
    figures,
    incoming,
    lent,
    owners,
    persons,
    places,
    reform,
    repaired,
    shelved,
    shown,
    tallied,
    weeded,
    year,
)
from tusach.demo.errors import NotADemonstration
from tusach.demo.models import LoadedPart

# Any number that no other part of the house locks: two starts at once load it once.
_LOCK = 20_260_101


@dataclass(frozen=True)
class Part:
    name: str
    label: str | Promise
    load: Callable[[datetime], None]


def _units(at: datetime) -> None:
    # Adds only what is missing; the launcher may have loaded them before.
    call_command("load_units", stdout=StringIO())


def _places(at: datetime) -> None:
    places.build(at - timedelta(days=500))


def _persons(at: datetime) -> None:
    persons.build(places.look_up(), at - timedelta(days=490))


def _records(at: datetime) -> None:
    books.build_records(at - timedelta(days=480))


def _copies(at: datetime) -> None:
    books.build_copies(places.look_up(), at)


def _reform(at: datetime) -> None:
    reform.build(places.look_up(), at - timedelta(days=490))


def _foreign(at: datetime) -> None:
    books.build_foreign(places.look_up(), at)


def _figures(at: datetime) -> None:
    figures.build(places.look_up(), timezone.localdate(at))


def _year(at: datetime) -> None:
    year.build(places.look_up(), at)


def _readers(at: datetime) -> None:
    borrowers.build(places.look_up(), at)


def _loans(at: datetime) -> None:
    lent.build(places.look_up(), at)


def _incoming(at: datetime) -> None:
    incoming.build(places.look_up(), at)


def _desk(at: datetime) -> None:
    desk.build(places.look_up(), at)


def _weeded(at: datetime) -> None:
    weeded.build(places.look_up(), at)


def _exchanged(at: datetime) -> None:
    exchanged.build(places.look_up(), at)


def _repaired(at: datetime) -> None:
    repaired.build(places.look_up(), at)


def _shelved(at: datetime) -> None:
    shelved.build(places.look_up(), at)


def _counted(at: datetime) -> None:
    counted.build(places.look_up(), at)


def _shown(at: datetime) -> None:
    shown.build(places.look_up(), at)


def _requests(at: datetime) -> None:
    asked.build(places.look_up(), at)


def _tallies(at: datetime) -> None:
    tallied.build(places.look_up(), at)


def _devices(at: datetime) -> None:
    carried.build(places.look_up(), at)


def _owners(at: datetime) -> None:
    owners.build(places.look_up(), at)


PARTS = (
    Part("units", _("đơn vị hành chính"), _units),
    Part("places", _("điểm phục vụ"), _places),
    Part("persons", _("người và vị trí công tác"), _persons),
    Part("records", _("biểu ghi sách"), _records),
    Part("copies", _("bản sách"), _copies),
    Part("reform", _("thư viện huyện cũ và nơi kế tục"), _reform),
    Part("foreign", _("sách ngoại văn từ tệp MARC"), _foreign),
    Part("year", _("một năm luân chuyển"), _year),
    Part("figures", _("số liệu phục vụ"), _figures),
    # Before books are weeded, counted or passed on: what was at home then cannot be.
    Part("readers", _("bạn đọc, thẻ, danh sách lớp"), _readers),
    Part("loans", _("mượn và trả trong ba tháng"), _loans),
    Part("incoming", _("sách mua, tặng và báo chí"), _incoming),
    Part("desk", _("việc của cán bộ biên mục"), _desk),
    Part("weeded", _("thanh lọc"), _weeded),
    Part("exchanged", _("trao đổi giữa các thư viện"), _exchanged),
    Part("repaired", _("sách chờ sửa"), _repaired),
    Part("counted", _("kiểm kê"), _counted),
    Part("shown", _("bài trích, tiêu đề chuẩn, thư mục"), _shown),
    Part("shelved", _("bảng xếp giá của trường, dữ kiện chưa chắc"), _shelved),
    Part("requests", _("yêu cầu của bạn đọc"), _requests),
    Part("tallies", _("lượt phục vụ đếm ở điểm"), _tallies),
    Part("devices", _("máy không có mạng"), _devices),
    Part("owners", _("tủ sách bản có sách của ba nơi"), _owners),
)


def load(at: datetime) -> Iterator[tuple[Part, bool]]:
    """Load what is not there yet, each part in a transaction of its own.

    ``at`` is now: every date of the demonstration is counted back from it. Gives each part
    before it is loaded, and whether it is there already. What is loaded into a new database is
    recorded on the days it tells of. Refuses :class:`NotADemonstration` where this is a real
    installation.
    """
    if not settings.DEMONSTRATION:
        raise NotADemonstration
    begin_demonstration()
    for part in PARTS:
        with transaction.atomic():
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
            done = LoadedPart.objects.filter(name=part.name).exists()
            yield part, done
            if not done:
                part.load(at)
                LoadedPart.objects.create(name=part.name, loaded_at=at)
    end_demonstration()
