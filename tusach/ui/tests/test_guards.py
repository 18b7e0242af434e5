"""Every page says who may open it."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured, PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from tusach.ui.web.guards import GuardMiddleware, needs, public, signed_in


class Person:
    is_authenticated = True

    def __init__(self, *acts: tuple[str, object]) -> None:
        self.acts = acts

    def has_perm(self, act: str, place: object = None) -> bool:
        return (act, place) in self.acts


class Nobody:
    is_authenticated = False


def plain(request: HttpRequest) -> HttpResponse:
    return HttpResponse("page")


def _asked(view: object, user: object, **kwargs: object) -> object:
    request = RequestFactory().get("/kho/")
    request.user = user
    return GuardMiddleware(plain).process_view(request, view, (), kwargs)


def test_a_view_without_a_guard_is_not_served():
    with pytest.raises(ImproperlyConfigured, match="plain"):
        _asked(plain, Nobody())


def test_a_public_page_is_for_everybody():
    assert _asked(public(lambda request: HttpResponse()), Nobody()) is None


def test_a_stranger_is_sent_to_the_sign_in():
    answer = _asked(signed_in(lambda request: HttpResponse()), Nobody())
    assert answer.status_code == 302
    assert answer.url.endswith("?next=/kho/")


def test_an_act_is_asked_at_its_place():
    view = needs("rotation.pack", at=lambda request, number: f"store of {number}")(
        lambda request, number: HttpResponse()
    )
    assert _asked(view, Person(("rotation.pack", "store of 7")), number=7) is None
    with pytest.raises(PermissionDenied):
        _asked(view, Person(("rotation.pack", "store of 8")), number=7)
