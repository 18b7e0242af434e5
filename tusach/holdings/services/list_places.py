"""Keeping whose the copies of a file are and where they are entered."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from tusach.audit.api import Actor
from tusach.holdings.list_places import ToldBranch, ToldPrefix, registers_at
from tusach.holdings.models import ListBranch, ListPrefix, Register
from tusach.holdings.services.registers import open_register
from tusach.network.api import ServicePoint


@transaction.atomic
def keep_places(imported: int, branches: Sequence[ToldBranch]) -> None:
    """Keep which library of ours each of the file's is (None: left out) and, where it is told,
    into which register each kind of its numbers goes. Replaces what was kept."""
    ListBranch.objects.filter(imported=imported).delete()
    for branch in branches:
        kept = ListBranch.objects.create(
            imported_id=imported, name=branch.name[:200], point=branch.point
        )
        ListPrefix.objects.bulk_create(
            ListPrefix(
                branch=kept, prefix=part.prefix[:60], register=part.register, last=part.last or 0
            )
            for part in branch.prefixes
            if part.register is not None and branch.point is not None
        )


def open_for(part: ToldPrefix, owner: ServicePoint, *, by: Actor, at: datetime) -> Register:
    """Open a register that goes on with numbers of a file: their letters, their width."""
    taken = {one.name for one in registers_at([owner.pk])}
    plain = _("Sổ ĐKCB")
    name = first = f"{plain} {part.prefix}".strip()
    number = 2
    while name in taken:
        name, number = f"{first} ({number})", number + 1
    return open_register(
        owner=owner,
        name=name[:120].strip(),
        prefix=part.prefix[:20],
        # The width of its numbers; of a register that begins here, the house's own.
        width=min(max(part.width, 1), 12) if part.last else 6,
        next_number=(part.last or 0) + 1,
        by=by,
        at=at,
    )
