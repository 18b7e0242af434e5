"""A reader's own page: cards, loans, renewals; the same for the children shown to a parent."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tusach.audit.api import Actor
from tusach.circulation.api import renew as renew_loan
from tusach.portal.own_loans import loan_of, mine_on, whom
from tusach.ui.api import needs, press


def account_of(request: HttpRequest) -> int:
    """The account that is signed in."""
    if request.user.pk is None:  # the guard let nobody else through
        raise Http404
    return int(request.user.pk)


@needs("portal.mine")
@never_cache
def mine(request: HttpRequest) -> HttpResponse:
    today = timezone.localdate()
    readers, chosen = whom(account_of(request), request.GET.get("ban-doc", ""))
    page = {
        "readers": readers,
        "mine": mine_on(chosen, today) if chosen is not None else None,
        "today": today,
    }
    return render(request, "portal/mine.html", page)


@needs("portal.mine")
@require_POST
def renew(request: HttpRequest) -> HttpResponse:
    """One loan goes on, by the rule in force."""
    loan = loan_of(account_of(request), request.POST.get("ban", ""))
    if loan is None or loan.reader is None:
        raise Http404
    # Whoever reads the log of acts must not learn from it who borrowed what.
    by = Actor(account=None, name=_("Bạn đọc tự gia hạn"))
    to = f"{reverse('portal:mine')}?ban-doc={loan.reader.number}"
    return press(
        request,
        to,
        lambda: renew_loan(copy=loan.copy, point=loan.point, by=by, at=timezone.now()),
        _("Đã gia hạn “%(title)s”.") % {"title": loan.copy.record.title},
    )
