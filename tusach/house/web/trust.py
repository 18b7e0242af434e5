"""How a phone or computer comes to trust the certificate that ``./run --lan`` made."""

from __future__ import annotations

import hashlib
import ssl

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from tusach.ui.api import named, public


def _authority() -> bytes | None:
    """The certificate in DER, which every kind of device takes; None where there is none."""
    try:
        return ssl.PEM_cert_to_DER_cert(settings.OWN_AUTHORITY.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None


@public
def trust(request: HttpRequest) -> HttpResponse:
    """Steps for each kind of device; on plain HTTP too (headers.OnlyTrust)."""
    found = _authority()
    digest = hashlib.sha256(found).hexdigest().upper() if found else ""
    page = {
        "there": found is not None,
        "print": ":".join(digest[n : n + 2] for n in range(0, len(digest), 2)),
        "address": settings.SITE_ADDRESS,
    }
    return render(request, "house/trust.html", page)


@public
@require_GET
def authority(request: HttpRequest) -> HttpResponse:
    found = _authority()
    if found is None:
        raise Http404
    return named(HttpResponse(found, content_type="application/x-x509-ca-cert"), "tusach-ca.crt")
