"""What the public pages will not do."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class RecordTooLong(Refusal):
    code = "record-too-long"
    sentence = _("Biểu ghi “%(title)s” dài quá khuôn ISO 2709; hãy lấy bản MARCXML.")
    status = 422


class ListFull(Refusal):
    code = "portal.list_full"
    sentence = _(
        "Danh sách nhận nhiều nhất %(most)s cuốn. Hãy tải về hoặc chia sẻ danh sách này, rồi "
        "bỏ hết để lập danh sách mới."
    )


class ListEmpty(Refusal):
    code = "portal.list_empty"
    sentence = _("“%(title)s” chưa có cuốn nào để đăng.")
    status = 422


class ListTooLong(Refusal):
    code = "portal.list_too_long"
    sentence = _("Một thư mục nhận nhiều nhất %(most)s cuốn; “%(title)s” sẽ có %(count)s.")
    status = 422


class StepNotNow(Refusal):
    code = "portal.step_not_now"
    sentence = _("“%(title)s” hiện ở tình trạng “%(state)s” nên không làm việc này được.")


class ListChanged(Refusal):
    code = "portal.list_changed"
    sentence = _(
        "“%(title)s” đã được người khác sửa lúc %(when)s, sau khi bạn mở trang này. Những gì bạn "
        "gửi chưa được ghi; hãy xem lại rồi gửi lần nữa."
    )


class OnlyTheProvinceForAll(Refusal):
    code = "portal.only_the_province_for_all"
    sentence = _("Chỉ thư viện tỉnh đăng cho cả mạng lưới; %(library)s đăng cho bạn đọc của mình.")
    status = 422


class NoPublicPlace(Refusal):
    code = "portal.no_public_place"
    sentence = _("%(library)s không có trang công cộng nên không đăng được thư mục.")
    status = 422


class PeriodTurned(Refusal):
    code = "portal.period_turned"
    sentence = _("Ngày cuối %(until)s không thể trước ngày đầu %(first)s.")
    status = 422


class PeriodMissing(Refusal):
    code = "portal.period_missing"
    sentence = _("Hãy ghi khoảng thời gian của sách mới: từ ngày nào đến hết ngày nào.")
    status = 422


class NothingNew(Refusal):
    code = "portal.nothing_new"
    sentence = _(
        "Từ %(first)s đến %(until)s không có sách mới nào ghi sổ ở %(where)s hợp với chủ đề và "
        "đối tượng đã chọn."
    )
    status = 422


class PositionNotNumber(Refusal):
    code = "portal.position_not_number"
    sentence = _("Thứ tự “%(typed)s” của cuốn “%(title)s” không phải số từ 1 đến 9999.")


class NothingTicked(Refusal):
    code = "portal.nothing_ticked"
    sentence = _("Chưa chọn biểu ghi nào: hãy đánh dấu ô trước nhan đề.")
    status = 422


class NothingSuch(Refusal):
    code = "portal.nothing_such"
    sentence = _("Không còn thấy cuốn sách, yêu cầu hoặc thẻ này; trang vừa rồi có thể đã cũ.")
    status = 422
