"""Cards on A4 sheets: of one reader, of those ticked in the list, of a whole school class."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import actor_of, now_by, record
from tusach.network.api import PointField
from tusach.readers.card_sheets import MOST, blank_sheet, card_sheet
from tusach.readers.models import Reader
from tusach.readers.selectors import lists
from tusach.readers.selectors.privacy import school_year_label
from tusach.readers.selectors.readers import readers_at
from tusach.readers.services.cards import issue_cards, take_card_numbers
from tusach.readers.web.reach import places
from tusach.ui.api import act_once, named, needs, number, numbers_posted, try_form

_TICKED = 200


class StartForm(forms.Form):
    ban = forms.CharField(required=False, widget=forms.HiddenInput)
    lop = forms.ChoiceField(label=gettext_lazy("Cả lớp"), required=False)
    bat_dau = forms.IntegerField(
        label=gettext_lazy("Bắt đầu từ ô thứ"),
        min_value=1,
        max_value=10,
        required=False,
        help_text=gettext_lazy("Tờ A4 có 10 thẻ, đếm từ trái sang phải, trên xuống dưới."),
    )

    def __init__(self, *args: Any, classes: list[tuple[int, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["lop"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            ("", "–"),
            *((f"{year}-{name}", f"{name} ({school_year_label(year)})") for year, name in classes),
        ]


class BlankForm(forms.Form):
    count = forms.IntegerField(label=gettext_lazy("Số thẻ"), min_value=1, max_value=200, initial=10)

    def __init__(self, *args: Any, points: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["home"] = PointField(points=points, label=gettext_lazy("Thư viện"))


def _form(request: HttpRequest) -> StartForm:
    classes = lists.school_classes(places(request, "readers.edit"))
    return StartForm(request.GET or None, classes=classes, initial={"bat_dau": 1})


def _chosen(request: HttpRequest, form: StartForm) -> list[Reader]:
    """Whom cards are asked for, with the card in use if there is one."""
    if not form.is_valid():
        return []
    said, mine = form.cleaned_data, places(request, "readers.edit")
    if said["lop"]:
        year, _dash, name = said["lop"].partition("-")
        found = lists.in_school_class(mine, int(year), name)
    elif said["ban"]:
        ids = [int(p) for p in said["ban"].split(",")[:MOST] if p.isdecimal() and len(p) < 18]
        found = readers_at(mine).filter(pk__in=ids).order_by("sort_key", "pk")
    else:
        return []
    return list(lists.with_cards(found, timezone.localdate())[:MOST])


@needs("readers.edit")
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """Choose, see who has no card yet, print."""
    form = _form(request)
    found = _chosen(request, form) if form.is_bound else []
    lacking = [one for one in found if one.card_number is None]  # type: ignore[attr-defined]
    user: Any = request.user
    return render(
        request,
        "readers/cards.html",
        {
            "form": form,
            "found": found,
            "lacking": lacking,
            "ready": len(found) - len(lacking),
            "asked": bool(request.GET.get("ban") or request.GET.get("lop")),
            "query": request.GET.urlencode(),
            "blank": BlankForm(
                points=places(request, "readers.edit"),
                initial={"home": user.usual_place("readers.edit")},
            ),
        },
    )


@needs("readers.edit")
@require_POST
def cards_of_ticked(request: HttpRequest) -> HttpResponse:
    """From the list: on to the cards of the readers ticked there."""
    ids = numbers_posted(request, "ban")[:_TICKED]
    if not ids:
        messages.warning(request, _("Chưa chọn bạn đọc nào."))
        return redirect("readers:readers")
    return redirect(f"{reverse('readers:cards')}?{urlencode({'ban': ','.join(map(str, ids))})}")


@needs("readers.edit")
@require_POST
def issue_lacking(request: HttpRequest) -> HttpResponse:
    """Give a card to each of those chosen who has none."""
    form = StartForm(request.POST, classes=lists.school_classes(places(request, "readers.edit")))
    found = _chosen(request, form)
    lacking = [one for one in found if one.card_number is None]  # type: ignore[attr-defined]
    made = try_form(
        request, form, lambda: issue_cards(readers=lacking, **now_by(request))
    )  # fmt: skip
    if made is not None:
        count = len(lacking)
        messages.success(
            request,
            ngettext("Đã cấp %(shown)s thẻ.", "Đã cấp %(shown)s thẻ.", count)
            % {"shown": number(count)},
        )
    said = {key: request.POST.get(key, "") for key in ("ban", "lop")}
    return redirect(f"{reverse('readers:cards')}?{urlencode(said)}")


@needs("readers.edit")
@require_safe
def cards_file(request: HttpRequest) -> HttpResponse:
    """The sheets as PDF."""
    form = _form(request)
    found = [one for one in _chosen(request, form) if one.card_number is not None]  # type: ignore[attr-defined]
    if not found:
        messages.warning(request, _("Chưa có thẻ nào để in."))
        return redirect("readers:cards")
    made = card_sheet(lists.active_cards(found), start=form.cleaned_data["bat_dau"] or 1)
    record(
        "readers.print_cards", at=timezone.now(), by=actor_of(request),
        changes={"rows": [None, len(found)]},
    )  # fmt: skip
    return _pdf(made, "the-ban-doc")


@needs("readers.edit")
@require_POST
def blanks(request: HttpRequest) -> HttpResponse:
    """Numbered cards without a name, for a place that has no printer."""
    form = BlankForm(request.POST, points=places(request, "readers.edit"))
    if not form.is_valid():
        context = {"form": _form(request), "blank": form, "asked": False, "blank_open": True}
        return render(request, "readers/cards.html", context, status=422)
    with act_once(request):
        numbers = take_card_numbers(form.cleaned_data["count"])
    return _pdf(blank_sheet(form.cleaned_data["home"].name, numbers), "the-in-san")


def _pdf(made: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(made, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return named(answer, f"{name}.pdf", shown=True)
