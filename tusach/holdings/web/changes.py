"""How a library's stock grew and shrank in a year or between two days."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.holdings.models.copies import SourceGroup
from tusach.holdings.selectors.balance import balance
from tusach.holdings.selectors.changes import (
    Changes,
    Sum,
    changes,
    libraries_with_registers,
    year_of,
)
from tusach.holdings.web.balance import end_of
from tusach.holdings.web.export import table
from tusach.holdings.web.forms import day_field
from tusach.holdings.web.reach import places
from tusach.network.api import ServicePoint
from tusach.ui.api import needs


class PeriodForm(forms.Form):
    """Which library, from when to when (default: this year up to today)."""

    thuvien = forms.ChoiceField(label=gettext_lazy("Thư viện"))
    tu = day_field(label=gettext_lazy("Từ ngày"), required=False)
    den = day_field(label=gettext_lazy("Đến hết ngày"), required=False)

    def __init__(self, *args: Any, libraries: list[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        field = self.fields["thuvien"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(str(one.pk), one.name) for one in libraries]

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        today = timezone.localdate()
        last = said.get("den") or today
        first = said.get("tu") or year_of(last)[0]
        if first > last:
            self.add_error("den", _("Ngày cuối phải sau ngày đầu."))
        return {**said, "tu": first, "den": last}


def _rows(found: Changes) -> list[tuple[str, str, Sum]]:
    """(label, kind of line, sum): the lines of the table."""
    groups = [(key, label) for key, label in SourceGroup.choices if key in found.entered]
    return [
        (_("Đầu kỳ"), "edge", found.opening),
        (_("Tăng"), "head", found.increase),
        *(
            (_("Ghi sổ: %(source)s") % {"source": label}, "", found.entered[key])
            for key, label in groups
        ),
        (_("Nhận điều chuyển"), "", found.received),
        (_("Giảm"), "head", found.decrease),
        (_("Xuất khỏi sổ"), "", found.withdrawn),
        (_("Điều chuyển đi"), "", found.given),
        (_("Cuối kỳ"), "edge", found.closing),
    ]


@needs("holdings.ledger")
@require_safe
def changes_page(request: HttpRequest) -> HttpResponseBase:
    """Opening, increase, decrease, closing; and whether the closing is what the balance says."""
    libraries = libraries_with_registers(
        places(request, "holdings.ledger").values_list("pk", flat=True)
    )
    asked = request.GET.copy()
    asked.pop("export", None)
    if "thuvien" not in asked and libraries:
        asked["thuvien"] = str(libraries[0].pk)
    form = PeriodForm(asked, libraries=libraries)
    context: dict[str, Any] = {"form": form, "libraries": libraries, "rows": []}
    if libraries and form.is_valid():
        said = form.cleaned_data
        library = next(one for one in libraries if str(one.pk) == said["thuvien"])
        found = changes(library.pk, said["tu"], said["den"])
        rows = _rows(found)
        if (kind := request.GET.get("export")) in {"csv", "xlsx"}:
            heading = [_("Nội dung"), _("Số tên"), _("Số bản"), _("Giá trị (đồng)")]
            lines = [
                [label, s.titles if way == "" else None, s.copies, s.value]
                for label, way, s in rows
            ]
            return table(str(kind), "tang-giam", [heading, *lines])
        there = balance(end_of(said["den"]), None, "owner").get(library.pk, 0)
        query = urlencode(
            {"thuvien": library.pk, "tu": said["tu"].isoformat(), "den": said["den"].isoformat()}
        )
        context |= {
            "library": library,
            "first": said["tu"],
            "last": said["den"],
            "rows": rows,
            "there": there,
            "closes": there == found.closing.copies,
            "xlsx": f"?{query}&export=xlsx",
            "csv": f"?{query}&export=csv",
            "printed_at": timezone.now(),
        }
    return render(request, "holdings/changes.html", context)
