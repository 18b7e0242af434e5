"""The smallest province in which a box can go up the mountain: a store, a school, people."""

from __future__ import annotations

from tusach.holdings.testing import make_register, make_store
from tusach.network.testing import make_point, make_province
from tusach.people.testing import PASSWORD, make_account

PEOPLE = dict.fromkeys(
    ("thukho", "bienmuc", "bienmuc2", "truonghoc", "giamdoc", "chuyenvien"), PASSWORD
)


def build() -> None:
    province = make_province()
    library = make_point("provincial_library", "Thư viện tỉnh Lai Châu")
    store = make_store()
    make_register(store, "Sổ ĐKCB kho luân chuyển", "LC.")
    school = make_point("school_library", "Trường Tiểu học San Thàng")
    make_register(school, "Sổ ĐKCB trường", "ST.")
    make_account("warehouse_keeper", at=store, username="thukho", full_name="Lò Thị Minh",
                 password=PASSWORD)  # fmt: skip
    make_account("cataloguer", at=library, username="bienmuc", full_name="Phạm Thu Hà",
                 password=PASSWORD)  # fmt: skip
    make_account("cataloguer", at=library, username="bienmuc2", full_name="Vàng Thị Mai",
                 password=PASSWORD)  # fmt: skip
    make_account("director", at=library, username="giamdoc", full_name="Nguyễn Khắc Minh",
                 password=PASSWORD)  # fmt: skip
    make_account("department", at=province, username="chuyenvien", full_name="Trần Văn Sơn",
                 password=PASSWORD)  # fmt: skip
    make_account("school_librarian", at=school, username="truonghoc", full_name="Hoàng Thị San",
                 password=PASSWORD)  # fmt: skip
