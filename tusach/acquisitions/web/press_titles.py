"""How many titles of newspapers and magazines each library gets in a year."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.acquisitions.asked_rules import PRESS_TITLES
from tusach.acquisitions.selectors.press_titles import LIBRARIES, libraries_with_titles
from tusach.acquisitions.web.doing import today
from tusach.acquisitions.web.reach import places
from tusach.network.api import PointKind
from tusach.policy.api import rule_on
from tusach.ui.api import Column, Filter, Listing, needs
from tusach.vietnamese.api import fold


def _year(request: HttpRequest) -> int:
    asked = request.GET.get("nam", "")
    now = today().year
    return int(asked) if asked.isdecimal() and len(asked) == 4 and int(asked) <= now + 1 else now


@needs("acquisitions.view")
@require_safe
def titles(request: HttpRequest) -> HttpResponseBase:
    """The libraries of this person, with their titles of a year against the number asked for at
    its end (of this year and the next: today); against none where no rule was in force."""
    year = _year(request)
    rule = rule_on(PRESS_TITLES, min(date(year, 12, 31), today()))
    least = rule.value if rule else None
    found = libraries_with_titles(places(request, "acquisitions.view"), year)
    listing = Listing(
        request,
        found,
        columns=[
            Column("name", gettext_lazy("Thư viện"), sort="sort_key"),
            Column("kind", gettext_lazy("Loại"), sort="kind",
                   value=lambda p: p.get_kind_display(), wide=True),
            Column("printed", gettext_lazy("Báo in"), sort="printed", kind="number"),
            Column("electronic", gettext_lazy("Báo điện tử"), sort="electronic", kind="number"),
            Column("titles", gettext_lazy("Cộng"), sort="titles", kind="number"),
            Column("enough", gettext_lazy("So với mức"),
                   value=lambda p: "" if least is None else _enough(p.titles, least)),
            Column("names", gettext_lazy("Các đầu báo"), wide=True),
        ],
        search=lambda rows, words: rows.filter(folded__contains=fold(words)),
        search_label=gettext_lazy("Tên thư viện"),
        filters=[
            Filter("loai", gettext_lazy("Loại"),
                   [(kind, PointKind(kind).label) for kind in LIBRARIES],
                   lambda rows, v: rows.filter(kind=v)),
            Filter("muc", gettext_lazy("So với mức"),
                   [("dat", gettext_lazy("đủ")), ("thieu", gettext_lazy("còn thiếu"))],
                   lambda rows, v: rows.filter(titles__gte=least) if v == "dat"
                   else rows.filter(titles__lt=least)),
        ][: 1 if least is None else 2],
        default_sort="-titles",
        empty=gettext_lazy("Không có thư viện nào trong năm này."),
        name=f"dau-bao-{year}",
    )  # fmt: skip
    return listing.export() or render(request, "acquisitions/press_titles.html", {
        "listing": listing, "tab": "serials", "year": year, "least": least, "rule": rule,
        "years": range(today().year + 1, today().year - 10, -1), "sums": _sums(found, least),
    })  # fmt: skip


def _enough(count: int, least: int) -> str:
    if count >= least:
        return str(_("đủ"))
    return str(_("thiếu %(count)s") % {"count": least - count})


def _sums(found: Any, least: int | None) -> dict[str, int]:
    """Of all libraries of the year, however the list is narrowed."""
    counts = list(found.values_list("titles", flat=True))
    enough = 0 if least is None else sum(one >= least for one in counts)
    return {"all": len(counts), "enough": enough}
