"""What a reader who signed in sees of their own, and of the children shown to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tusach.circulation.api import (
    Balance,
    MyRequest,
    OpenLoan,
    balance_of,
    requests_of_reader,
)
from tusach.readers.api import Reader, Standing, readers_of_account, standing_of


@dataclass(frozen=True)
class Mine:
    """One of the readers an account speaks for, with the card as it stands, the loans,
    the money and what is asked for."""

    reader: Reader
    standing: Standing
    loans: Sequence[OpenLoan]
    balance: Balance
    requests: Sequence[MyRequest]


def whom(account: int, number: str) -> tuple[list[Reader], Reader | None]:
    """All that the account speaks for, and the one with this number: the first where the number
    is none of theirs."""
    readers = readers_of_account(account)
    chosen = next((one for one in readers if str(one.number) == number), None)
    return readers, chosen or (readers[0] if readers else None)


def mine_on(reader: Reader, day: date) -> Mine:
    return Mine(
        reader, standing_of(reader, day), loans_of(reader), balance_of(reader.pk),
        requests_of_reader(reader.pk),
    )  # fmt: skip


def loans_of(reader: Reader) -> list[OpenLoan]:
    """What the reader has at home, what is due first first."""
    return list(
        OpenLoan.objects.filter(reader=reader)
        .select_related("copy__record", "point")
        .order_by("due", "lent_at")
    )


def loan_of(account: int, barcode: str) -> OpenLoan | None:
    """The loan of this copy, if it is of somebody the account speaks for."""
    return (
        OpenLoan.objects.filter(copy__barcode=barcode, reader__in=readers_of_account(account))
        .select_related("copy__record", "point")
        .first()
    )
