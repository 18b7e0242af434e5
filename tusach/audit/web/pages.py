"""The record of acts, to be read."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tusach.audit import names, selectors
from tusach.audit.models import Act
from tusach.ui.api import Column, DayField, Listing, needs

# Without a date the list goes back so far: the record only grows.
LOOKED_BACK = timedelta(days=30)
# A history panel shows so many; the whole is a click away.
IN_A_PANEL = 15
# A value beyond so many characters (a whole record that was deleted) is cut.
LONGEST = 200
ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class NarrowForm(forms.Form):
    first = DayField(label=gettext_lazy("Từ ngày"), required=False)
    last = DayField(label=gettext_lazy("Đến ngày"), required=False)
    act = forms.ChoiceField(label=gettext_lazy("Việc"), required=False)
    person = forms.CharField(label=gettext_lazy("Người làm"), required=False, max_length=100)
    place = forms.CharField(label=gettext_lazy("Nơi"), required=False, max_length=100)
    thing = forms.CharField(
        label=pgettext_lazy("record of acts", "Đối tượng"), required=False, max_length=100
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["act"].choices = [("", _("Tất cả")), *names.named_acts()]  # type: ignore[attr-defined]


def said(act: Act) -> str:
    """What changed, as text: "họ và tên: Lò An → Lò Thị An"."""
    parts = []
    for key, change in act.changes.items():
        before, after = change if isinstance(change, list) and len(change) == 2 else (None, change)
        label = names.field_label(key)
        if before in (None, "", []):
            parts.append(_("%(field)s: %(after)s") % {"field": label, "after": _shown(after, key)})
        else:
            parts.append(
                _("%(field)s: %(before)s → %(after)s")
                % {"field": label, "before": _shown(before, key), "after": _shown(after, key)}
            )
    return "; ".join(parts)


def _shown(value: Any, key: str = "") -> str:
    if value in (None, "", []):
        return "–"
    if isinstance(value, bool):
        return _("có") if value else _("không")
    if isinstance(value, list):
        return ", ".join(_shown(one, key) for one in value)
    if isinstance(value, dict):
        parts = [
            _("%(field)s: %(after)s") % {"field": names.field_label(key), "after": _shown(one, key)}
            for key, one in value.items()
        ]
        return Truncator(", ".join(parts)).chars(LONGEST)
    if isinstance(value, str) and ISO_DAY.fullmatch(value):
        return "/".join(reversed(value.split("-")))
    if isinstance(value, str):
        value = names.value_label(key, value)
    return Truncator(str(value)).chars(LONGEST)


def _thing(act: Act) -> str:
    if not act.on_kind:
        return "–"
    return _("%(kind)s: %(label)s") % {
        "kind": names.kind_label(act.on_kind),
        "label": act.on_label or act.on_key,
    }


def _columns(user: Any) -> list[Column]:
    return [
        Column("at", gettext_lazy("Lúc"), sort="at", kind="moment"),
        Column("act", gettext_lazy("Việc"), value=lambda a: names.name_of(a.act), sort="act"),
        Column("name", gettext_lazy("Người làm"), sort="name"),
        Column("post", gettext_lazy("Vị trí"), value=lambda a: a.post or "–", wide=True),
        Column(
            "on",
            pgettext_lazy("record of acts", "Đối tượng"),
            value=_thing,
            link=lambda a: names.address_of(a.on_kind, a.on_key, user),
        ),
        Column("place", gettext_lazy("Nơi"), value=lambda a: a.place_name or "–"),
        Column("changes", gettext_lazy("Thay đổi"), value=said),
    ]


@needs("audit.view")
def acts(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()
    asked = request.GET.copy()
    if "first" not in asked and "last" not in asked:
        asked["first"] = (today - LOOKED_BACK).isoformat()
    form = NarrowForm(asked)
    found = selectors.acts_seen_by(request.user)
    if form.is_valid():
        wanted = form.cleaned_data
        found = selectors.between(found, wanted["first"], wanted["last"])
        found = selectors.narrowed(
            found,
            act=wanted["act"],
            person=wanted["person"].strip(),
            thing=wanted["thing"].strip(),
            place=wanted["place"].strip(),
        )
    else:
        found = found.none()
    listing = Listing(
        request,
        found,
        columns=_columns(request.user),
        default_sort="-at",
        empty=gettext_lazy("Không có việc nào được ghi trong khoảng này."),
        name="nhat-ky",
    )
    if (file := listing.export()) is not None:
        return file
    return render(request, "audit/acts.html", {"listing": listing, "form": form})


@needs("audit.view")
def of(request: HttpRequest, kind: str, key: str) -> HttpResponse:
    """The history of one thing: a panel (htmx) or a page of its own.

    Says the same where nothing was done and where nothing may be read; 404 for a kind of thing
    that there is not."""
    if not names.is_kind(kind):
        raise Http404
    found = selectors.acts_on(request.user, kind, key)
    panel = bool(getattr(request, "htmx", False))
    shown = list(found[: IN_A_PANEL + 1] if panel else found[:500])
    page = {
        "base": "audit/part.html" if panel else "ui/page.html",
        "kind": names.kind_label(kind),
        "label": shown[0].on_label if shown else key,
        "address": names.address_of(kind, key, request.user),
        "rows": [
            {"act": act, "name": names.name_of(act.act), "said": said(act)}
            for act in (shown[:IN_A_PANEL] if panel else shown)
        ],
        "more": panel and len(shown) > IN_A_PANEL,
        "whole": request.path,
    }
    return render(request, "audit/of.html", page)
