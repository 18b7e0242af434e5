"""A form sent twice acts once."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from django.db import connection, transaction
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
    token = _token(request)
    if token is None:
        return False
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO ui_sentform (token, at, led_to) VALUES (%s, now(), '')"
            " ON CONFLICT DO NOTHING",
            [token],
        )
        return bool(cursor.rowcount == 1)


@contextmanager
def act_once(request: HttpRequest) -> Iterator[None]:
    """The transaction of what the form of this request asks for. Refuses (:class:`SentTwice`)
    a form that was acted upon already."""
    with transaction.atomic():
        if not once(request):
            request.sent_twice = _token(request) is not None  # type: ignore[attr-defined]
            raise SentTwice
        yield


def _token(request: HttpRequest) -> uuid.UUID | None:
    try:
        return uuid.UUID(request.POST.get(FIELD, ""))
    except ValueError:
        return None


def was_acted_upon(request: HttpRequest) -> bool:
    """Whether another sending of this form has done what it asks for."""
    token = _token(request)
    return token is not None and SentForm.objects.filter(pk=token).exists()


def led_to(request: HttpRequest) -> str:
    """Where the form of this request led when it was acted upon; "" when it was not yet."""
    token = _token(request)
    found = SentForm.objects.filter(pk=token).first() if token else None
    return found.led_to if found else ""


def wait_for_led_to(request: HttpRequest, timeout: float = 1.0) -> str:
    """As :func:`led_to`, once the other sending has answered; "" after ``timeout`` seconds."""
    deadline = time.monotonic() + timeout
    while not (found := led_to(request)) and time.monotonic() < deadline:
        time.sleep(0.02)
    return found


def note_led_to(request: HttpRequest, address: str) -> None:
    """Write down where the form of this request led. Nothing, if it was not acted upon."""
    if (token := _token(request)) and len(address) <= 1000:
        SentForm.objects.filter(pk=token, led_to="").update(led_to=address)


def forget(before: datetime) -> int:
    """Delete tokens of forms sent earlier than ``KEPT`` before ``before``; how many."""
    count, _by_model = SentForm.objects.filter(at__lt=before - KEPT).delete()
    return count
