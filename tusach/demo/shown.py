"""What readers are shown: articles of a newspaper, names with their other forms, a balance that
is wished, a list of books to read and a bulletin of new ones.

The titles of the books are true; the articles, the notes and the balance are invented.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.utils import timezone

from tusach.acquisitions.testing import make_policy
from tusach.audit.api import HOUSE
from tusach.catalogue.api import Record
from tusach.catalogue.testing import make_article, make_authority
from tusach.demo.places import Map
from tusach.portal.api import Sought, add_new_books, arrivals, publish
from tusach.portal.testing import make_compilation

_ARTICLES = (
    ("Giữ nghề dệt của người Lự ở Bản Hon", "2345", "12/05", "3"),
    ("Mùa chè San tuyết trên Tả Lèng", "2361", "03/06", "4"),
    ("Thư viện xã về bản", "2388", "16/08", "2"),
)
# Pen names and other forms, as in every handbook of Vietnamese writers.
_NAMES = (
    ("Nguyễn Du", "1765-1820", ("Tố Như", "Thanh Hiên")),
    ("Nam Cao", "1915-1951", ("Trần Hữu Tri",)),
    ("Tô Hoài", "1920-2014", ("Nguyễn Sen",)),
)
_SUBJECTS = (
    ("Nông nghiệp", ("Nghề nông",), ("Trồng trọt", "Chăn nuôi")),
    ("Dân tộc thiểu số", ("Dân tộc ít người",), ("Dân tộc học",)),
)
_TO_READ = (
    ("Dế Mèn phiêu lưu ký", "Cho các em lớp 3 trở lên; đọc to cho nhau nghe cũng hay."),
    ("Vợ chồng A Phủ", "Chuyện của núi rừng Tây Bắc."),
    ("Tắt đèn", ""),
    ("Nhật ký trong tù", "Nên đọc kèm bản phiên âm."),
    ("Lão Hạc", "Truyện ngắn, đọc trong một buổi tối."),
    ("Truyện Kiều", ""),
)


def build(places: Map, at: datetime) -> None:
    paper = Record.objects.filter(title="Nhân Dân", kind="serial").order_by("pk").first()
    year = timezone.localdate(at).year
    for title, issue, day, pages in _ARTICLES if paper is not None else ():
        make_article(title, paper, issue=issue, day=f"{day}/{year}", pages=pages)
    for name, dates, see in _NAMES:
        make_authority(name, "person", dates=dates, see=see)
    for subject, see, also in _SUBJECTS:
        make_authority(subject, "subject", see=see, also=also)
    make_policy(places.library, _8=30, _6=20, _3=20, _9=10, _5=10, _1=10)
    _lists(places, at)


def _lists(places: Map, at: datetime) -> None:
    by_title = {
        one.title: one
        for one in Record.objects.filter(
            title__in=[title for title, _note in _TO_READ], is_quick=False, is_suppressed=False
        ).order_by("-pk")
    }
    chosen = [(by_title[title], note) for title, note in _TO_READ if title in by_title]
    library, today = places.library, timezone.localdate(at)
    make_compilation(
        library, [one for one, _note in chosen], notes=[note for _one, note in chosen],
        title="Sáu cuốn để bắt đầu đọc", published=True, for_all=True,
        introduction="Những cuốn có ở nhiều thư viện xã và trường học trong tỉnh.",
        at=at - timedelta(days=12),
    )  # fmt: skip
    school = places.schools[0]
    make_compilation(
        school, [one for one, _note in chosen[:3]], title="Tuần đọc sách của trường", at=at
    )
    first = today - timedelta(days=60)
    if not arrivals(Sought(None, first, today)):
        return
    bulletin = make_compilation(
        library, kind="bulletin", title=f"Sách mới đến ngày {today:%d/%m/%Y}", for_all=True,
        period_from=first, period_until=today, order="title", at=at,
    )  # fmt: skip
    add_new_books(compilation=bulletin, by=HOUSE, at=at)
    bulletin.refresh_from_db()
    publish(compilation=bulletin, seen=bulletin.revision, by=HOUSE, at=at)
