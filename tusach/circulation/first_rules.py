"""The rules of lending that every house begins with, put there after each migration where there
are none. A house ends them and sets its own; they never come back."""

from __future__ import annotations

from datetime import date
from typing import Any

from tusach.circulation.models import LoanRule
from tusach.holdings.api import Collection

_SINCE = date(2020, 1, 1)
_BASIS = "Lệ của thư viện, chưa có văn bản"
# What does not leave the house, wherever it stands.
_STAYS = (Collection.REFERENCE, Collection.LOCAL, Collection.RARE)


def lay_first_rules(**_signal: Any) -> None:
    """Three copies for fifteen days, renewed once for seven; reference, local and rare books are
    read in the house (ranges of other libraries: domain B.11)."""
    if LoanRule.objects.exists():
        return
    LoanRule.objects.bulk_create(
        [
            LoanRule(basis=_BASIS, valid_from=_SINCE),
            *(
                LoanRule(
                    basis=_BASIS, valid_from=_SINCE, collection=one, in_house_only=True,
                    most_copies=0, days=0, renewals=0, renewal_days=0,
                )
                for one in _STAYS
            ),
        ]
    )  # fmt: skip
