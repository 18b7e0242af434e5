"""Accession registers: opening them, closing them, and taking numbers."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from django.db import IntegrityError, transaction

from tusach.audit.api import Actor, record
from tusach.holdings.errors import NumberTaken, RegisterClosed, RegisterExists, RegisterOfAnother
from tusach.holdings.models import Register, RegisterKind, RegisterLine
from tusach.network.api import ServicePoint


@transaction.atomic
def open_register(
    *,
    owner: ServicePoint,
    name: str,
    prefix: str = "",
    width: int = 6,
    next_number: int = 1,
    kind: str = RegisterKind.BOOKS,
    by: Actor,
    at: datetime,
) -> Register:
    """Open a register of a library; ``next_number`` continues one that was kept on paper.

    Refuses (:class:`RegisterExists`) a second one with this name or prefix at the library.
    """
    try:
        with transaction.atomic():
            register = Register.objects.create(
                owner=owner,
                name=name,
                prefix=prefix,
                width=width,
                next_number=next_number,
                kind=kind,
            )
    except IntegrityError:
        raise RegisterExists(owner=owner.name, register=f"{name} {prefix}".strip()) from None
    record(
        "holdings.open_register",
        by=by,
        on=("holdings.register", register.pk, name),
        place=owner.pk,
        at=at,
    )
    return register


@transaction.atomic
def close_register(*, register: Register, on: date, by: Actor, at: datetime) -> Register:
    """Enter no more copies in it. Its numbers stay taken. Twice changes nothing."""
    register = Register.objects.select_for_update().get(pk=register.pk)
    if register.closed_on is None:
        register.closed_on = on
        register.save(update_fields=["closed_on"])
        record(
            "holdings.close_register",
            by=by,
            on=("holdings.register", register.pk, register.name),
            place=register.owner_id,
            at=at,
        )
    return register


def take_numbers(
    register: Register, owner: ServicePoint, count: int, wanted: Sequence[int] = ()
) -> tuple[Register, Sequence[int]]:
    """Lock the register and take its next ``count`` numbers, or those ``wanted``, for ever.

    Wanted numbers are those that the books carry already, from the register on paper.
    Refuses a closed register (:class:`RegisterClosed`), one of another library
    (:class:`RegisterOfAnother`) and a wanted number that was given before
    (:class:`NumberTaken`).
    """
    register = (
        Register.objects.select_for_update(of=("self",)).select_related("owner").get(pk=register.pk)
    )
    if register.owner_id != owner.pk:
        raise RegisterOfAnother(register=register.name, owner=register.owner.name, asked=owner.name)
    if register.closed_on is not None:
        raise RegisterClosed(register=register.name, day=f"{register.closed_on:%d/%m/%Y}")
    if wanted:
        # Also a number that a copy had before a transfer gave it another.
        other = RegisterLine.objects.filter(register=register, number__in=wanted).first()
        if other is not None:
            raise NumberTaken(accession_no=other.accession_no, register=register.name)
        numbers: Sequence[int] = list(wanted)
        register.next_number = max(register.next_number, max(numbers) + 1)
    else:
        numbers = range(register.next_number, register.next_number + count)
        register.next_number += count
    register.save(update_fields=["next_number"])
    return register, numbers
