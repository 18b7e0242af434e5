"""The form with a field for each way of asking. It writes the query language, so that what it
finds has an address to share and readers learn how to type it."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.api import Audience, Kind, language_name
from tusach.portal import selectors
from tusach.portal.web.asked import SORTS
from tusach.ui.api import public

# Signs of the query language: in a field of the form they are only typed by chance.
_SIGNS = re.compile(r'["“”„«»():*]+|(?<!\S)-+')
_JOINS = re.compile(r"(?<!\S)(OR|HOẶC|AND|VÀ|NOT|KHÔNG)(?!\S)")
_LAST_YEAR = 2999


def _plain(text: str) -> str:
    """The words of a field alone; what would join them is made a word like the others."""
    text = _JOINS.sub(lambda match: match[1].lower(), _SIGNS.sub(" ", text))
    return " ".join(text.split())


class AdvancedForm(forms.Form):
    words = forms.CharField(label=_("Có mọi từ này"), max_length=200, required=False)
    title = forms.CharField(label=_("Trong nhan đề"), max_length=200, required=False)
    author = forms.CharField(label=_("Trong tên tác giả"), max_length=200, required=False)
    subject = forms.CharField(label=_("Trong chủ đề"), max_length=200, required=False)
    phrase = forms.CharField(label=_("Có cụm từ liền nhau này"), max_length=200, required=False)
    either = forms.CharField(
        label=_("Có ít nhất một trong các từ này"), max_length=200, required=False
    )
    without = forms.CharField(label=_("Không có từ nào trong đây"), max_length=200, required=False)
    since = forms.IntegerField(
        label=_("Xuất bản từ năm"), required=False, min_value=1, max_value=_LAST_YEAR
    )
    until = forms.IntegerField(
        label=_("đến năm"), required=False, min_value=1, max_value=_LAST_YEAR
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), required=False)
    kind = forms.ChoiceField(label=_("Loại tài liệu"), required=False)
    audience = forms.ChoiceField(label=_("Dành cho"), required=False)
    place = forms.CharField(
        label=_("Có ở thư viện"),
        max_length=200,
        required=False,
        help_text=_("Tên hoặc một phần tên, như: San Thàng. Để trống là ở mọi nơi."),
    )
    have = forms.BooleanField(label=_("Chỉ sách có sẵn ngay"), required=False)
    sort = forms.ChoiceField(label=_("Xếp"), required=False, choices=list(SORTS.items()))

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        any_of = [("", _("bất kỳ"))]
        languages = [(code, str(language_name(code))) for code in selectors.languages()]
        for name, choices in (
            ("language", languages), ("kind", Kind.choices), ("audience", Audience.choices),
        ):  # fmt: skip
            field = self.fields[name]
            assert isinstance(field, forms.ChoiceField)
            field.choices = [*any_of, *choices]

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        since, until = asked.get("since"), asked.get("until")
        if since and until and since > until:
            self.add_error("until", _("Năm sau phải không nhỏ hơn năm trước."))
        if asked.get("place"):
            asked["points"] = list(selectors.points_found(asked["place"])[:20])
            if not asked["points"]:
                self.add_error("place", _("Không có thư viện, điểm đọc nào tên như vậy."))
        return asked

    def query(self) -> str:
        asked = self.cleaned_data
        found = []
        if asked["since"] or asked["until"]:
            since, until = (
                f"{year:04d}" if year else "" for year in (asked["since"], asked["until"])
            )
            found.append(f"năm: {since}-{until}")
        found.append(_plain(asked["words"]))
        for field, name in (("title", "nhan đề"), ("author", "tác giả"), ("subject", "chủ đề")):
            if text := _plain(asked[field]):
                found.append(f"{name}:({text})")
        if text := _plain(asked["phrase"]):
            found.append(f'"{text}"')
        if several := _plain(asked["either"]).split():
            # Named, the words are in brackets of small letters too: typed all in capitals, HOẶC
            # would be a word like the others.
            found.append(f"mọi trường:({' HOẶC '.join(several)})")
        found += [f"-{word}" for word in _plain(asked["without"]).split()]
        return " ".join(part for part in found if part)

    def address(self) -> str:
        asked = self.cleaned_data
        parts: dict[str, Any] = {"q": self.query()}
        parts |= {name: asked[name] for name in ("language", "kind", "audience") if asked[name]}
        if points := asked.get("points"):
            parts["place"] = [point.code for point in points]
        if asked["have"]:
            parts["have"] = "now"
        if asked["sort"] and asked["sort"] != "relevance":
            parts["sort"] = asked["sort"]
        return f"{reverse('portal:results')}?{urlencode(parts, doseq=True)}"


@public
def advanced(request: HttpRequest) -> HttpResponse:
    form = AdvancedForm(request.GET if request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect(form.address())
    return render(request, "portal/advanced.html", {"here": "home", "form": form})
