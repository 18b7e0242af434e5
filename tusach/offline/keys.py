"""Who this installation is to devices: its identity and its two key pairs."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from tusach.offline.bundles import Keys
from tusach.offline.models import HouseKeys


def house() -> tuple[UUID, Keys]:
    """The installation's UUID and keys, made when first asked for; two who ask at once get
    the same."""
    row = HouseKeys.objects.first()
    if row is None:
        sign, agree = Keys.made().numbers
        made = HouseKeys(sign_number=sign, agree_number=agree, made_at=timezone.now())
        HouseKeys.objects.bulk_create([made], ignore_conflicts=True)
        row = HouseKeys.objects.get()
    return row.house, Keys.read(bytes(row.sign_number), bytes(row.agree_number))
