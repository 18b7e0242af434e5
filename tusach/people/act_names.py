"""What the acts of the role table, and those this room writes down, are called."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.audit.api import name_act, name_field, name_kind

# Rights of every room, for the page that shows who may do what; the rooms themselves name the
# acts that they write down.
RIGHTS = {
    "acquisitions.check_in": _("Nhận báo, tạp chí"),
    "acquisitions.decide": _("Duyệt đề nghị mua"),
    "acquisitions.fund": _("Lập và cấp kinh phí"),
    "acquisitions.order": _("Đặt mua sách, báo"),
    "acquisitions.receive": _("Nhập sách mua, sách tặng"),
    "acquisitions.suggest": _("Đề nghị mua sách"),
    "acquisitions.view": _("Xem việc bổ sung"),
    "audit.view": _("Xem nhật ký việc làm"),
    "audit.view_all": _("Xem nhật ký của việc không gắn với nơi nào"),
    "catalogue.edit": _("Biên mục, sửa biểu ghi"),
    "catalogue.export": _("Xuất biểu ghi"),
    "catalogue.import": _("Nhập biểu ghi từ tệp"),
    "catalogue.quick_record": _("Lập biểu ghi nhanh"),
    "catalogue.view": _("Xem biểu ghi"),
    "circulation.agreements": _("Ghi thoả thuận liên thông"),
    "circulation.count": _("Đếm lượt phục vụ"),
    "circulation.decide_request": _("Quyết định gửi sách khi chưa có thoả thuận"),
    "circulation.lend": _("Cho mượn, nhận trả"),
    "circulation.money": _("Thu, chi, miễn tiền của bạn đọc"),
    "circulation.move_in": _("Chuyển bạn đọc và sách đang mượn vào"),
    "circulation.override": _("Cho mượn khác quy định"),
    "circulation.request": _("Ghi yêu cầu mượn, gửi sách theo yêu cầu"),
    "circulation.rules": _("Đặt quy định mượn, ngày nghỉ"),
    "circulation.see_counts": _("Xem số lượt phục vụ"),
    "circulation.settle_counts": _("Chọn số được tính khi hai bên cùng báo"),
    "circulation.texts": _("Ghi tin nhắn số lượt"),
    "circulation.view": _("Xem sách đang cho mượn, quá hạn"),
    "holdings.accession": _("Đăng ký cá biệt"),
    "holdings.label": _("In nhãn, mã vạch"),
    "holdings.ledger": _("Xem sổ lưu giữ và cân đối vốn sách"),
    "holdings.move": _("Ghi chuyển chỗ bản sách"),
    "holdings.settle": _("Giải quyết dòng không khớp"),
    "holdings.stocktake": _("Kiểm kê"),
    "holdings.tables": _("Nạp bảng môn loại, bảng ký hiệu"),
    "holdings.transfer": _("Điều chuyển sách giữa các thư viện"),
    "holdings.view": _("Xem bản sách"),
    "holdings.withdraw": _("Xuất sách khỏi sổ"),
    "house.health": _("Xem tình trạng hệ thống"),
    "network.change_units": _("Ghi thay đổi đơn vị hành chính"),
    "network.edit_point": _("Sửa điểm phục vụ"),
    "network.import_points": _("Nhập điểm phục vụ từ bảng tính"),
    "network.set_home": _("Đặt tỉnh phục vụ"),
    "network.view": _("Xem mạng lưới"),
    "network.view_secret": _("Xem điểm của quân đội, biên phòng, công an, trại giam"),
    "offline.enrol": _("Mời, ghi nhận thiết bị"),
    "offline.review": _("Duyệt điều thiết bị đã thu hồi gửi"),
    "offline.revoke": _("Thu hồi thiết bị"),
    "offline.view": _("Xem thiết bị"),
    "people.manage": _("Lập tài khoản, giao và thôi vị trí"),
    "people.view": _("Xem tài khoản và vị trí"),
    "policy.set": _("Đặt quy định"),
    "policy.view": _("Xem quy định"),
    "portal.compose": _("Soạn thư mục, giới thiệu sách"),
    "portal.mine": _("Xem sách mình mượn"),
    "portal.publish": _("Đăng, rút thư mục"),
    "readers.account": _("Mở tài khoản cho bạn đọc"),
    "readers.classes": _("Nhập danh sách lớp, cho lên lớp"),
    "readers.counts": _("Xem số liệu bạn đọc và thẻ"),
    "readers.edit": _("Sửa hồ sơ, thẻ, khoá bạn đọc"),
    "readers.export": _("Xuất danh sách bạn đọc"),
    "readers.merge": _("Gộp hồ sơ bạn đọc trùng"),
    "readers.privacy": _("Giải quyết yêu cầu về dữ liệu cá nhân"),
    "readers.register": _("Đăng ký bạn đọc"),
    "readers.view": _("Xem bạn đọc"),
    "rotation.close": _("Đóng đợt luân chuyển"),
    "rotation.hand_over": _("Bàn giao sách"),
    "rotation.inspect": _("Kiểm tra sách trả về"),
    "rotation.overview": _("Xem toàn cảnh luân chuyển"),
    "rotation.pack": _("Đóng thùng"),
    "rotation.plan": _("Lập đợt luân chuyển"),
    "rotation.receive": _("Nhận sách"),
    "rotation.return": _("Trả sách"),
    "rotation.view": _("Xem đợt luân chuyển"),
    "search.tune": _("Chỉnh xếp hạng tìm kiếm"),
    "search.workbench": _("Xem xét tìm kiếm"),
    "upkeep.decide": _("Thẩm định, quyết định thanh lọc"),
    "upkeep.exchange": _("Trao đổi sách với thư viện khác"),
    "upkeep.repair": _("Ghi tình trạng, gửi sách đi sửa"),
    "upkeep.view": _("Xem việc thanh lọc"),
    "upkeep.weed": _("Lập danh sách thanh lọc"),
}

WRITTEN_DOWN = {
    "people.choose_password": _("Đổi mật khẩu"),
    "people.close_account": _("Khoá tài khoản"),
    "people.confirm_second_factor": _("Bật xác thực hai bước"),
    "people.end_post": _("Thôi vị trí công tác"),
    "people.grant_post": _("Giao vị trí công tác"),
    "people.make_one_time_code": _("Cấp mã dùng một lần"),
    "people.open_account": _("Lập tài khoản"),
    "people.rename_account": _("Sửa họ tên"),
    "people.renew_recovery_codes": _("Làm mới mã dự phòng"),
    "people.reopen_account": _("Mở khoá tài khoản"),
    "people.switch_off_second_factor": _("Tắt xác thực hai bước"),
    "people.use_recovery_code": _("Đăng nhập bằng mã dự phòng"),
}


def name_everything() -> None:
    for act, label in WRITTEN_DOWN.items():
        name_act(act, label)
    name_kind("people.account", _("Tài khoản"), "people:account")
    name_field("username", _("tên đăng nhập"))
    name_field("full_name", _("họ và tên"))
    name_field("post", _("vị trí"))
    name_field("from", _("từ"))
    name_field("until", _("thôi từ ngày"))
    name_field("second_factor", _("xác thực hai bước"))
