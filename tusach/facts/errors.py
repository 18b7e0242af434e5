"""What the facts refuse."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class BadFact(Refusal):
    code = "bad-fact"
    sentence = _("Số liệu %(source)s không ghi được: %(why)s.")


class NothingToReverse(Refusal):
    code = "nothing-to-reverse"
    sentence = _("Chưa có số liệu nào ghi từ %(source)s nên không có gì để huỷ.")
