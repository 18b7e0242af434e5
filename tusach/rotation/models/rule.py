"""What migration 0001 refers to. The rules of rotation are rows of the room `policy`."""

from __future__ import annotations

from django.contrib.postgres.fields import DateRangeField
from django.db.models import Func


class _Period(Func):
    function = "DATERANGE"
    output_field = DateRangeField()
