"""The reader's own list: put in, take out, print, take away, share."""

from __future__ import annotations

from urllib.parse import quote, urlencode

from django import forms
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from tusach.catalogue.api import Record
from tusach.portal import citing
from tusach.portal import reading_list as lists
from tusach.portal.bibliography import Grouping, bibliography
from tusach.portal.errors import ListFull
from tusach.portal.nearness import near_of
from tusach.portal.web.near import back_to
from tusach.portal.web.records import EXPORTS, permanent
from tusach.portal.whereabouts import with_places
from tusach.ui.api import named, public

# What a mail program takes in an address; a longer list is sent as its link alone.
_LONGEST_MAIL = 1_500


def _keep(answer: HttpResponse, numbers: list[str]) -> HttpResponse:
    if numbers:
        answer.set_cookie(
            lists.COOKIE,
            lists.written(numbers),
            max_age=lists.COOKIE_SECONDS,
            httponly=True,
            samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )
    else:
        answer.delete_cookie(lists.COOKIE)
    return answer


@public
@require_POST
def change(request: HttpRequest) -> HttpResponse:
    """``them`` puts titles in, ``bot`` takes one out, ``bo-het`` empties the list."""
    numbers = lists.mine(request)
    back = redirect(back_to(request.POST.get("tu", ""), reverse("portal:list")))
    if "bo-het" in request.POST:
        messages.success(request, _("Đã bỏ hết danh sách."))
        return _keep(back, [])
    if out := request.POST.get("bot"):
        return _keep(back, [number for number in numbers if number != out])
    asked = lists.records_listed(lists.read(lists.written(request.POST.getlist("them"))))
    if not asked:
        raise Http404
    new = [one.control_number for one in asked if one.control_number not in numbers]
    if not lists.fits([*numbers, *new]):
        messages.error(request, str(ListFull(most=lists.MOST)))
        return back
    if new:
        said = ngettext(
            "Đã ghi %(count)s cuốn vào danh sách.", "Đã ghi %(count)s cuốn vào danh sách.", len(new)
        )
        messages.success(request, said % {"count": len(new)})
    return _keep(back, [*numbers, *new])


def _asked(request: HttpRequest) -> tuple[list[str], bool]:
    """The list of the address, if it holds one, else the reader's own."""
    shared = request.GET.get("sach", "")
    return (lists.read(shared), True) if shared else (lists.mine(request), False)


@public
def reading_list(request: HttpRequest) -> HttpResponse:
    numbers, is_shared = _asked(request)
    records = lists.records_listed(numbers) if numbers else []
    if not records:
        numbers = []
    inside = lists.written([one.control_number for one in records])
    path = f"{reverse('portal:list')}?{urlencode({'sach': inside})}"
    address = f"{settings.SITE_ADDRESS.rstrip('/')}{path}"
    text = "\n\n".join(citing.citation(one, permanent(one)) for one in records)
    return render(
        request,
        "portal/list.html",
        {
            "here": "list",
            "entries": with_places(records, near_of(request)),
            "numbers": [one.control_number for one in records],
            "is_shared": is_shared,
            "gone": len(numbers) - len(records),
            "inside": inside,
            "address": address,
            "text": text,
            "mail": _mail(text, address),
            "exports": EXPORTS,
            "may_compile": request.user.has_perm("portal.compose"),
        },
    )


def _mail(text: str, address: str) -> str:
    body = quote(f"{text}\n\n{address}")
    if len(body) > _LONGEST_MAIL:
        body = quote(address)
    return f"mailto:?subject={quote(_('Danh sách sách'))}&body={body}"


class BibliographyForm(forms.Form):
    title = forms.CharField(label=gettext_lazy("Tên thư mục"), max_length=200)
    foreword = forms.CharField(
        label=gettext_lazy("Lời nói đầu"), max_length=5_000, required=False, widget=forms.Textarea
    )
    by = forms.ChoiceField(
        label=gettext_lazy("Chia nhóm"), choices=Grouping.choices, required=False
    )


@public
def list_paper(request: HttpRequest) -> HttpResponse:
    """The list as a bibliography to print: asks for its name and how to group it, then sets
    the pages. The titles stand in the address, so that the page can be come back to."""
    records = lists.records_listed(_asked(request)[0])
    if not records:
        raise Http404
    form = BibliographyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        asked = form.cleaned_data
        answer = HttpResponse(bibliography(records, **asked), content_type="application/pdf")
        named(answer, f"{_('thu-muc')}.pdf", shown=True)
        answer["Cache-Control"] = "private, no-cache"
        return answer
    return render(
        request,
        "portal/list_paper.html",
        {
            "here": "list",
            "form": form,
            "count": len(records),
            "inside": lists.written([one.control_number for one in records]),
        },
    )


@public
def list_export(request: HttpRequest, form: str) -> HttpResponse:
    if form not in EXPORTS:
        raise Http404
    records = lists.records_listed(_asked(request)[0])
    if not records:
        raise Http404
    answer = HttpResponse(_body(records, form), content_type=EXPORTS[form])
    named(answer, f"{_('danh-sach-sach')}.{form}")
    answer["Cache-Control"] = "private, no-cache"
    return answer


def _body(records: list[Record], form: str) -> bytes:
    if form == "xml":
        return citing.marcxml(*records)
    if form == "mrc":
        return b"".join(citing.iso2709(one) for one in records)
    write = citing.ris if form == "ris" else citing.bibtex
    return "".join(write(one, permanent(one)) for one in records).encode()
