"""What a check finds, and the words for it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

Severity = Literal["error", "warning"]
LEADER_AT = -1


@dataclass(frozen=True)
class Problem:
    """``at`` is the number of the field (from 0), ``LEADER_AT``, or None for the whole record.

    ``was_there``: an error in a field that was not changed. It does not keep anybody from
    saving what she did change.
    """

    severity: Severity
    code: str
    at: int | None = None
    facts: dict[str, Any] = field(default_factory=dict)
    was_there: bool = False

    @property
    def blocks(self) -> bool:
        return self.severity == "error" and not self.was_there

    @property
    def place(self) -> str:
        """Where it is, in words: "245", "thứ 3 trong các trường 650", "đầu biểu"."""
        if self.at == LEADER_AT:
            return gettext("đầu biểu")
        tag, nth = self.facts.get("tag", ""), self.facts.get("nth", 1)
        if self.at is None or not tag:
            return gettext("biểu ghi")
        if nth == 1:
            return gettext("trường %(tag)s") % {"tag": tag}
        return gettext("trường %(tag)s thứ %(nth)s") % {"tag": tag, "nth": nth}

    @property
    def sentence(self) -> str:
        return str(SENTENCES[self.code]) % self.facts


def error(code: str, /, **facts: Any) -> Problem:
    return Problem("error", code, facts=facts)


def warning(code: str, /, **facts: Any) -> Problem:
    return Problem("warning", code, facts=facts)


SENTENCES: dict[str, str | Promise] = {
    # The record
    "missing": _("Thiếu trường %(tag)s (%(name)s)."),
    "two-main-entries": _("Chỉ được có một tiêu đề chính; đang có các trường %(tags)s."),
    "no-heading": _("Thiếu tiêu đề: tiêu đề chuẩn phải có đúng một trường 1XX."),
    "two-headings": _("Tiêu đề chuẩn phải có đúng một trường 1XX; đang có hơn một."),
    "other-kind": _(
        "Đầu biểu nói đây là tiêu đề chuẩn hoặc ngược lại (vị trí 6: “%(value)s”); "
        "không đổi được loại của một biểu ghi đã có."
    ),
    "number-changed": _("Số kiểm soát (001) do hệ thống giữ, không sửa được: phải là “%(right)s”."),
    "languages-differ": _("Trường 008 nói ngôn ngữ “%(fixed)s”, trường 041 nói “%(field)s”."),
    "years-differ": _("Trường 008 ghi năm %(fixed)s, địa chỉ xuất bản ghi %(field)s."),
    "title-indicator": _(
        "Chỉ thị 1 của 245 nên là %(right)s: 1 khi có tiêu đề chính 1XX, 0 khi không."
    ),
    # The leader and coded fields
    "leader-length": _("Đầu biểu dài %(length)s ký tự; phải đúng %(right)s."),
    "leader-signs": _("Đầu biểu có ký tự không phải ASCII."),
    "length-from": _(
        "Dài %(length)s ký tự; phải đúng %(right)s. Từ vị trí %(start)s (%(name)s, thấy "
        "“%(value)s”) các mã không còn khớp."
    ),
    "length-short": _(
        "Dài %(length)s ký tự; phải đúng %(right)s: thiếu từ vị trí %(start)s trở đi."
    ),
    "length-long": _(
        "Dài %(length)s ký tự; phải đúng %(right)s: thừa “%(value)s” từ vị trí %(start)s."
    ),
    "position": _("Vị trí %(start)s (%(name)s): không có mã “%(value)s”."),
    "category": _("Ký tự đầu “%(value)s” không phải là một loại vật chất."),
    # Shapes
    "tag-shape": _("Nhãn trường “%(tag)s” không hợp lệ: phải là ba chữ số hoặc chữ cái."),
    "indicator-sign": _("Chỉ thị %(number)s “%(value)s” không phải là một ký tự ASCII."),
    "code-sign": _("Mã trường con “%(value)s” không hợp lệ."),
    "control-sign": _("Có ký tự điều khiển không được đứng trong dữ liệu MARC."),
    # Against the table
    "unknown-tag": _("MARC 21 không có trường này; nội dung vẫn được giữ."),
    "repeated": _("%(name)s không được lặp lại."),
    "no-subfields": _("Trường không có trường con nào."),
    "indicator": _("Chỉ thị %(number)s là “%(value)s”; MARC 21 cho: %(allowed)s (# là để trống)."),
    "unknown-code": _("Không có trường con $%(code)s; nội dung vẫn được giữ."),
    "repeated-code": _("Trường con $%(code)s (%(name)s) không được lặp lại trong một trường."),
    "empty": _("Trường con $%(code)s trống."),
    "too-long": _("Dài %(length)s byte; ISO 2709 chỉ chứa được %(limit)s byte một trường."),
    "record-too-long": _(
        "Cả biểu ghi dài %(length)s byte; ISO 2709 cho nhiều nhất %(limit)s. Vẫn lưu được; khi "
        "xuất hãy dùng MARCXML."
    ),
    # Contents
    "isbn-check": _(
        "ISBN %(value)s sai chữ số kiểm tra. Nếu sách in như vậy, ghi ở $z thay vì $a."
    ),
    "isbn-shape": _("“%(value)s” không phải là ISBN (10 hoặc 13 chữ số)."),
    "issn": _("“%(value)s” không phải là ISSN đúng (tám chữ số, chữ số cuối kiểm tra bảy số kia)."),
    "language-code": _("“%(value)s” ở $%(code)s không phải là mã ngôn ngữ ba chữ thường."),
    "name-turned": _("Tên người Việt viết xuôi, không đảo: “%(right)s” thay vì “%(value)s”."),
    "host-unnamed": _("Chưa nói bài nằm trong đâu: cần $t (nhan đề) hoặc $w (số kiểm soát)."),
    "address": _("“%(value)s” không phải là địa chỉ đầy đủ (https://…)."),
    # Lines of text that cannot be read (marc/text.py)
    "text-no-leader": _("Thiếu dòng đầu biểu (=LDR)."),
    "text-leader-twice": _("Có hai dòng đầu biểu (=LDR)."),
    "text-no-tag": _("Dòng không bắt đầu bằng dấu = và nhãn trường ba ký tự: “%(line)s”."),
    "text-no-code": _("Trường %(tag)s có dấu $ mà không có mã trường con sau nó."),
    "text-indicators": _(
        "Trường %(tag)s phải có đúng hai chỉ thị trước dấu $ (# là để trống), thấy “%(found)s”."
    ),
}  # fmt: skip


def line_sentence(code: str, facts: dict[str, Any]) -> str:
    return str(SENTENCES[code]) % facts
