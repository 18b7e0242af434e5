"""What a desk looks up by number."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest

from tusach.circulation.models import OpenLoan, Statement
from tusach.holdings.api import Copy, all_copies
from tusach.network.api import ServicePoint
from tusach.ui.api import Prepared

_POINT = Prepared(lambda pk: ServicePoint.objects.filter(pk=pk), int)


def point_of(pk: int) -> ServicePoint | None:
    return _POINT.first(pk)


def copy_of(pk: int) -> Copy | None:
    return all_copies().filter(pk=pk).first()


def point_of_loan(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    """Where the copy was lent; a copy that nobody has is not there."""
    loan = OpenLoan.objects.select_related("point").filter(copy=pk).first()
    if loan is None:
        raise Http404
    return loan.point


def point_of_statement(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    """Where something was said."""
    one = Statement.objects.select_related("point").filter(pk=pk).first()
    if one is None:
        raise Http404
    return one.point
