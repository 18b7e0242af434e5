"""The states of one destination of a batch, and of one copy within it.

The step model of the Circular's practice (planned → surveyed → picked → packed → issued → in
transit → handed over → shelved → in service → extended or passed on → recalled → returned →
inspected → closed) is held by these states and by dated acts beside them: survey, guidance,
extension and exchange happen *within* a state and never hide where the box is.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LegState(models.TextChoices):
    """Where one destination of a batch stands. A batch stands where its slowest one does."""

    PLANNED = "planned", _("Dự kiến")
    PICKING = "picking", _("Đang chọn và đóng thùng")
    PACKED = "packed", _("Đã đóng thùng")
    SENT = "sent", _("Đang trên đường")
    IN_SERVICE = "in_service", _("Đang phục vụ")
    RECALLED = "recalled", _("Đang thu hồi")
    RETURNED = "returned", _("Đã nhận trả")
    INSPECTED = "inspected", _("Đã kiểm tra")
    CLOSED = "closed", _("Đã kết thúc")
    CANCELLED = "cancelled", _("Đã huỷ")


# The order of the way; a cancelled destination stands outside it.
WAY = (
    LegState.PLANNED,
    LegState.PICKING,
    LegState.PACKED,
    LegState.SENT,
    LegState.IN_SERVICE,
    LegState.RECALLED,
    LegState.RETURNED,
    LegState.INSPECTED,
    LegState.CLOSED,
)
BEFORE_HAND_OVER = frozenset({LegState.PLANNED, LegState.PICKING, LegState.PACKED, LegState.SENT})
AT_POINT = frozenset({LegState.IN_SERVICE, LegState.RECALLED})


class LineState(models.TextChoices):
    """What has become of one copy within one destination of a batch."""

    PICKED = "picked", _("Đã chọn")
    PACKED = "packed", _("Trong thùng")
    RELEASED = "released", _("Bỏ ra")
    REFUSED = "refused", _("Không nhận")
    IN_SERVICE = "in_service", _("Đang phục vụ")
    RETURNED = "returned", _("Đã trả")
    LOST = "lost", _("Mất")
    WITHDRAWN = "withdrawn", _("Đã xuất khỏi sổ")
    PASSED_ON = "passed_on", _("Đã chuyển tiếp")


# A copy may stand in one line only while in these: the database holds it, too.
OPEN_LINES = frozenset({LineState.PICKED, LineState.PACKED, LineState.IN_SERVICE})
# Handed over once, whatever happened later: the left side of the closing sum.
HANDED_LINES = frozenset(
    {
        LineState.IN_SERVICE,
        LineState.RETURNED,
        LineState.LOST,
        LineState.WITHDRAWN,
        LineState.PASSED_ON,
    }
)


class Came(models.TextChoices):
    """How a copy came into a batch."""

    PICKED = "picked", _("Chọn theo nhu cầu")
    SCANNED = "scanned", _("Quét khi đóng thùng")
    DOOR = "door", _("Bổ sung tại nơi bàn giao")
    LATER = "later", _("Bổ sung trong thời gian phục vụ")
    PASSED = "passed", _("Nhận chuyển tiếp")


class ReturnedAs(models.TextChoices):
    """In what condition a copy came back."""

    GOOD = "good", _("Nguyên vẹn")
    DAMAGED = "damaged", _("Hư hỏng")
    QUARANTINE = "quarantine", _("Cách ly")


class CameBack(models.TextChoices):
    """What the store found of a copy that the receiver did not take."""

    GOOD = "good", _("Nguyên vẹn")
    DAMAGED = "damaged", _("Hư hỏng")
    QUARANTINE = "quarantine", _("Cách ly")
    LOST = "lost", _("Không thấy")


class RefusedBecause(models.TextChoices):
    """Why a copy was not handed over."""

    UNWANTED = "unwanted", _("Bên nhận không nhận")
    CONTENT = "content", _("Nội dung không phù hợp")
    DAMAGED = "damaged", _("Hư hỏng")
    NOT_IN_BOX = "not_in_box", _("Không có trong thùng")
