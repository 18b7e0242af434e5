"""This room's part when libraries are dissolved, merged or split: who takes their stock."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from tusach.audit.api import Actor
from tusach.holdings.errors import StockWithoutHeir
from tusach.holdings.models import Transfer
from tusach.holdings.selectors.boxes import all_boxes
from tusach.holdings.selectors.transfers import stock_of, transfers_of
from tusach.holdings.services.transfers import Share, share_out, take_back
from tusach.holdings.web.stock_form import ACT, StockForm
from tusach.network.api import Reorganisation, ReorganisationPlan, ServicePoint, take_part


class StockPart:
    """Copies pass to the targets by the decision itself, as transfers that a worker writes.

    Without a choice all that a closing source owns goes to the first target, with its
    numbers; a source that stays keeps what it has.
    """

    name = "holdings"
    label = _("Vốn sách giao cho ai")
    template = "holdings/stock_of_plan.html"

    def form(self, plan: ReorganisationPlan, user: Any, data: Any, files: Any) -> StockForm | None:
        asked = StockForm(plan=plan, user=user, data=data, files=files)
        return asked if asked.stocks else None

    def apply(
        self,
        done: Reorganisation,
        plan: ReorganisationPlan,
        choice: Any | None,
        by: Actor,
        at: datetime,
    ) -> None:
        """Refuses (:class:`StockWithoutHeir`) to close a library that owns copies or boxes
        which nobody takes."""
        for source in plan.sources:
            closes = source.pk not in plan.stays
            shares = (
                choice["shares"].get(source.pk, [])
                if choice is not None
                else self._usual(source, plan, closes)
            )
            if closes and not any(share.closes for share in shares):
                count = stock_of(source.pk).count()
                if count or all_boxes().filter(owner=source, discarded_at=None).exists():
                    raise StockWithoutHeir(library=source.name, count=count)
            share_out(giver=source, shares=shares, done=done, by=by, at=at)

    def _usual(self, source: ServicePoint, plan: ReorganisationPlan, closes: bool) -> list[Share]:
        if not closes or not plan.targets:
            return []
        boxes = all_boxes().filter(owner=source, discarded_at=None).exists()
        if not boxes and not stock_of(source.pk).exists():
            return []
        return [Share(plan.targets[0], whole=True, boxes=True, closes=True)]

    def undo(self, done: Reorganisation, by: Actor, at: datetime) -> None:
        for one in reversed(transfers_of(done.pk)):
            if one.state != Transfer.State.UNDONE:
                take_back(transfer=one, by=by, at=at)

    def may_undo(self, done: Reorganisation, user: Any) -> bool:
        return all(
            user.has_perm(ACT, place)
            for one in transfers_of(done.pk)
            for place in (one.giver, one.taker)
        )


def register() -> None:
    take_part(StockPart())
