"""The acts of this room in words, for whoever reads the record of acts."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import name_act, name_field, name_kind
from tusach.circulation.models import LoanRule

_COUNTING = {
    "circulation.count": _("Ghi số lượt phục vụ"),
    "circulation.correct_count": _("Sửa số lượt phục vụ"),
    "circulation.take_count_back": _("Huỷ số lượt phục vụ"),
    "circulation.choose_count": _("Chọn số được tính khi hai bên cùng báo"),
    "circulation.set_counting_rule": _("Đặt quy định lấy số của ai"),
    "circulation.photo_of_count": _("Đính ảnh phiếu giấy"),
    "circulation.give_sms_number": _("Cấp số hiệu nhắn tin"),
}

_LENDING = {
    "circulation.lend": _("Cho mượn"),
    "circulation.return": pgettext_lazy("loan", "Nhận trả"),
    "circulation.renew": pgettext_lazy("loan", "Gia hạn"),
    "circulation.lose": _("Ghi bạn đọc làm mất sách"),
    "circulation.came_in_a_box": _("Khép lượt mượn của sách về trong thùng"),
    "circulation.undo": _("Hoàn tác việc mượn trả"),
    "circulation.set_rule": _("Đặt quy định mượn"),
    "circulation.end_rule": _("Cho quy định mượn hết hiệu lực"),
    "circulation.withdraw_rule": _("Rút quy định mượn"),
    "circulation.close_days": _("Ghi ngày nghỉ phục vụ"),
    "circulation.grant_grace": _("Châm chước ngày trả"),
    "circulation.drop_days": _("Bỏ ngày nghỉ, ngày châm chước"),
}

_REQUESTS = {
    "circulation.request_ask": _("Ghi yêu cầu mượn"),
    "circulation.request_assign": _("Giữ bản cho yêu cầu"),
    "circulation.request_release": _("Trả yêu cầu về hàng chờ"),
    "circulation.request_send": _("Gửi sách theo yêu cầu"),
    "circulation.request_hold": _("Để riêng sách theo yêu cầu"),
    "circulation.request_arrive": _("Nhận sách theo yêu cầu"),
    "circulation.request_fetch": _("Giao sách theo yêu cầu"),
    "circulation.request_expire": _("Yêu cầu quá hạn giữ"),
    "circulation.request_ride": _("Xếp sách được hỏi vào thùng luân chuyển"),
    "circulation.request_stay": _("Sách được hỏi không đi theo đợt luân chuyển"),
    "circulation.request_come": _("Sách được hỏi đã về theo đợt luân chuyển"),
    "circulation.request_fulfil": _("Đợt luân chuyển đáp ứng yêu cầu của điểm"),
    "circulation.request_cancel": _("Huỷ yêu cầu mượn"),
    "circulation.request_allow": _("Cho gửi sách khi chưa có thoả thuận"),
    "circulation.request_refuse": _("Không cho gửi sách khi chưa có thoả thuận"),
    "circulation.courier_paper": _("Lập giấy gửi sách"),
    "circulation.courier_again": _("In lại giấy gửi sách"),
    "circulation.make_agreement": _("Ghi thoả thuận liên thông"),
    "circulation.end_agreement": _("Ghi thoả thuận liên thông hết hiệu lực"),
}

_MOVING_IN = {
    "circulation.move_in_send": _("Gửi danh sách từ hệ thống khác"),
    "circulation.move_in_begin": _("Ghi danh sách từ hệ thống khác"),
    "circulation.move_in_undo": _("Rút lại danh sách từ hệ thống khác"),
    "circulation.move_in_forget": _("Bỏ những dòng chưa ghi được"),
}

_MONEY = {
    "circulation.money_fine": _("Ghi tiền phạt"),
    "circulation.money_compensation": _("Ghi tiền bồi thường"),
    "circulation.money_paid": _("Thu tiền phạt, bồi thường"),
    "circulation.money_waived": _("Miễn tiền phạt, bồi thường"),
    "circulation.money_deposit": _("Nhận tiền cược"),
    "circulation.money_deposit_back": _("Trả lại tiền cược"),
    "circulation.money_reversed": _("Huỷ một dòng tiền ghi nhầm"),
    "circulation.close_day": _("Khoá sổ tiền mặt của ngày"),
}

_GROUPS = {
    "circulation.group_open": _("Lập lượt mượn cho lớp, nhóm"),
    "circulation.group_close": _("Kết thúc lượt mượn của lớp, nhóm"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in (_COUNTING | _LENDING | _REQUESTS | _MOVING_IN | _MONEY | _GROUPS).items():
        name_act(act, label)
    name_kind("circulation.tally", _("Phiếu đếm"), "circulation:tally")
    name_field("sms_number", _("số hiệu nhắn tin"))
    name_field("figures", _("số liệu"))
    name_field("counts", _("lấy số của"))
    name_field("measure", _("chỉ số"))
    name_field("month", _("tháng"))
    name_kind("circulation.request", _("Yêu cầu mượn"), "circulation:request")
    name_kind("circulation.courier", _("Giấy gửi sách"), "circulation:courier")
    name_kind("circulation.agreement", _("Thoả thuận liên thông"), "circulation:agreement")
    name_kind("circulation.move_in", _("Danh sách từ hệ thống khác"), "circulation:move_in")
    name_kind("circulation.group", _("Lượt mượn của lớp, nhóm"), "circulation:group_loan")
    name_field("missing", _("còn thiếu"))
    name_kind("circulation.rule", _("Quy định mượn"))
    name_kind("circulation.days", _("Ngày nghỉ, ngày châm chước"))
    name_field("due", _("hạn trả"))
    name_field("override", _("lý do làm khác quy định"))
    name_field("amount", _("số tiền"))
    name_field("act", _("việc"))
    for column in LoanRule._meta.get_fields():
        if column.name not in {"id", "basis", "valid_from", "valid_to", "point"}:
            name_field(column.name, getattr(column, "verbose_name", column.name))
