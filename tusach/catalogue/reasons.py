"""The words for faults of MARC records, problems of rows and reasons of refusal.

One place, so that the page, the list of damaged records and the test speak of the same code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS: dict[str, str | Promise] = {
    # marc/iso2709.py, marc/marc8.py, marc/marcxml.py
    "no-record-end": _("Biểu ghi không có dấu kết thúc: tệp bị cắt ngang hoặc quá dài."),
    "no-leader": _("Không có đầu biểu (24 ký tự đầu) đọc được."),
    "length-not-a-number": _("Độ dài ghi ở đầu biểu không phải là số: “%(said)s”."),
    "length-lies": _(
        "Đầu biểu ghi độ dài %(said)s byte, nhưng biểu ghi kết thúc sau %(found)s byte."
    ),
    "other-structure": _("Cấu trúc ghi ở đầu biểu (“%(said)s”) không phải của MARC 21."),
    "base-not-a-number": _("Địa chỉ dữ liệu ở đầu biểu không phải là số: “%(said)s”."),
    "base-lies": _("Địa chỉ dữ liệu %(said)s ghi ở đầu biểu không đúng."),
    "other-charset": _("Đầu biểu ghi bảng mã “%(said)s”, không phải MARC-8 hay UTF-8."),
    "utf8-said-marc8": _("Đầu biểu ghi MARC-8 nhưng nội dung là UTF-8."),
    "not-utf8": _("Trường %(tag)s có byte %(bytes)s không thuộc UTF-8 như đầu biểu ghi."),
    "marc8": _("Trường %(tag)s có byte %(bytes)s không có trong bảng mã MARC-8."),
    "marc8-mark-alone": _("Trường %(tag)s kết thúc bằng một dấu (%(bytes)s) không có chữ."),
    "control-character": _("Trường %(tag)s có ký tự điều khiển %(bytes)s."),
    "directory-length": _("Thư mục trường dài %(length)s byte, không chia hết cho 12."),
    "directory-entry": _("Mục thứ %(number)s của thư mục trường không đọc được: “%(entry)s”."),
    "no-fields": _("Biểu ghi không có trường nào."),
    "field-place": _("Trường %(tag)s ghi bắt đầu ở vị trí %(said)s, đúng ra phải ở %(expected)s."),
    "field-end": _("Trường %(tag)s không kết thúc ở chỗ thư mục trường ghi."),
    "data-outside": _("Có %(length)s byte dữ liệu không thuộc trường nào."),
    "indicators": _("Trường %(tag)s phải có đúng hai chỉ thị, thấy “%(found)s”."),
    "subfield-code": _("Trường %(tag)s có dấu trường con mà không có mã trường con hợp lệ."),
    "field-too-long": _("Trường %(tag)s dài %(length)s byte; ISO 2709 cho nhiều nhất %(limit)s."),
    "too-long": _("Biểu ghi dài %(length)s byte; ISO 2709 cho nhiều nhất %(limit)s."),
    "tag": _("Nhãn trường “%(found)s” không hợp lệ."),
    "text-outside": _("Trường %(tag)s có chữ nằm ngoài trường con."),
    "xml-element": _("Có phần tử “%(found)s” không thuộc MARCXML."),
    "xml-doctype": _("Tệp XML khai báo DOCTYPE (dòng %(line)s); loại này không được nhận."),
    "xml-broken": _("XML hỏng ở dòng %(line)s, cột %(column)s: %(why)s. Phần sau không đọc được."),
    "xml-encoding": _(
        "Tệp XML khai báo một bảng mã không đọc được (%(why)s). Hãy lưu lại bằng UTF-8 rồi gửi."
    ),
    "not-charset": _("Trường %(tag)s có byte %(bytes)s không có trong bảng mã đã chọn."),
    "iso5426": _("Trường %(tag)s có byte %(bytes)s không có trong ISO 5426."),
    "json-broken": _("JSON hỏng (%(why)s): ngoặc hoặc dấu nháy không khép, hoặc tệp bị cắt."),
    "json-shape": _("JSON không theo MARC-in-JSON ở %(where)s: “%(found)s”."),
    # Mending (marc/repair.py)
    "mend-terminator": _("Thêm dấu kết thúc bị thiếu"),
    "mend-leader": _("Sửa đầu biểu: ký tự sai, thừa hoặc thiếu"),
    "mend-lengths": _("Tính lại độ dài và thư mục trường theo dấu kết thúc của từng trường"),
    "mend-tags": _("Trường thứ %(number)s không có nhãn: đặt nhãn 999"),
    "mend-indicators": _("Trường %(tag)s: đưa về đúng hai chỉ thị"),
    "mend-subfield": _("Trường %(tag)s: bỏ dấu trường con không có mã, giữ chữ"),
    "mend-controls": _("Trường %(tag)s: bỏ ký tự điều khiển %(bytes)s"),
    "mend-encoding": _("Trường %(tag)s: đọc chữ theo %(charset)s"),
    "mend-unreadable": _("Trường %(tag)s: byte %(bytes)s không đọc được, thay bằng �"),
    "mend-entities": _("Trường %(tag)s: viết ra các ký hiệu HTML (&lt; &amp; …)"),
    # What is read well and still not taken.
    "authority": _("Biểu ghi tiêu đề chuẩn (authority): khi ghi sẽ vào danh sách tiêu đề chuẩn."),
    "authority-made": _("Đã lập tiêu đề chuẩn “%(heading)s” (%(number)s)."),
    "authority-unnamed": _("Biểu ghi tiêu đề chuẩn không có trường tiêu đề (1XX) nào đã biết."),
    "authority-there": _("Đã có tiêu đề chuẩn “%(heading)s” (%(number)s)."),
    # Rows of a sheet
    "no-title": _("Thiếu nhan đề."),
    "total-row": _("Dòng tổng cộng, không phải sách; bỏ qua."),
    "year-unreadable": _("Cột “%(column)s”: “%(value)s” không phải là năm."),
    "year-wrong": _("Cột “%(column)s”: năm %(value)s ngoài khoảng 1400–%(limit)s."),
    "year-short": _("Cột “%(column)s”: năm “%(value)s” thiếu chữ số, không rõ thế kỷ nào."),
    "number-unreadable": _("Cột “%(column)s”: “%(value)s” không phải là số."),
    "number-ambiguous": _("Cột “%(column)s”: “%(value)s” có thể hiểu hai cách; hãy viết %(ways)s."),
    "isbn-check": _("Cột “%(column)s”: ISBN %(value)s sai chữ số kiểm tra; vẫn ghi như đã gõ."),
    "isbn-shape": _("Cột “%(column)s”: “%(value)s” không phải là ISBN; vẫn ghi như đã gõ."),
    "isbn-rounded": _(
        "Cột “%(column)s”: bảng tính đã làm tròn ISBN thành %(value)s; số đúng đã mất."
    ),
    "language-unknown": _("Cột “%(column)s”: chưa biết ngôn ngữ “%(value)s”; để trống."),
    "audience-unknown": _("Cột “%(column)s”: chưa biết đối tượng “%(value)s”; ghi vào phụ chú."),
    "cell-cut": _("Cột “%(column)s”: ô dài hơn %(most)s ký tự; phần sau đó không được đọc."),
    "from-listener": "%(sentence)s",
    # Why a row is the same as what is there
    "same-number": _("Cùng số kiểm soát %(number)s."),
    "same-isbn": _("Cùng ISBN %(isbn)s và cùng nhan đề."),
    "same-title": _("Cùng nhan đề, tác giả và năm."),
    "same-as-row": _("Trùng với dòng %(row)s của tệp này."),
    "like-row": _(
        "Giống dòng %(row)s của tệp này (cùng nhan đề, tác giả, năm) nhưng mang số kiểm soát khác; "
        "nhập thành hai biểu ghi."
    ),
    "isbn-of-another": _("ISBN %(isbn)s đã có ở một nhan đề khác: “%(title)s”."),
    "matched": _("Đã có: %(score)s điểm giống nhau."),
    "maybe": _("Có thể trùng với “%(title)s” (%(score)s điểm); hãy xem rồi quyết định."),
    # Parts of a score (scoring.py)
    "isbn-shared": _("Cùng ISBN %(isbn)s"),
    "isbn-none-shared": _("Hai ISBN khác nhau: %(one)s và %(other)s"),
    "title-exact": _("Nhan đề giống hệt, cả dấu"),
    "title-no-marks": _("Nhan đề giống, một bên gõ không dấu"),
    "title-other-marks": _("Nhan đề chỉ giống khi bỏ dấu: “%(one)s” và “%(other)s”"),
    "title-begins": _("Nhan đề này là phần đầu của nhan đề kia: “%(one)s” và “%(other)s”"),
    "title-differs": _("Nhan đề khác: “%(one)s” và “%(other)s”"),
    "author-exact": _("Cùng tác giả %(name)s"),
    "author-turned": _("Cùng tác giả, tên viết đảo: “%(one)s” và “%(other)s”"),
    "author-no-marks": _("Cùng tác giả, một bên không dấu: “%(one)s” và “%(other)s”"),
    "author-some": _("Có chung một tác giả: “%(one)s” và “%(other)s”"),
    "author-one-missing": _("Chỉ một bên ghi tác giả: %(name)s"),
    "author-both-missing": _("Cả hai không ghi tác giả"),
    "author-differs": _("Tác giả khác: “%(one)s” và “%(other)s”"),
    "year-same": _("Cùng năm %(year)s"),
    "year-near": _("Năm lệch một: %(one)s và %(other)s"),
    "year-differs": _("Năm khác: %(one)s và %(other)s"),
    "year-both-missing": _("Cả hai không ghi năm"),
    "publisher-same": _("Cùng nhà xuất bản %(name)s"),
    # What a hunt names beside the points (hunting/judging.py)
    "edition-differs": _("Lần xuất bản khác: %(one)s và %(other)s"),
    "subtitle-differs": _("Phụ đề khác: “%(one)s” và “%(other)s”"),
    "series-differs": _("Tùng thư hoặc số trong tùng thư khác: %(one)s và %(other)s"),
    "pages-differ": _("Số trang khác: %(one)s và %(other)s"),
    "source-told-apart": _("Nguồn %(agency)s cho hai số khác nhau: %(one)s và %(other)s"),
    "publisher-differs": _("Nhà xuất bản khác: “%(one)s” và “%(other)s”"),
    "kind-differs": _("Loại tài liệu khác nhau"),
    "said-same": _("Người nhập cho là “%(title)s”."),
    # Undoing
    "in-use": _("Không rút được: %(use)s."),
    "edited": _("Không rút được: %(who)s đã sửa biểu ghi sau khi nhập."),
}


def sentence(reason: Mapping[str, Any]) -> str:
    """The sentence for {"code": …, "facts": {…}}; the bare code when it is not known."""
    code = str(reason.get("code", ""))
    words = REASONS.get(code)
    if words is None:
        return code
    facts = dict(reason.get("facts", {}))
    facts.setdefault("tag", "?")
    try:
        return str(words) % facts
    except KeyError:
        return gettext("Không đọc được (%(code)s).") % {"code": code}


# What each part of likeness is called where its points are set.
PARTS: dict[str, str | Promise] = {
    "same": _("Từ bao nhiêu điểm thì coi là đã có"),
    "maybe": _("Từ bao nhiêu điểm thì báo có thể trùng"),
    "isbn-shared": _("Cùng ISBN"),
    "isbn-none-shared": _("Hai ISBN khác nhau"),
    "title-exact": _("Nhan đề giống hệt, cả dấu"),
    "title-no-marks": _("Nhan đề giống, một bên gõ không dấu"),
    "title-other-marks": _("Nhan đề chỉ giống khi bỏ dấu"),
    "title-begins": _("Nhan đề này là phần đầu của nhan đề kia"),
    "title-differs": _("Nhan đề khác"),
    "author-exact": _("Cùng tác giả"),
    "author-turned": _("Cùng tác giả, tên viết đảo"),
    "author-no-marks": _("Cùng tác giả, một bên không dấu"),
    "author-some": _("Có chung một tác giả"),
    "author-one-missing": _("Chỉ một bên ghi tác giả"),
    "author-both-missing": _("Cả hai không ghi tác giả"),
    "author-differs": _("Tác giả khác"),
    "year-same": _("Cùng năm"),
    "year-near": _("Năm lệch một"),
    "year-differs": _("Năm khác"),
    "year-both-missing": _("Cả hai không ghi năm"),
    "publisher-same": _("Cùng nhà xuất bản"),
    "publisher-differs": _("Nhà xuất bản khác"),
    "kind-differs": _("Loại tài liệu khác nhau"),
}
