"""What waits at the counters of whoever signs in, on their own desk."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from tusach.circulation.request_states import RequestState
from tusach.circulation.selectors import loans, requests
from tusach.circulation.web.places import places
from tusach.ui.api import needs

VIEW, ASK = "circulation.view", "circulation.request"


@needs(VIEW)
@require_safe
def waiting(request: HttpRequest, pk: int) -> HttpResponse:
    """The panel of the person with this number; what is pressing before the rest."""
    if pk != request.user.pk:
        raise Http404
    seen, asked = places(request, VIEW), requests.counts(places(request, ASK))
    counts = {
        "late": loans.overdue(loans.loans_at(seen), timezone.localdate()).count(),
        "pull": asked.get(RequestState.ASSIGNED, 0),
        "coming": asked.get(RequestState.ON_THE_WAY, 0),
        "ready": asked.get(RequestState.READY, 0),
        "odd": loans.remarks_at(seen).filter(seen_at__isnull=True).count(),
    }
    return render(request, "circulation/waiting.html", {**counts, "any": any(counts.values())})
