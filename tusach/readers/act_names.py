"""The acts of this room in words, for whoever reads the activity log."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.audit.api import name_act, name_field, name_kind

_ACTS = {
    "readers.register": _("Đăng ký bạn đọc"),
    "readers.change": _("Sửa hồ sơ bạn đọc"),
    "readers.look": _("Xem hồ sơ bạn đọc"),
    "readers.set_guardian": _("Ghi người giám hộ"),
    "readers.note_accessible": _("Ghi quyền dùng tài liệu dễ tiếp cận"),
    "readers.drop_accessible": _("Bỏ quyền dùng tài liệu dễ tiếp cận"),
    "readers.card_new": _("Cấp thẻ mới"),
    "readers.card_renewed": _("Gia hạn thẻ"),
    "readers.card_replaced": _("Đổi thẻ"),
    "readers.card_lost": _("Báo mất thẻ"),
    "readers.card_found": _("Tìm lại được thẻ"),
    "readers.card_ended": _("Thu, huỷ thẻ"),
    "readers.undo_card_act": _("Hoàn tác việc với thẻ"),
    "readers.bar": _("Khoá quyền mượn của bạn đọc"),
    "readers.unbar": _("Mở khoá bạn đọc"),
    "readers.give_consent": _("Ghi sự đồng ý"),
    "readers.withdraw_consent": _("Ghi việc rút lại sự đồng ý"),
    "readers.merge": _("Gộp hai hồ sơ bạn đọc"),
    "readers.part": _("Tách lại hai hồ sơ đã gộp"),
    "readers.note_request": _("Ghi yêu cầu về dữ liệu cá nhân"),
    "readers.answer_request": _("Trả lời yêu cầu về dữ liệu cá nhân"),
    "readers.hand_over": _("Giao bản sao dữ liệu cho bạn đọc"),
    "readers.erase": _("Xoá dữ liệu của bạn đọc"),
    "readers.export": _("Xuất danh sách bạn đọc"),
    "readers.print_cards": _("In thẻ bạn đọc"),
    "readers.open_account": _("Mở tài khoản cho bạn đọc"),
    "readers.close_account": _("Đóng tài khoản của bạn đọc"),
    "readers.show_child": _("Cho phụ huynh xem thẻ của con"),
    "readers.hide_child": _("Thôi cho phụ huynh xem thẻ của con"),
    "readers.take_list": _("Gửi danh sách lớp"),
    "readers.apply_list": _("Ghi danh sách lớp"),
    "readers.undo_list": _("Rút lại danh sách lớp"),
    "readers.drop_list": _("Bỏ danh sách lớp"),
    "readers.promote": _("Cho học sinh lên lớp"),
    "readers.undo_promotion": _("Hoàn tác việc lên lớp"),
    "readers.offer_class": _("Lập nhóm bạn đọc"),
    "readers.change_class": _("Sửa nhóm bạn đọc"),
    "readers.offer_purpose": _("Lập mục đích đồng ý"),
    "readers.change_purpose": _("Sửa mục đích đồng ý"),
    "readers.not_the_same": _("Xác nhận là hai bạn đọc khác nhau"),
}
_FIELDS = {
    "account": _("tài khoản"),
    "address": _("chỗ ở"),
    "audience": _("đối tượng phục vụ"),
    "birth_year": _("năm sinh"),
    "card_act": _("việc với thẻ"),
    "email": _("thư điện tử"),
    "guardian": _("người giám hộ"),
    "home_id": pgettext_lazy("of a reader", "điểm phục vụ"),
    "language": _("ngôn ngữ của giấy báo"),
    "left": _("ra trường"),
    "merged_into": _("gộp vào hồ sơ"),
    "not_the_same": _("khác với hồ sơ"),
    "phone": _("điện thoại"),
    "purpose": _("mục đích"),
    "reader_class": _("nhóm bạn đọc"),
    "reader_class_id": _("nhóm bạn đọc"),
    "request": _("yêu cầu"),
    "rows": _("số dòng"),
    "school_class": pgettext_lazy("of pupils", "lớp"),
    "school_year": _("năm học"),
}


def name_acts() -> None:
    """Called when the room starts."""
    for act, label in _ACTS.items():
        name_act(act, label)
    name_kind("readers.reader", pgettext_lazy("one thing", "Bạn đọc"), "readers:reader")
    name_kind(
        "readers.class_list", pgettext_lazy("one thing", "Danh sách lớp"), "readers:class_list"
    )
    name_kind("readers.class", pgettext_lazy("one thing", "Nhóm bạn đọc"), "readers:class")
    name_kind("readers.purpose", pgettext_lazy("one thing", "Mục đích đồng ý"), "readers:purpose")
    name_kind("readers.promotion", pgettext_lazy("one thing", "Việc lên lớp"))
    for key, label in _FIELDS.items():
        name_field(key, label)
