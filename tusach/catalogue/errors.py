"""What the catalogue refuses, by name."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tusach.ui.api import Refusal


class TitleIsMissing(Refusal):
    code = "title-is-missing"
    sentence = _("Chưa có nhan đề: mỗi biểu ghi phải có nhan đề.")
    status = 422


class RecordWasChanged(Refusal):
    """Somebody saved between the reading and the saving of this editor."""

    code = "record-was-changed"
    sentence = _(
        "%(who)s đã lưu biểu ghi “%(title)s” lúc %(when)s, sau khi bạn mở. "
        "Chưa ghi gì: hãy so hai bản dưới đây rồi lưu lại."
    )
    status = 409
