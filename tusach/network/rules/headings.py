"""Which column of somebody's spreadsheet means what."""

# ruff: noqa: E501 - one column a line, however long

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

from tusach.network.models import AreaClass, Connectivity, LegalForm, PointKind, Topic
from tusach.network.names import search_form

# (column, label in the template file, folded headings that people write)
COLUMNS: tuple[tuple[str, Any, tuple[str, ...]], ...] = (
    ("name", _("Tên điểm"), ("ten", "ten thu vien", "ten don vi", "ten diem phuc vu", "ten tu sach", "ten truong", "name")),
    ("kind", _("Loại"), ("loai diem", "loai hinh diem", "kieu", "loai thu vien", "kind", "type")),
    ("commune", _("Xã, phường"), ("xa", "phuong", "xa phuong", "xa phuong thi tran", "ten xa", "don vi hanh chinh", "dia ban", "commune", "ward")),
    ("district", _("Huyện (trước 01/07/2025)"), ("huyen", "huyen thanh pho", "huyen cu", "district")),
    ("parent", _("Trực thuộc điểm"), ("truc thuoc", "don vi cap tren", "parent")),
    ("owner", _("Cơ quan chủ quản"), ("chu quan", "don vi chu quan", "owner")),
    ("legal_form", _("Loại hình"), ("cong lap", "loai hinh so huu", "legal form")),
    ("area_classes", _("Vùng"), ("dia ban vung", "khu vuc", "area")),
    ("connectivity", _("Kết nối"), ("internet", "mang", "ket noi mang", "connectivity")),
    ("host", _("Nơi đặt điểm"), ("noi dat", "dat tai", "host")),
    ("contact", _("Người liên hệ"), ("nguoi phu trach", "lien he", "can bo phu trach", "contact")),
    ("phone", _("Điện thoại"), ("so dien thoai", "sdt", "dt", "phone")),
    ("email", _("Thư điện tử"), ("e mail", "hop thu", "email")),
    ("address", _("Địa chỉ"), ("dia diem", "address")),
    ("floor_area", _("Diện tích (m²)"), ("dien tich", "dien tich m2", "m2", "floor area")),
    ("seats", _("Chỗ ngồi"), ("so cho ngoi", "seats")),
    ("computers", _("Máy tính"), ("so may tinh", "may vi tinh", "computers")),
    ("opened_on", _("Phục vụ từ ngày"), ("ngay mo cua", "ngay hoat dong", "hoat dong tu", "opened on", "opened")),
    ("founded_on", _("Ngày thành lập"), ("thanh lap", "nam thanh lap", "founded on")),
    ("founding_basis", _("Quyết định thành lập"), ("quyet dinh", "so quyet dinh", "founding basis")),
    ("lat", _("Vĩ độ"), ("lat", "latitude", "vi do n")),
    ("lon", _("Kinh độ"), ("lon", "long", "lng", "longitude", "kinh do e")),
    ("code", _("Mã điểm"), ("ma", "ma so", "ma don vi", "code")),
    ("note", _("Ghi chú"), ("ghi chu khac", "note")),
)  # fmt: skip
LABELS: dict[str, Any] = {key: label for key, label, _names in COLUMNS}
REQUIRED = ("name",)

# Beginnings by which a kind is known when its own label was not written.
_KINDS: tuple[tuple[str, PointKind], ...] = (
    ("kho sach luan chuyen", PointKind.ROTATION_STORE),
    ("kho luan chuyen", PointKind.ROTATION_STORE),
    ("thu vien tinh", PointKind.PROVINCIAL_LIBRARY),
    ("thu vien huyen", PointKind.DISTRICT_LIBRARY),
    ("thu vien thanh pho", PointKind.DISTRICT_LIBRARY),
    ("thu vien xa", PointKind.COMMUNE_LIBRARY),
    ("thu vien phuong", PointKind.COMMUNE_LIBRARY),
    ("thu vien co so", PointKind.GRASSROOTS_MODEL),
    ("diem buu dien", PointKind.POST_CULTURE_POINT),
    ("buu dien van hoa", PointKind.POST_CULTURE_POINT),
    ("trung tam hoc tap", PointKind.LEARNING_CENTRE),
    ("trung tam van hoa hoc tap", PointKind.LEARNING_CENTRE),
    ("tu sach phap luat", PointKind.LAW_BOOKCASE),
    ("tu sach ban", PointKind.VILLAGE_BOOKCASE),
    ("tu sach thon", PointKind.VILLAGE_BOOKCASE),
    ("tu sach khu pho", PointKind.VILLAGE_BOOKCASE),
    ("tu sach gia dinh", PointKind.FAMILY_BOOKCASE),
    ("tu sach dong ho", PointKind.FAMILY_BOOKCASE),
    ("thu vien tu nhan", PointKind.PRIVATE_LIBRARY),
    ("thu vien cong dong", PointKind.COMMUNITY_LIBRARY),
    ("thu vien truong", PointKind.SCHOOL_LIBRARY),
    ("truong", PointKind.SCHOOL_LIBRARY),
    ("don bien phong", PointKind.BORDER_POST),
    ("trai giam", PointKind.PRISON),
    ("trai tam giam", PointKind.PRISON),
    ("cong an", PointKind.POLICE),
    ("nha van hoa", PointKind.CLUB),
    ("cau lac bo", PointKind.CLUB),
    ("bao tang", PointKind.CLUB),
    ("nha sach", PointKind.BOOKSHOP),
)


def suggest(headings: list[str]) -> dict[int, str]:
    """Column of the file → what it means, for those whose heading says so; each once."""
    folded = [search_form(heading) for heading in headings]
    found: dict[int, str] = {}
    for certain in (True, False):
        for key, label, names in COLUMNS:
            if key in found.values():
                continue
            exact = {search_form(str(label)), key.replace("_", " "), *names}
            for index, heading in enumerate(folded):
                if index in found or not heading:
                    continue
                if heading in exact or (
                    not certain and any(heading.startswith(f"{name} ") for name in exact)
                ):
                    found[index] = key
                    break
    return found


def kind_of(text: str) -> str | None:
    """The kind that a cell means: its label, its identifier, or how such a name begins."""
    folded = search_form(text)
    for kind in PointKind:
        if folded in {search_form(str(kind.label)), search_form(kind.value.replace("_", " "))}:
            return kind.value
    for beginning, kind in _KINDS:
        if folded == beginning or folded.startswith(f"{beginning} "):
            return kind.value
    return None


def choice_of(topic: str, text: str) -> str | None:
    """The value of a topic of choices that a cell means, by label or identifier."""
    choices = {Topic.LEGAL_FORM: LegalForm, Topic.CONNECTIVITY: Connectivity}[Topic(topic)]
    folded = search_form(text)
    for value, label in choices.choices:
        if folded in {search_form(str(label)), search_form(value.replace("_", " "))}:
            return str(value)
    return {"4g": "4g", "2g": "sms", "khong": "none", "khong co": "none"}.get(folded)


def classes_of(text: str) -> tuple[list[str], list[str]]:
    """Area classes of a cell ("biên giới; vùng sâu"), and the pieces that are none."""
    known: dict[str, str] = {}
    for one in AreaClass:
        known[search_form(str(one.label))] = one.value
        known[search_form(str(one.label).removeprefix("vùng "))] = one.value
    found: list[str] = []
    unknown: list[str] = []
    for piece in filter(str.strip, text.replace(";", ",").split(",")):
        value = known.get(search_form(piece))
        (found if value else unknown).append(value or piece.strip())
    return found, unknown
