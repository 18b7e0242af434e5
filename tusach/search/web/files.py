"""A CSV file that came with a form, as text."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest
from django.utils.translation import gettext as _

_LARGEST = 1_000_000


def text_of(request: HttpRequest) -> str | None:
    """The text of the file named ``file``; None when there is none that can be read, and the
    page says why."""
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > _LARGEST:
        messages.error(request, _("Hãy chọn một tệp CSV không quá 1 MB."))
        return None
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError:
        messages.error(request, _("Tệp không phải UTF-8. Hãy lưu lại dưới dạng CSV UTF-8."))
        return None
