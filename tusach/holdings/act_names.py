"""The acts of this room in words, for whoever reads the activity log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import name_act, name_field, name_kind
from tusach.holdings.rules import LedgerAct

_ACTS = {
    "holdings.change_copy": _("Sửa bản sách"),
    "holdings.add_alias": _("Thêm mã cũ của bản sách"),
    "holdings.remove_alias": _("Bỏ mã cũ của bản sách"),
    "holdings.open_register": _("Mở sổ đăng ký cá biệt"),
    "holdings.close_register": _("Khoá sổ đăng ký cá biệt"),
    "holdings.make_box": _("Lập thùng"),
    "holdings.rename_box": _("Sửa tên thùng"),
    "holdings.discard_box": _("Bỏ thùng"),
    "holdings.import_without_copies": _("Nhập biểu ghi nhưng không ghi được bản"),
    "holdings.take_back_list": _("Rút lại các bản của một lần nhập"),
    "holdings.draw_up_transfer": _("Lập danh sách điều chuyển"),
    "holdings.drop_transfer": _("Bỏ danh sách điều chuyển"),
    "holdings.transfer": _("Điều chuyển theo quyết định"),
    "holdings.transfer_done": _("Điều chuyển xong"),
    "holdings.undo_transfer": _("Cho rút lại việc điều chuyển"),
    "holdings.transfer_undone": _("Rút lại xong việc điều chuyển"),
    "holdings.take_table": _("Nạp bảng môn loại, bảng ký hiệu"),
    "holdings.retire_table": _("Thôi mời dùng một bảng"),
    "holdings.set_habit": _("Đổi bảng và năm sổ sách của thư viện"),
    "holdings.begin_stocktake": _("Bắt đầu kiểm kê"),
    "holdings.close_stocktake": _("Khoá đợt kiểm kê"),
    "holdings.stocktake_closed": _("Ghi xong kết quả kiểm kê"),
    "holdings.reopen_stocktake": _("Mở lại đợt kiểm kê"),
    "holdings.drop_stocktake": _("Bỏ đợt kiểm kê"),
}
_FIELDS = {
    "by_title": _("lập ký hiệu theo nhan đề"),
    "marks": _("bảng ký hiệu tên sách, tác giả"),
    "subjects": _("bảng môn loại"),
    "with_year": _("ghi năm xuất bản sau ký hiệu"),
    "year_begins": _("năm sổ sách bắt đầu từ tháng"),
    "value": _("giá trị"),
    "alias": _("mã cũ"),
    "barcode": _("mã vạch"),
    "collection": _("kho"),
    "condition": pgettext_lazy("copy", "tình trạng"),
    "copies": _("bản sách"),
    "found": _("tìm lại được"),
    "from": _("từ"),
    "lost": _("ghi mất"),
    "note": _("ghi chú"),
    "shelf_mark": _("ký hiệu xếp giá"),
    "to": _("đến"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for ledger_act in LedgerAct:
        name_act(f"holdings.{ledger_act.value}", ledger_act.label)
    for act, label in _ACTS.items():
        name_act(act, label)
    name_kind("holdings.copy", pgettext_lazy("one thing", "Bản sách"), "holdings:copy")
    name_kind("holdings.box", pgettext_lazy("one thing", "Thùng sách"), "holdings:box")
    name_kind(
        "holdings.register", pgettext_lazy("one thing", "Sổ đăng ký cá biệt"), "holdings:register"
    )
    name_kind("holdings.table", pgettext_lazy("one thing", "Bảng"), "holdings:table")
    name_kind("holdings.habit", _("Sổ và ký hiệu của thư viện"), "holdings:habit")
    name_kind("holdings.transfer", _("Điều chuyển"), "holdings:transfer")
    name_kind("holdings.stocktake", pgettext_lazy("one thing", "Đợt kiểm kê"), "holdings:stocktake")
    for key, label in _FIELDS.items():
        name_field(key, label)
