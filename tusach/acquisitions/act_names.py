"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.acquisitions.models import Break
from tusach.acquisitions.models.serials import Frequency
from tusach.acquisitions.rules.states import WishState
from tusach.audit.api import name_act, name_field, name_kind, name_values

_ACTS = {
    "acquisitions.start_intake": _("Lập đợt nhập sách"),
    "acquisitions.change_intake": _("Sửa đợt nhập sách"),
    "acquisitions.drop_intake": _("Bỏ bản nháp đợt nhập"),
    "acquisitions.remove_line": _("Bỏ dòng của đợt nhập"),
    "acquisitions.take_file": _("Lấy danh mục vào đợt nhập"),
    "acquisitions.accept": _("Vào sổ cả đợt"),
    "acquisitions.bind": _("Đóng tập báo"),
    "acquisitions.unbind": _("Tháo tập báo"),
    "acquisitions.undo_intake": _("Rút lại đợt nhập"),
    "acquisitions.add_supplier": _("Thêm nhà cung cấp"),
    "acquisitions.change_supplier": _("Sửa nhà cung cấp"),
    "acquisitions.set_policy": _("Đặt cơ cấu mong muốn của vốn sách"),
    "acquisitions.open_fund": _("Lập khoản kinh phí"),
    "acquisitions.allocate": _("Cấp hoặc cắt kinh phí"),
    "acquisitions.suggest": _("Đề nghị mua sách"),
    "acquisitions.approve_wish": _("Duyệt đề nghị mua"),
    "acquisitions.refuse_wish": _("Từ chối đề nghị mua"),
    "acquisitions.merge_wish": _("Gộp đề nghị mua"),
    "acquisitions.start_order": _("Lập đơn đặt"),
    "acquisitions.change_order": _("Sửa đơn đặt"),
    "acquisitions.remove_order_line": _("Bỏ dòng của đơn đặt"),
    "acquisitions.order_wishes": _("Đặt mua theo đề nghị"),
    "acquisitions.send_order": _("Gửi đơn đặt"),
    "acquisitions.cancel_lines": _("Huỷ một phần đơn đặt"),
    "acquisitions.cancel_order": _("Huỷ đơn đặt"),
    "acquisitions.claim": _("Lập thư nhắc"),
    "acquisitions.answer_claim": _("Ghi trả lời thư nhắc"),
    "acquisitions.follow_serial": _("Theo dõi đầu báo"),
    "acquisitions.set_pattern": _("Đặt định kỳ ra báo"),
    "acquisitions.add_break": _("Ghi kỳ nghỉ, số gộp"),
    "acquisitions.remove_break": _("Bỏ kỳ nghỉ, số gộp"),
    "acquisitions.subscribe": _("Đặt báo"),
    "acquisitions.stop_subscription": _("Dừng đặt báo"),
    "acquisitions.close_order": _("Đơn đặt đã nhận xong"),
    "acquisitions.open_order": _("Đơn đặt mở lại"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _ACTS.items():
        name_act(act, label)
    name_kind(
        "acquisitions.intake", pgettext_lazy("one thing", "Đợt nhập sách"), "acquisitions:intake"
    )
    name_kind(
        "acquisitions.supplier",
        pgettext_lazy("one thing", "Nhà cung cấp"),
        "acquisitions:supplier",
    )
    name_kind("acquisitions.policy", _("Cơ cấu mong muốn"), "acquisitions:policy")
    name_kind("acquisitions.fund", _("Khoản kinh phí"), "acquisitions:fund")
    name_kind("acquisitions.wish", pgettext_lazy("one thing", "Đề nghị mua"), "acquisitions:wish")
    name_kind("acquisitions.order", pgettext_lazy("one thing", "Đơn đặt"), "acquisitions:order")
    name_kind("acquisitions.claim", pgettext_lazy("one thing", "Thư nhắc"), "acquisitions:claim")
    name_kind(
        "acquisitions.serial", pgettext_lazy("one thing", "Báo, tạp chí"), "acquisitions:serial"
    )
    name_kind(
        "acquisitions.subscription",
        pgettext_lazy("one thing", "Phiếu đặt báo"),
        "acquisitions:subscription",
    )
    name_kind("acquisitions.volume", pgettext_lazy("one thing", "Tập báo đóng"))
    name_field("issues", _("số báo"))
    name_field("again", _("lập lại từ"))
    name_field("amount", _("số tiền"))
    name_field("answer", _("trả lời"))
    name_field("file", _("tệp"))
    name_field("into", _("gộp vào"))
    name_field("lines", _("số dòng"))
    name_field("quantity", _("số bản"))
    name_field("frequency", _("định kỳ"))
    name_field("state", _("tình trạng"))
    name_values("frequency", Frequency.choices)
    name_values("state", WishState.choices)
    name_values("kind", Break.Kind.choices)
