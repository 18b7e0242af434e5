"""A commune library in the mountains: its shelf, its readers, its rules; and invitations."""

from __future__ import annotations

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation.testing import make_first_rules
from tusach.holdings.testing import make_box, make_copies, make_sources, make_store
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province
from tusach.offline.services import invite
from tusach.people.testing import PASSWORD, make_account
from tusach.readers.testing import make_card, make_classes, make_reader
from tusach.rotation.api import finish_packing, pack_picked, pick, send
from tusach.rotation.testing import draw_up, make_batch, only_leg

NAME = "Thư viện xã Bình Lư"
TITLES = (
    ("Dế Mèn phiêu lưu ký", "Tô Hoài"),
    ("Truyện cổ Thái Tây Bắc", "Cầm Cường"),
    ("Kỹ thuật nuôi lợn bản", "Nguyễn Thị Hồng"),
    ("Đất rừng phương Nam", "Đoàn Giỏi"),
    ("Hoà bình trên bản Mông", "Giàng A Chu"),
    ("Cây thuốc quanh nhà", "Lò Văn Sơn"),
)
READERS = ("Giàng A Páo", "Lò Thị Mỷ", "Vàng Thị Mẩy", "Đèo Văn Ứng", "Tẩn Sử Mềnh")


def build(titles: int = len(TITLES), copies: int = 2, readers: int = len(READERS)) -> None:
    make_classes()
    make_sources()
    make_first_rules()
    make_province()
    point = make_point("commune_library", NAME)
    make_point("prison", "Trại giam Nậm Pằn")
    for number in range(titles):
        title, author = TITLES[number % len(TITLES)]
        more = "" if number < len(TITLES) else f" (tập {number // len(TITLES) + 1})"
        record = make_record(title=title + more, author=author)
        make_copies(copies, record, point, "main")
    for number in range(readers):
        name = READERS[number % len(READERS)]
        more = "" if number < len(READERS) else f" {number}"
        make_card(make_reader(name + more, home=point))
    make_reader("Giàng Thị Dua", home=point, reader_class="child", birth_year=2017)
    make_account("commune_librarian", at=point, username="pao", full_name="Giàng A Páo",
                 password=PASSWORD)  # fmt: skip


BORDER = "Đồn biên phòng Huổi Luông"
NEXT_DOOR = "Tủ sách bản Nậm Pắn"


def build_border(copies: int = 300) -> str:
    """A border post to which a box is on its way, and a village bookcase in the same commune;
    the batch's number."""
    post = make_point("border_post", BORDER)
    make_point("village_bookcase", NEXT_DOOR)
    batch = make_batch(points=[post], store=make_store(), staff=["Vàng A Páo"])
    leg = only_leg(batch)
    books = [
        copy
        for number in range(0, copies, len(TITLES))
        for at, (title, author) in enumerate(TITLES[: copies - number])
        for copy in make_copies(
            1, make_record(title=f"{title} {number + at + 1}", author=author), batch.store
        )
    ]
    now = timezone.now()
    pick(leg=leg, copy_ids=[copy.pk for copy in books], by=HOUSE, at=now)
    box = make_box(owner=batch.store, at=now)
    pack_picked(leg=leg, boxes={copy.pk: box for copy in books}, by=HOUSE, at=now)
    finish_packing(leg=leg, by=HOUSE, at=now)
    draw_up(leg)
    send(leg=leg, by=HOUSE, at=now)
    return batch.code


def invitation(name: str = NAME) -> str:
    """A token for a device of this point."""
    point = ServicePoint.objects.get(name=name)
    _made, token = invite(name="Điện thoại anh Páo", points=[point.pk], by=HOUSE, at=timezone.now())
    return token
