"""What this room asks the room `policy`, and the rows every installation begins with.

Circular 02/2020/TT-BVHTTDL guides the Law on Libraries (in force since 01/07/2020). Nobody has
compared these numbers with its full text yet, so none is marked as verified.
"""

from __future__ import annotations

from datetime import date

from django.utils.translation import gettext_lazy as _

from tusach.policy.api import First, Question, Unit, ask

_CIRCULAR = "Thông tư 02/2020/TT-BVHTTDL"
_HOUSE = "Lệ của thư viện, chưa có văn bản"
_SINCE = date(2020, 7, 1)

SHARE = "upkeep.weeding_percent"
KEEP_YEARS = "upkeep.file_years"
CANCEL_DAYS = "upkeep.cancel_days"
UNUSED_YEARS = "upkeep.unused_years"
PERIODICAL_YEARS = "upkeep.periodical_years"
SURPLUS_COPIES = "upkeep.surplus_copies"
LAW_YEARS = "upkeep.law_years"
TEXTBOOK_YEARS = "upkeep.textbook_years"
LOST_YEARS = "upkeep.lost_years"

_QUESTIONS = [
    (SHARE, _("Tỷ lệ nhiều nhất của một đợt thanh lọc so với tổng số tài liệu"), Unit.PERCENT,
     10, _CIRCULAR, 100),
    (KEEP_YEARS, _("Số năm giữ hồ sơ thanh lọc"), Unit.YEARS, 5, _CIRCULAR, 100),
    (PERIODICAL_YEARS, _("Số năm giữ báo, tạp chí phổ thông"), Unit.YEARS, 2, _CIRCULAR, 100),
    (CANCEL_DAYS, _("Số ngày sau khi xuất sổ còn huỷ được quyết định thanh lọc"), Unit.DAYS,
     90, _HOUSE, 3650),
    (UNUSED_YEARS, _("Số năm không ai dùng thì đề nghị thanh lọc"), Unit.YEARS, 5, _HOUSE, 100),
    (SURPLUS_COPIES, _("Số bản giữ lại của mỗi tên sách khi lọc bản thừa"), Unit.COPIES, 5,
     _HOUSE, 1000),
    (LAW_YEARS, _("Số năm sau khi xuất bản thì xem lại sách pháp luật"), Unit.YEARS, 10, _HOUSE,
     100),
    (TEXTBOOK_YEARS, _("Số năm sau khi xuất bản thì xem lại sách giáo khoa"), Unit.YEARS, 6,
     _HOUSE, 100),
    (LOST_YEARS, _("Số năm ghi mất mà không tìm thấy thì đề nghị xuất sổ"), Unit.YEARS, 1, _HOUSE,
     100),
]  # fmt: skip


def ask_rules() -> None:
    """Called when the room starts."""
    for key, label, unit, value, basis, most in _QUESTIONS:
        ask(
            Question(
                key=key,
                label=label,
                unit=unit,
                group=_("Thanh lọc, phục chế"),
                first=First(value, basis, _SINCE),
                most=most,
                by_point=True,
            )
        )
