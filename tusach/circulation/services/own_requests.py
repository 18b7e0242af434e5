"""Requests that readers make and take back by themselves, from their own account."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.catalogue.api import Record
from tusach.circulation import request_errors as errors
from tusach.circulation.asked_for_requests import MOST_ASKED
from tusach.circulation.models import Request
from tusach.circulation.request_states import OPEN
from tusach.circulation.services.requests import ask, cancel
from tusach.network.api import ServicePoint, is_open_q
from tusach.policy.api import number_on
from tusach.readers.api import Reader, standing_of


def _reader_self() -> Actor:
    # Whoever reads the record of acts must not learn from it who asked for what.
    return Actor(account=None, name=_("Bạn đọc tự ghi"))


@transaction.atomic
def ask_myself(*, reader: Reader, wanted: Record, at: datetime) -> Request:
    """A reader asks for a title, to be had where the reader belongs.

    Refuses, beside what :func:`ask` refuses, a reader who is barred
    (:class:`errors.BarredAsking`), one without a valid card (:class:`errors.CardlessAsking`), a
    home point that no longer serves (:class:`errors.PickupClosed`), and more open requests than
    the rule allows (:class:`errors.TooManyAsked`).
    """
    day = timezone.localdate(at)
    Reader.objects.select_for_update().get(pk=reader.pk)
    standing = standing_of(reader, day)
    if standing.bar is not None:
        raise errors.BarredAsking(reason=standing.bar.reason)
    if standing.card is None:
        raise errors.CardlessAsking(point=reader.home.public_name)
    if not ServicePoint.objects.filter(is_open_q(day), pk=reader.home_id).exists():
        raise errors.PickupClosed(point=reader.home.public_name)
    most = number_on(MOST_ASKED, day, 5, point=reader.home)
    if Request.objects.filter(reader=reader, state__in=OPEN).count() >= most:
        raise errors.TooManyAsked(most=most)
    return ask(point=reader.home, wanted=wanted, reader=reader, by=_reader_self(), at=at)


def cancel_mine(*, request: Request, at: datetime) -> Request:
    """A reader no longer wants it. Refuses (:class:`errors.NotThisStep`) a book on its way."""
    return cancel(request=request, why=_("Bạn đọc không cần nữa"), by=_reader_self(), at=at)
