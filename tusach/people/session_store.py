"""Django's sessions in the database; what each request reads of them is asked in a prepared way."""

from __future__ import annotations

from datetime import datetime

from django.contrib.sessions.backends import db
from django.contrib.sessions.base_session import AbstractBaseSession
from django.contrib.sessions.models import Session
from django.utils import timezone

from tusach.ui.api import Prepared

_HELD = Prepared(
    lambda key, at: Session.objects.filter(session_key=key, expire_date__gt=at), str, datetime
)


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> AbstractBaseSession | None:
        found = _HELD.first(self.session_key, timezone.now())
        if found is None:
            self._session_key = None
        return found
