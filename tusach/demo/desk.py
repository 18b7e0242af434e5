"""What the cataloguers of the demonstration find on their desk: titles entered in haste, one of
them twice, a school's question, and a hunt for duplicates that was run last night."""

from __future__ import annotations

from datetime import datetime, timedelta

from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record, quick_record
from tusach.catalogue.testing import make_hunt, make_work
from tusach.demo.places import Map

# Of these the library has records; whoever was in a hurry did not look.
_IN_HASTE = ("Dế Mèn phiêu lưu ký", "Tắt đèn")
ASKED = "Có 12 bản chờ lên kệ: xin ký hiệu phân loại và từ khoá."


def build(places: Map, at: datetime) -> None:
    """The titles are true, the haste is invented."""
    for number, title in enumerate(_IN_HASTE):
        one = Record.objects.filter(title=title, is_quick=False).order_by("pk").first()
        if one is not None:
            quick_record(one.title, one.author, by=HOUSE, at=at - timedelta(days=3 + number))
    school = places.schools[0]
    asked = Record.objects.filter(is_unsure=True).order_by("pk").first()
    if asked is not None:
        make_work(asked, ASKED, library=school.name, at=at - timedelta(days=2))
    make_hunt(at=at - timedelta(hours=9))
