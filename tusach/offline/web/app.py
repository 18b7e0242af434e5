"""The offline desk as a browser gets it: its page, its service worker, its manifest.

Nothing here depends on who asks: the same bytes for everybody, kept by the browser for weeks.
"""

from __future__ import annotations

import hashlib
import json
from functools import lru_cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import reverse
from django.views.decorators.http import require_safe

from tusach.ui.api import public

FOLDER = "ui/desk"
# What the first installation brings besides the page and the manifest.
FILES = ("desk.js", "desk.css", "reading.js", "mark.svg", "mark-192.png")
# The scanner for browsers without one is a WebAssembly program; script stays as everywhere.
POLICY = (
    "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; connect-src 'self'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'; frame-ancestors 'none'"
)


@require_safe
@public
def page(request: HttpRequest) -> HttpResponse:
    """``/quay/``: the one page of the desk."""
    response = HttpResponse(_page())
    response.headers["Content-Security-Policy"] = POLICY
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@public
def worker(request: HttpRequest) -> HttpResponse:
    """``/quay/sw.js``: the service worker, after the list of what it is to keep.

    It changes whenever one of the files does; so a browser that looks finds the new edition.
    """
    kept = [{"url": reverse("quay:page"), "revision": _sum(_page().encode())}]
    kept.append(
        {"url": reverse("quay:manifest"), "revision": _sum(json.dumps(_manifest()).encode())}
    )
    kept += [{"url": static(f"{FOLDER}/{name}"), "revision": _sum(_bytes(name))} for name in FILES]
    program = f"self.TUSACH_FILES = {json.dumps(kept)};\n" + _bytes("worker.js").decode()
    response = HttpResponse(program, content_type="text/javascript; charset=utf-8")
    response.headers["Cache-Control"] = "no-cache"
    return response


@require_safe
@public
def manifest(request: HttpRequest) -> HttpResponse:
    """``/quay/manifest.webmanifest``: what a telephone needs to install the desk."""
    return JsonResponse(_manifest(), content_type="application/manifest+json")


def _manifest() -> dict[str, object]:
    at = reverse("quay:page")
    return {
        "id": at,
        "start_url": at,
        "scope": at,
        "name": "Tủ Sách: quầy",
        "short_name": "Tủ Sách",
        "description": "Quầy thư viện dùng được khi không có sóng",
        "lang": "vi",
        "display": "standalone",
        "orientation": "any",
        "background_color": "#fbfaf6",
        "theme_color": "#24456b",
        "icons": [
            {"src": static(f"{FOLDER}/mark-192.png"), "sizes": "192x192", "type": "image/png",
             "purpose": "any maskable"},
            {"src": static(f"{FOLDER}/mark-512.png"), "sizes": "512x512", "type": "image/png",
             "purpose": "any maskable"},
        ],
    }  # fmt: skip


def _page() -> str:
    """Without the request: the page must not differ by who asks."""
    return render_to_string(
        "offline/desk.html",
        {"scanner": " ".join(_scanner()), "demonstration": settings.DEMONSTRATION},
    )


def _scanner() -> list[str]:
    """The addresses of the scanner's parts, in order."""
    found = finders.find(f"{FOLDER}/desk.js")
    if not found:
        return []
    parts = sorted(Path(found).parent.glob("scanner-*.part"))
    return [f"{static(f'{FOLDER}/{part.name}')}?v={_sum(_bytes(part.name))}" for part in parts]


def _bytes(name: str) -> bytes:
    found = finders.find(f"{FOLDER}/{name}")
    if not found:
        raise Http404("the front end is not built")
    path = Path(found)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _read(path: Path, changed: int) -> bytes:
    return path.read_bytes()


def _sum(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]
