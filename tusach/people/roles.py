"""Who may do what: the roles, what each role may do, and how far a post reaches.

Three tables, to be read by people who do not program. A room adds the acts that it uses to
``ACTS``: one act a line, in the order of the alphabet, the roles of a line too.
"""

# ruff: noqa: E501 - one act a line, however long

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Role:
    """``rank`` says who may give a post to whom: only to roles that do not stand above."""

    code: str
    label: str | Promise
    rank: int
    # What the role is for, in a sentence shown where a post is given.
    purpose: str | Promise


ROLES: dict[str, Role] = {
    role.code: role
    for role in (
        Role(
            "administrator",
            _("Quản trị hệ thống"),
            50,
            _("Lập tài khoản, trông máy chủ và bản sao lưu. Không xem dữ liệu bạn đọc."),
        ),
        Role(
            "director",
            _("Giám đốc thư viện"),
            40,
            _("Duyệt kế hoạch, ký biên bản, xem số liệu toàn mạng lưới."),
        ),
        Role(
            "department",
            _("Chuyên viên Phòng Quản lý Văn hóa và Gia đình"),
            30,
            _("Theo dõi mạng lưới, cập nhật đơn vị hành chính và điểm phục vụ."),
        ),
        Role(
            "warehouse_keeper",
            _("Thủ kho luân chuyển"),
            30,
            _("Lập đợt, đóng thùng, bàn giao, nhận lại và đóng đợt luân chuyển."),
        ),
        Role(
            "cataloguer",
            _("Cán bộ biên mục"),
            30,
            _("Biên mục, nhập biểu ghi, đăng ký cá biệt và in nhãn cho toàn tỉnh."),
        ),
        Role(
            "reader_librarian",
            _("Cán bộ phục vụ bạn đọc"),
            20,
            _("Trông quầy của một thư viện: cấp thẻ, cho mượn, nhận trả, đếm lượt."),
        ),
        Role(
            "commune_librarian",
            _("Cán bộ thư viện cấp xã"),
            20,
            _("Nhận sách, phục vụ, chuyển tiếp xuống các tủ sách trực thuộc."),
        ),
        Role(
            "school_librarian",
            _("Cán bộ thư viện trường học"),
            20,
            _("Nhận sách luân chuyển và giữ sổ sách của trường mình."),
        ),
        Role(
            "point_keeper",
            _("Người trông điểm phục vụ"),
            10,
            _("Trông sách ở đồn biên phòng, trại giam, tủ sách bản: nhận và trả sách."),
        ),
        Role("reader", _("Bạn đọc"), 0, _("Xem sách mình mượn. Không làm việc của thư viện.")),
    )
}

# Act → who may do it within the reach of the post. Whoever is not named may not.
ACTS: dict[str, str] = {
    "acquisitions.check_in": "cataloguer commune_librarian point_keeper school_librarian warehouse_keeper",
    "acquisitions.decide": "commune_librarian director school_librarian",
    "acquisitions.fund": "commune_librarian director school_librarian",
    "acquisitions.order": "cataloguer commune_librarian director school_librarian warehouse_keeper",
    "acquisitions.receive": "cataloguer commune_librarian school_librarian warehouse_keeper",
    "acquisitions.suggest": "cataloguer commune_librarian director point_keeper reader_librarian school_librarian warehouse_keeper",
    "acquisitions.view": "cataloguer commune_librarian department director school_librarian warehouse_keeper",
    "audit.view": "administrator director",
    "audit.view_all": "administrator",
    "catalogue.edit": "cataloguer",
    "catalogue.export": "cataloguer commune_librarian director school_librarian warehouse_keeper",
    "catalogue.import": "cataloguer commune_librarian school_librarian",
    "catalogue.quick_record": "cataloguer commune_librarian school_librarian warehouse_keeper",
    "catalogue.view": "cataloguer commune_librarian department director point_keeper reader_librarian school_librarian warehouse_keeper",
    "circulation.agreements": "department director",
    "circulation.count": "commune_librarian point_keeper reader_librarian school_librarian warehouse_keeper",
    "circulation.decide_request": "department director",
    "circulation.lend": "commune_librarian point_keeper reader_librarian school_librarian warehouse_keeper",
    "circulation.money": "commune_librarian reader_librarian school_librarian warehouse_keeper",
    "circulation.move_in": "commune_librarian reader_librarian school_librarian",
    "circulation.override": "commune_librarian director reader_librarian school_librarian",
    "circulation.request": "commune_librarian point_keeper reader_librarian school_librarian warehouse_keeper",
    "circulation.rules": "commune_librarian department director school_librarian",
    "circulation.see_counts": "commune_librarian department director point_keeper reader_librarian school_librarian warehouse_keeper",
    "circulation.settle_counts": "department director warehouse_keeper",
    "circulation.texts": "commune_librarian director warehouse_keeper",
    "circulation.view": "commune_librarian director point_keeper reader_librarian school_librarian warehouse_keeper",
    "holdings.accession": "cataloguer commune_librarian school_librarian warehouse_keeper",
    "holdings.label": "cataloguer commune_librarian school_librarian warehouse_keeper",
    "holdings.ledger": "cataloguer commune_librarian department director school_librarian warehouse_keeper",
    "holdings.move": "commune_librarian point_keeper school_librarian warehouse_keeper",
    "holdings.settle": "commune_librarian director warehouse_keeper",
    "holdings.stocktake": "commune_librarian director point_keeper school_librarian warehouse_keeper",
    "holdings.tables": "cataloguer",
    "holdings.transfer": "department director",
    "holdings.view": "cataloguer commune_librarian department director point_keeper reader_librarian school_librarian warehouse_keeper",
    "holdings.withdraw": "director warehouse_keeper",
    "house.health": "administrator director",
    "network.change_units": "department",
    "network.edit_point": "department director",
    "network.import_points": "department director",
    "network.set_home": "administrator department director",
    "network.view": "administrator cataloguer commune_librarian department director point_keeper reader_librarian school_librarian warehouse_keeper",
    "network.view_secret": "department director point_keeper warehouse_keeper",
    "offline.enrol": "administrator commune_librarian reader_librarian school_librarian warehouse_keeper",
    "offline.review": "commune_librarian director reader_librarian school_librarian warehouse_keeper",
    "offline.revoke": "administrator commune_librarian director reader_librarian school_librarian warehouse_keeper",
    "offline.view": "administrator commune_librarian department director point_keeper reader_librarian school_librarian warehouse_keeper",
    "people.manage": "administrator commune_librarian director",
    "people.view": "administrator commune_librarian department director",
    "policy.set": "department director",
    "policy.view": "administrator cataloguer commune_librarian department director point_keeper reader_librarian school_librarian warehouse_keeper",
    "portal.compose": "cataloguer commune_librarian director school_librarian",
    "portal.mine": "reader",
    "portal.publish": "commune_librarian director school_librarian",
    "readers.account": "commune_librarian reader_librarian school_librarian",
    "readers.classes": "commune_librarian reader_librarian school_librarian",
    "readers.counts": "commune_librarian department director reader_librarian school_librarian",
    "readers.edit": "commune_librarian reader_librarian school_librarian",
    "readers.export": "commune_librarian reader_librarian school_librarian",
    "readers.merge": "commune_librarian reader_librarian school_librarian",
    "readers.privacy": "commune_librarian reader_librarian school_librarian",
    "readers.register": "commune_librarian point_keeper reader_librarian school_librarian",
    "readers.view": "commune_librarian point_keeper reader_librarian school_librarian",
    "rotation.close": "director warehouse_keeper",
    "rotation.hand_over": "commune_librarian warehouse_keeper",
    "rotation.inspect": "warehouse_keeper",
    "rotation.overview": "department director warehouse_keeper",
    "rotation.pack": "warehouse_keeper",
    "rotation.plan": "director warehouse_keeper",
    "rotation.receive": "commune_librarian point_keeper school_librarian warehouse_keeper",
    "rotation.return": "commune_librarian point_keeper school_librarian warehouse_keeper",
    "rotation.view": "commune_librarian department director point_keeper school_librarian warehouse_keeper",
    "search.tune": "administrator",
    "search.workbench": "administrator cataloguer",
    "upkeep.decide": "commune_librarian director school_librarian",
    "upkeep.exchange": "cataloguer commune_librarian director school_librarian warehouse_keeper",
    "upkeep.repair": "cataloguer commune_librarian director school_librarian warehouse_keeper",
    "upkeep.view": "cataloguer commune_librarian department director school_librarian warehouse_keeper",
    "upkeep.weed": "cataloguer commune_librarian director school_librarian warehouse_keeper",
}

# How far a post reaches, by role and by where it is held. "below": the point itself and
# every point whose chain of superior points leads to it. "itself": that point alone.
# "province": every point of the province in which the point lies. "unit": every point that
# lies in the unit today. "house": everywhere in this installation. A place that a role
# has no line for cannot be given with it.
REACH: dict[str, dict[str, str]] = {
    #                     held at a provincial        held at any     held at an     held at
    #                     library or rotation store   other point     admin. unit    no place
    "administrator":     {"library": "province", "point": "below", "unit": "unit", "house": "house"},
    "cataloguer":        {"library": "province", "point": "below", "unit": "unit"},
    "commune_librarian": {"library": "below", "point": "below", "unit": "unit"},
    "department":        {"unit": "unit"},
    "director":          {"library": "province", "point": "below", "unit": "unit"},
    "point_keeper":      {"library": "itself", "point": "itself"},
    "reader":            {"library": "itself", "point": "itself"},
    "reader_librarian":  {"library": "itself", "point": "itself"},
    "school_librarian":  {"library": "below", "point": "below"},
    "warehouse_keeper":  {"library": "province", "point": "below", "unit": "unit"},
}  # fmt: skip

# Kinds of point from which a province is run.
PROVINCIAL_KINDS = frozenset({"provincial_library", "rotation_store"})


def roles_with(act: str) -> frozenset[str]:
    """The roles that may do ``act``; none for an act that nobody was given."""
    return frozenset(ACTS.get(act, "").split())


@cache
def acts_of(role: str) -> frozenset[str]:
    """What ``role`` may do."""
    return frozenset(act for act, roles in ACTS.items() if role in roles.split())


def rank_of(role: str) -> int:
    """The rank of a role; a role no longer known ranks lowest."""
    return ROLES[role].rank if role in ROLES else -1
