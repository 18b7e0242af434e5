"""Saying which provinces this installation serves."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from tusach.audit.api import Actor, record
from tusach.network.errors import NotAProvince
from tusach.network.models import AdminUnit, HomeProvince, Level
from tusach.network.services.codes import letters_of


@transaction.atomic
def serve_province(*, unit: AdminUnit, by: Actor, at: datetime, letters: str = "") -> HomeProvince:
    """Serve a province, after those served already; again with other letters changes them.

    ``letters`` begin the codes of points made from now on (default: LC for Lai Châu).
    Refuses :class:`NotAProvince`. Recorded as ``network.set_home``.
    """
    if unit.level != Level.PROVINCE or unit.ended_on is not None:
        raise NotAProvince(unit=unit.name)
    letters = "".join(c for c in letters.upper() if c.isascii() and c.isalnum())[:6]
    last = HomeProvince.objects.order_by("-position").first()
    home, _made = HomeProvince.objects.update_or_create(
        unit=unit,
        defaults={"letters": letters or letters_of(unit)},
        create_defaults={
            "letters": letters or letters_of(unit),
            "position": last.position + 1 if last else 1,
        },
    )
    record(
        "network.set_home",
        by=by,
        on=("network.unit", unit.pk, unit.name),
        changes={"letters": [None, home.letters]},
        at=at,
    )
    return home


@transaction.atomic
def stop_serving(*, unit: AdminUnit, by: Actor, at: datetime) -> None:
    """Take a province off the list; its points stay. Recorded as ``network.set_home``."""
    HomeProvince.objects.filter(unit=unit).delete()
    record(
        "network.set_home",
        by=by,
        on=("network.unit", unit.pk, unit.name),
        changes={"served": [True, False]},
        at=at,
    )
