"""What readers do about their own data from their own account."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import Actor, record
from tusach.readers import errors
from tusach.readers.models import PrivacyRequest, Reader
from tusach.readers.selectors.privacy import everything_of
from tusach.readers.services.privacy import note_request
from tusach.readers.services.registering import on


def _reader_self() -> Actor:
    return Actor(account=None, name=_("Bạn đọc"))


def data_of(reader: Reader, *, at: datetime) -> dict[str, Any]:
    """All that is held of a person, handed to that person; written down as a hand-over."""
    held = everything_of(reader)
    record(
        "readers.hand_over", by=_reader_self(), on=on(reader), place=reader.home_id, at=at,
    )  # fmt: skip
    return held


@transaction.atomic
def ask_about_data(*, reader: Reader, kind: str, what: str, at: datetime) -> PrivacyRequest:
    """A reader asks from the own account; the term runs from today. Refuses
    (:class:`errors.ReasonMissing`) a correction that does not say what is wrong."""
    what = what.strip()
    if kind == PrivacyRequest.Kind.CORRECT and not what:
        raise errors.ReasonMissing
    return note_request(
        reader=reader, kind=kind, asked_by="reader", what=what,
        received_on=timezone.localdate(at), by=_reader_self(), at=at,
    )  # fmt: skip
