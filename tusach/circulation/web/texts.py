"""Monthly messages: the paste, what it says, and the cards that explain the code."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.documents import card_content
from tusach.circulation.models import SmsNumber
from tusach.circulation.selectors import texts as found
from tusach.circulation.services import texts
from tusach.circulation.text_code import point_code
from tusach.circulation.web.places import places
from tusach.network.api import PointField, ServicePoint, facts_of
from tusach.ui.api import Column, Listing, Refusal, act_once, named, needs, number, pdf, try_form

ACT = "circulation.texts"


class PasteForm(forms.Form):
    pasted = forms.CharField(
        label=gettext_lazy("Các tin nhắn"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8, "spellcheck": "false"}),
        help_text=gettext_lazy(
            "Dán nhiều tin một lần, mỗi tin bắt đầu bằng TS. Số điện thoại, giờ gửi đứng trước "
            "được bỏ qua và không lưu."
        ),
    )


class NumberForm(forms.Form):
    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["point"] = PointField(
            label=gettext_lazy("Điểm phục vụ"), points=places(request, ACT)
        )


@needs(ACT)
@require_http_methods(["GET", "POST"])
def paste(request: HttpRequest) -> HttpResponse:
    """Paste, look at what was understood, then write it."""
    form = PasteForm(request.POST or None)
    rows: list[found.Message] = []
    done = False
    if form.is_bound and form.is_valid():
        pasted = form.cleaned_data["pasted"]
        if request.POST.get("write"):
            try:
                with act_once(request):
                    rows = texts.take_texts(
                        pasted=pasted, points=places(request, ACT), **now_by(request)
                    )
                done = True
                written = sum(one.is_good for one in rows)
                messages.success(
                    request,
                    ngettext("Đã ghi %(n)s tin.", "Đã ghi %(n)s tin.", written)
                    % {"n": number(written)},
                )
            except Refusal as refusal:
                form.add_error(None, str(refusal))
        else:
            rows = found.understand(pasted, points=places(request, ACT), today=timezone.localdate())
    if done and all(one.standing != found.WRONG for one in rows):
        return redirect("circulation:tallies")
    return render(
        request,
        "circulation/texts.html",
        {
            "form": form,
            "rows": rows,
            "done": done,
            "good": sum(one.is_good for one in rows),
            "wrong": sum(one.standing == found.WRONG for one in rows),
            "tab": "texts",
        },
        status=422 if form.is_bound and form.errors else 200,
    )


@needs(ACT)
@require_safe
def numbers(request: HttpRequest) -> HttpResponseBase:
    """Which point goes by which number, and its card."""
    listing = Listing(
        request,
        found.numbers_of(places(request, ACT)),
        columns=[
            Column("number", gettext_lazy("Số hiệu"), sort="number",
                   value=lambda n: point_code(n.number)),
            Column("point", gettext_lazy("Điểm"), sort="point__sort_key",
                   value=lambda n: n.point.name, link=lambda n: n.point.get_absolute_url()),
            Column("card", gettext_lazy("Thẻ"), value=lambda n: _("In thẻ"),
                   link=lambda n: _card_of(n)),
            Column("given_at", gettext_lazy("Cấp lúc"), sort="given_at", kind="moment", wide=True),
        ],
        search=lambda qs, words: qs.filter(point__folded__contains=found.folded(words)),
        search_label=gettext_lazy("Tên điểm"),
        default_sort="number",
        empty=gettext_lazy("Chưa cấp số hiệu nào."),
        name="so-hieu-nhan-tin",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "circulation/sms_numbers.html",
        {"listing": listing, "form": NumberForm(request), "tab": "texts"},
    )


def _card_of(held: SmsNumber) -> str:
    return reverse("circulation:sms_card", args=[held.point_id])


@needs(ACT)
@require_POST
def give(request: HttpRequest) -> HttpResponse:
    form = NumberForm(request, request.POST)
    if form.is_valid():
        made = try_form(
            request, form,
            lambda: texts.give_number(point=form.cleaned_data["point"], **now_by(request)),
        )  # fmt: skip
        if made:
            messages.success(request, _("Số hiệu: %(code)s.") % {"code": point_code(made.number)})
            return redirect("circulation:sms_numbers")
    return render(
        request,
        "circulation/act.html",
        {
            "form": form,
            "title": _("Cấp số hiệu nhắn tin"),
            "button": _("Cấp số hiệu"),
            "back": reverse("circulation:sms_numbers"),
        },
        status=422,
    )


def point_of_card(request: HttpRequest, pk: int) -> ServicePoint:
    point = found.point_by_pk(pk)
    if point is None:
        raise Http404
    return point


@needs(ACT, at=point_of_card)
@require_safe
def card(request: HttpRequest, pk: int) -> HttpResponse:
    """The printed card: the code, how to type it, and the number to send it to."""
    held = found.number_of(point_of_card(request, pk))
    if held is None:
        raise Http404
    content = pdf("circulation/sms_card.typ", card_content(held, _telephone(request)))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return named(answer, f"the-nhan-tin-{point_code(held.number)}.pdf", shown=True)


def _telephone(request: HttpRequest) -> str:
    """Of the library whose post the person holds: there the message goes."""
    home = request.user.usual_place(ACT)  # type: ignore[union-attr]
    return str(facts_of(home).get("phone", "")) if home is not None else ""
