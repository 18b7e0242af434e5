"""What the public pages will not do."""

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class RecordTooLong(Refusal):
    code = "record-too-long"
    sentence = _("Biểu ghi “%(title)s” dài quá khuôn ISO 2709; hãy lấy bản MARCXML.")
    status = 422
