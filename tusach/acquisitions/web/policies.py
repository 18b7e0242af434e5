"""The balance wished between groups of books, and the stock against it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tusach.acquisitions.models import StockPolicy
from tusach.acquisitions.selectors import policies as found
from tusach.acquisitions.services.policies import Wanted, set_policy
from tusach.acquisitions.web.doing import now_by, today
from tusach.acquisitions.web.fields import DayField, PercentField
from tusach.acquisitions.web.reach import found_or_404, may, places, usual_place
from tusach.holdings.api import (
    SubjectGroup,
    Table,
    TableKind,
    all_tables,
    groups_in,
    libraries_with_registers,
)
from tusach.network.api import PointField, PointKind, ServicePoint
from tusach.ui.api import Column, Listing, needs, try_form

_NETWORK = "0"


class PolicyForm(forms.Form):
    """Name, basis and day, and a share for each group of a table of subjects."""

    name = forms.CharField(label=gettext_lazy("Tên"), max_length=200)
    basis = forms.CharField(
        label=gettext_lazy("Căn cứ"), max_length=300,
        help_text=gettext_lazy("Như: Kế hoạch bổ sung năm 2026 số 12/KH-TVT."),
    )  # fmt: skip
    valid_from = DayField(label=gettext_lazy("Áp dụng từ"))

    def __init__(self, request: HttpRequest, groups: list[SubjectGroup], data: Any) -> None:
        super().__init__(data, initial={"valid_from": today()})
        mine = places(request, "acquisitions.decide")
        self.may_for_all = mine.filter(kind=PointKind.PROVINCIAL_LIBRARY).exists()
        self.fields["owner"] = PointField(
            label=_("Thư viện"), points=mine, required=not self.may_for_all,
            initial=None if self.may_for_all else usual_place(request, "acquisitions.decide"),
            help_text=_("Để trống: cho mọi thư viện chưa có cơ cấu riêng.")
            if self.may_for_all else "",
        )  # fmt: skip
        self.order_fields(["owner", "name", "basis", "valid_from"])
        self.groups = groups
        labels: dict[str, SubjectGroup] = {}
        for one in groups:
            labels.setdefault(one.label, one)
        self.firsts = labels
        for one in labels.values():
            self.fields[f"share_{one.position}"] = PercentField(
                label=_("%(group)s (%%)") % {"group": one}, required=False
            )

    def shares(self) -> list[Wanted]:
        """Every line of the table; of lines with one name the first has the share. PercentField
        gives hundredths of a per cent."""
        return [
            Wanted(
                one,
                round(self.cleaned_data[f"share_{one.position}"] / 10)
                if self.firsts[one.label] is one
                else 0,
            )
            for one in self.groups
        ]


def _library(request: HttpRequest) -> ServicePoint | None:
    """The library asked for that this person sees; None: all of them together."""
    asked = request.GET.get("thuvien", "")
    mine = places(request, "acquisitions.view")
    if asked == _NETWORK:
        return None
    if asked.isdecimal() and len(asked) < 19:
        return found_or_404(mine.filter(pk=int(asked)).first())  # type: ignore[no-any-return]
    return usual_place(request, "acquisitions.view")


class LibraryForm(forms.Form):
    def __init__(self, request: HttpRequest, chosen: ServicePoint | None) -> None:
        super().__init__()
        mine = places(request, "acquisitions.view").values_list("pk", flat=True)
        libraries = libraries_with_registers(mine)
        self.fields["thuvien"] = forms.ChoiceField(
            label=_("Thư viện"),
            choices=[(_NETWORK, _("Cả mạng lưới")), *((str(p.pk), p.name) for p in libraries)],
            initial=str(chosen.pk) if chosen else _NETWORK,
        )  # fmt: skip


@needs("acquisitions.view")
@require_safe
def balance(request: HttpRequest) -> HttpResponseBase:
    """What is held, wished and missing, group by group."""
    library = _library(request)
    policy = found.policy_of(library, today())
    lines = found.standing(policy, library) if policy else []
    return render(
        request,
        "acquisitions/balance.html",
        {
            "tab": "policies",
            "library": library,
            "form": LibraryForm(request, library),
            "policy": policy,
            "lines": [
                {
                    "line": one,
                    "fill": reverse("acquisitions:fill", args=[policy.pk, one.number])
                    + "?" + urlencode({"thuvien": library.pk})
                    if library and policy and one.to_buy else "",
                }
                for one in lines
            ],
            "may_set": may(request, "acquisitions.decide"),
        },
    )  # fmt: skip


@needs("acquisitions.view")
@require_safe
def fill(request: HttpRequest, pk: int, number: int) -> HttpResponseBase:
    """Titles that would fill a gap: others hold them, this library does not."""
    policy: StockPolicy = found_or_404(found.policy_by_pk(pk))
    library: ServicePoint = found_or_404(_library(request))
    line = found_or_404(
        next((one for one in found.standing(policy, library) if one.number == number), None)
    )
    words = {"why": _("Bổ sung nhóm “%(group)s” cho đủ cơ cấu") % {"group": line.label}}
    listing = Listing(
        request,
        found.titles_to_fill(policy, number, library),
        columns=[
            Column("title", gettext_lazy("Nhan đề"), value=lambda r: r.shown_title,
                   sort=("title_key", "pk"), link=lambda r: r.get_absolute_url()),
            Column("author", gettext_lazy("Tác giả"), sort="author_key"),
            Column("year", gettext_lazy("Năm"), value=lambda r: str(r.year or ""), sort="year"),
            Column("elsewhere", gettext_lazy("Bản ở nơi khác"), kind="number", sort="elsewhere"),
            Column("wish", gettext_lazy("Đề nghị mua"), value=lambda r: _("Đề nghị"),
                   link=lambda r: reverse("acquisitions:new_wish")
                   + "?" + urlencode({"bieu-ghi": r.pk, **words})),
        ],
        default_sort="-elsewhere",
        empty=gettext_lazy("Không có nhan đề nào của nhóm này ở nơi khác mà thư viện chưa có."),
        name="bo-sung-nhom",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "acquisitions/fill.html",
        {
            "listing": listing,
            "line": line,
            "library": library,
            "back": reverse("acquisitions:balance") + f"?thuvien={library.pk}",
            "new": reverse("acquisitions:new_wish") + "?" + urlencode(words),
        },
    )


@needs("acquisitions.view")
@require_safe
def show_policy(request: HttpRequest, pk: int) -> HttpResponse:
    policy: StockPolicy = found_or_404(found.policy_by_pk(pk))
    if policy.owner and not may(request, "acquisitions.view", policy.owner):
        found_or_404(None)
    return render(
        request,
        "acquisitions/policy.html",
        {"policy": policy, "shares": [one for one in policy.shares.all() if one.permille]},
    )


@needs("acquisitions.decide")
@require_http_methods(["GET", "POST"])
def new_policy(request: HttpRequest) -> HttpResponse:
    """A balance for a library or for all, by the groups of a table of subjects."""
    tables = list(all_tables(TableKind.SUBJECTS))
    asked = request.GET.get("bang", "")
    table: Table | None = next(
        (t for t in tables if str(t.pk) == asked), tables[0] if tables else None
    )
    form = PolicyForm(request, groups_in(table), request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = try_form(
            request,
            form,
            lambda: set_policy(
                owner=said["owner"],
                name=said["name"],
                basis=said["basis"],
                valid_from=said["valid_from"],
                shares=form.shares(),
                **now_by(request),
            ),
            _("Đã ghi cơ cấu mong muốn."),
        )
        if made:
            back = reverse("acquisitions:balance")
            return redirect(f"{back}?thuvien={made.owner_id or _NETWORK}")
    return render(
        request,
        "acquisitions/new_policy.html",
        {"form": form, "tables": tables, "table": table},
        status=422 if form.is_bound else 200,
    )
