"""The places at the edge of the network: a border post with three hundred books of the rotation,
a prison, a village's bookcase with books of three owners, and the people who work for them."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from tusach.audit.api import HOUSE
from tusach.catalogue.testing import make_record
from tusach.circulation.testing import make_first_rules
from tusach.holdings.api import at_point
from tusach.holdings.services.acts import relocate
from tusach.holdings.testing import make_box, make_copies, make_register, make_sources, make_store
from tusach.network.api import ServicePoint
from tusach.network.testing import make_point, make_province
from tusach.people.testing import PASSWORD, make_account
from tusach.readers.testing import make_card, make_classes, make_reader
from tusach.rotation.api import finish_packing, hand_over, pack_picked, pick, send
from tusach.rotation.models import Leg
from tusach.rotation.testing import GIVER, RECEIVER, draw_up, make_batch

POST, PRISON = "Đồn Biên phòng Pa Nậm Cúm", "Trại giam Nậm Pằn"
COMMUNE, BOOKCASE = "Thư viện xã Phong Thổ", "Tủ sách bản Tả Phùng"
LAW, DONOR = "Tủ sách pháp luật xã Phong Thổ", "Tủ sách gia đình họ Lò"
PEOPLE = dict.fromkeys(
    ("thukho", "bienphong", "donmoi", "traigiam", "xaphongtho", "taphung"), PASSWORD
)


def build() -> None:
    make_classes()
    make_sources()
    make_first_rules()
    make_province()
    store = make_store()
    commune = make_point("commune_library", COMMUNE)
    bookcase = make_point("village_bookcase", BOOKCASE, parent=commune)
    post, prison = make_point("border_post", POST), make_point("prison", PRISON)
    for role, at, username, name in (
        ("warehouse_keeper", store, "thukho", "Lò Thị Minh"),
        ("point_keeper", post, "bienphong", "Trần Văn Sơn"),
        ("point_keeper", post, "donmoi", "Phạm Quốc Bảo"),
        ("point_keeper", prison, "traigiam", "Đỗ Thị Hạnh"),
        ("commune_librarian", commune, "xaphongtho", "Giàng A Páo"),
        ("point_keeper", bookcase, "taphung", "Chẻo Thị Mẩy"),
    ):
        make_account(role, at=at, username=username, full_name=name, password=PASSWORD)
    _serving(store, post, 300)
    _serving(store, prison, 12)
    _bookcase(store, commune, bookcase)
    make_card(make_reader("Lò Văn Sáng", home=commune))


def _serving(store: ServicePoint, point: ServicePoint, many: int) -> Leg:
    """A batch of ``many`` copies that serves at a point since a month."""
    at = timezone.now() - timedelta(days=30)
    copies = [
        copy
        for n in range(6)
        for copy in make_copies(
            many // 6, make_record(title=f"Sách hay của thùng {many}, tên {n + 1}"), store, at=at
        )
    ]
    batch = make_batch(points=[point], store=store, at=at, due_on=timezone.localdate())
    leg = batch.legs.select_related("batch__store", "point").get()
    pick(leg=leg, copy_ids=[copy.pk for copy in copies], by=HOUSE, at=at)
    box = make_box(store, at=at)
    pack_picked(leg=leg, boxes={copy.pk: box for copy in copies}, by=HOUSE, at=at)
    finish_packing(leg=leg, by=HOUSE, at=at)
    send(leg=leg, by=HOUSE, at=at)
    paper = draw_up(leg, at=at)
    hand_over(leg=leg, paper=paper, signed_at=at, giver_name=GIVER, receiver_name=RECEIVER,
              by=HOUSE, at=at)  # fmt: skip
    return leg


def _bookcase(store: ServicePoint, commune: ServicePoint, bookcase: ServicePoint) -> None:
    """Eighty books of three owners on one shelf."""
    at = timezone.now() - timedelta(days=20)
    law, donor = make_point("law_bookcase", LAW), make_point("family_bookcase", DONOR)
    for owner, many in ((store, 30), (law, 20), (donor, 30)):
        make_register(owner, f"Sổ của {owner.name}"[:60], f"{owner.pk}.")
        record = make_record(title=f"Sách của {owner.name}")
        copies = make_copies(many, record, owner, "main", at=at)
        relocate(copies=copies, to=at_point(bookcase.pk), note="Gửi tủ sách", by=HOUSE, at=at)
    make_register(commune, "Sổ ĐKCB xã", "PT.")
