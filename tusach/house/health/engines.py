"""The search index and the custody ledger."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from tusach.house.health.finding import Finding, State
from tusach.house.ledger import ledger_balance, ledger_faults
from tusach.search.api import status

# Seconds from a save until it can be found; the indexer needs one or two.
SLOW = 30


def index() -> Finding:
    """Whether somebody follows the changes into the index, and how far behind it is."""
    subject = _("Chỉ mục tìm kiếm")
    found = status()
    if not found["holder"]:
        return Finding(
            "index",
            subject,
            State.BAD,
            _("Tiến trình lập chỉ mục không chạy: sách mới sẽ không tìm thấy."),
            _("Khởi động lại: ./run stop rồi ./run. Xem logs/indexer.log."),
        )
    if not found["built"] or "error" in found:
        return Finding(
            "index",
            subject,
            State.WARN,
            _("Đang lập lại chỉ mục; tạm thời tìm chưa đủ."),
            _("Chờ vài phút; nếu vẫn vậy: ./run manage rebuild_index."),
        )
    behind = float(str(found["behind"]))
    if behind > SLOW:
        return Finding(
            "index",
            subject,
            State.WARN,
            _("Chậm %(seconds)s giây, %(waiting)s thay đổi đang chờ.")
            % {"seconds": round(behind), "waiting": found["waiting"]},
            _("Thường là do một lượt nhập lớn; nếu kéo dài: ./run manage rebuild_index."),
        )
    return Finding(
        "index",
        subject,
        State.OK,
        _("Theo kịp, có %(count)s tài liệu") % {"count": found["documents"]},
    )


def ledger(at: datetime) -> Finding:
    """Whether every copy is where its chain says, and the sum agrees."""
    subject = _("Sổ lưu giữ")
    if faults := ledger_faults(at):
        return Finding(
            "ledger",
            subject,
            State.BAD,
            _("Nơi của bản sách không khớp với sổ: %(faults)s") % {"faults": "; ".join(faults)},
            _("Đừng sửa tay. Sao lưu ngay (./run backup) và gửi dòng này cho người viết phần mềm."),
        )
    found = ledger_balance(at)
    return Finding(
        "ledger",
        subject,
        State.OK,
        _("Khớp: vào sổ %(accessioned)s, xuất khỏi sổ %(withdrawn)s, đang giữ %(held)s bản")
        % {**found, "held": found["accessioned"] - found["withdrawn"]},
    )
