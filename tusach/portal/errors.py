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
