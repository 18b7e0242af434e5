"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import name_act, name_field, name_kind

_ACTS = {
    "upkeep.begin_weeding": _("Lập đợt thanh lọc"),
    "upkeep.drop_weeding": _("Bỏ đợt thanh lọc"),
    "upkeep.submit_weeding": _("Trình danh mục thanh lọc"),
    "upkeep.send_weeding_back": _("Trả lại danh mục thanh lọc"),
    "upkeep.appraise_weeding": _("Thẩm định danh mục thanh lọc"),
    "upkeep.decide_weeding": _("Ghi quyết định thanh lọc"),
    "upkeep.take_decision_back": _("Rút quyết định thanh lọc chưa thi hành"),
    "upkeep.carry_out_weeding": _("Thi hành quyết định thanh lọc"),
    "upkeep.weeding_struck": _("Xuất sổ xong đợt thanh lọc"),
    "upkeep.cancel_weeding": _("Huỷ quyết định thanh lọc"),
    "upkeep.weeding_cancelled": _("Ghi lại vào sổ xong"),
    "upkeep.dispose": _("Ghi cách xử lý sách thanh lọc"),
    "upkeep.take_disposal_back": _("Bỏ cách xử lý ghi nhầm"),
    "upkeep.close_weeding": _("Kết thúc đợt thanh lọc"),
    "upkeep.file_scan": _("Lưu bản chụp vào hồ sơ thanh lọc"),
    "upkeep.discard_file": _("Bỏ giấy tờ khỏi hồ sơ thanh lọc"),
    "upkeep.begin_exchange": _("Lập danh mục trao đổi"),
    "upkeep.offer_exchange": _("Chào danh mục trao đổi"),
    "upkeep.ask_exchange": _("Đề nghị nhận sách trao đổi"),
    "upkeep.decline_exchange": _("Không đồng ý trao đổi"),
    "upkeep.take_request_back": _("Rút đề nghị nhận sách trao đổi"),
    "upkeep.decide_exchange": _("Ghi quyết định trao đổi"),
    "upkeep.exchange_again": _("Chào lại sách đã rút điều chuyển"),
    "upkeep.close_exchange": _("Khoá danh mục trao đổi"),
    "upkeep.reopen_exchange": _("Mở lại danh mục trao đổi"),
    "upkeep.inspect": _("Ghi tình trạng bản sách"),
    "upkeep.send_to_repair": _("Gửi sách đi sửa"),
    "upkeep.back_from_repair": _("Nhận sách sửa về"),
    "upkeep.undo_send": _("Hoàn tác gửi sách đi sửa"),
    "upkeep.undo_back": _("Hoàn tác nhận sách sửa về"),
    "upkeep.drop_exchange": _("Bỏ danh mục trao đổi"),
}
_FIELDS = {
    "decision": _("quyết định"),
    "fate": _("cách xử lý"),
    "file": _("tệp"),
    "kept": _("giữ lại"),
    "of": _("trên tổng số"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _ACTS.items():
        name_act(act, label)
    for key, label in _FIELDS.items():
        name_field(key, label)
    name_kind("upkeep.weeding", pgettext_lazy("one thing", "Đợt thanh lọc"), "upkeep:weeding")
    name_kind("upkeep.exchange", pgettext_lazy("one thing", "Danh mục trao đổi"), "upkeep:exchange")
    name_kind("upkeep.trip", pgettext_lazy("one thing", "Phiếu gửi sửa"), "upkeep:trip")
