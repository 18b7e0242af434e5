"""A form sent twice acts once."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import connection
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tusach.ui.models import SentForm
from tusach.ui.refusals import Refusal

FIELD = "once"
KEPT = timedelta(days=2)


class SentTwice(Refusal):
    code = "sent-twice"
    sentence = _("Biểu mẫu này đã được gửi một lần rồi và đã được ghi; lần gửi sau được bỏ qua.")


def once(request: HttpRequest) -> bool:
    """True the first time the form of this request is seen; False for a repeat.

    Call it inside the transaction of the act (``transaction.atomic``). A repeat that comes
    while the first is still under way waits for it. A form without a token is refused as a
    repeat: the template lacks ``{% once %}``.
    """
    try:
        token = uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ui_sentform (token, at) VALUES (%s, now()) ON CONFLICT DO NOTHING",
            [token],
        )
        return bool(cursor.rowcount == 1)


def forget(before: datetime) -> int:
    """Delete tokens of forms sent earlier than ``KEPT`` before ``before``; how many."""
    count, _by_model = SentForm.objects.filter(at__lt=before - KEPT).delete()
    return count
