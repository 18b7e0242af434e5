"""What loans to a group refuse."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from tusach.ui.api import Refusal


class NameMissing(Refusal):
    code = "group-name-missing"
    status = 422
    sentence = _("Hãy ghi sách mượn cho lớp nào, nhóm nào.")


class DueNotAhead(Refusal):
    code = "group-due-not-ahead"
    status = 422
    sentence = _("Hạn trả %(day)s phải sau hôm nay, và không quá một năm.")


class ReaderMayNot(Refusal):
    code = "group-reader-may-not"
    sentence = _("%(reader)s chưa đứng tên mượn cho nhóm được: %(why)s.")


class NotOpen(Refusal):
    code = "group-not-open"
    sentence = _("Lượt mượn của “%(name)s” %(state)s nên không ghi thêm được.")


class CopyNotFree(Refusal):
    code = "group-copy-not-free"
    sentence = _("Bản %(barcode)s (%(title)s) đang ở %(place)s (%(state)s).")


class CopyLent(Refusal):
    code = "group-copy-lent"
    sentence = _("Bản %(barcode)s (%(title)s) đang có người mượn, hạn trả %(due)s.")


class CopyOfThisGroup(Refusal):
    code = "group-copy-twice"
    sentence = _("Bản %(barcode)s (%(title)s) đã quét cho nhóm này rồi.")


class NotForLoan(Refusal):
    code = "group-copy-not-for-loan"
    sentence = _("Bản %(barcode)s (%(title)s): quy định không cho mượn về (%(why)s).")


class NotOfThisGroup(Refusal):
    code = "group-copy-of-another"
    sentence = _("Bản %(barcode)s (%(title)s) không nằm trong lượt mượn của “%(name)s”.")


class StillMissing(Refusal):
    code = "group-still-missing"
    sentence = ngettext_lazy(
        "Còn thiếu %(count)s bản. Nếu vẫn kết thúc, hãy ghi rõ vì sao; bản thiếu vẫn đứng tên "
        "người mượn.",
        "Còn thiếu %(count)s bản. Nếu vẫn kết thúc, hãy ghi rõ vì sao; bản thiếu vẫn đứng tên "
        "người mượn.",
        "count",
    )
