"""The balance on a day, and the copies that wait to be settled."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.holdings.holder import Holder
from tusach.holdings.rules import State
from tusach.holdings.selectors.balance import balance, copies_at, totals
from tusach.holdings.selectors.copies import unsettled_copies
from tusach.holdings.selectors.places import points_by_number
from tusach.holdings.web.columns import copies_listing
from tusach.holdings.web.export import table
from tusach.holdings.web.forms import MomentForm
from tusach.holdings.web.reach import Names, copies_seen
from tusach.ui.api import needs

TABS = (
    ("point", gettext_lazy("Theo nơi giữ")),
    ("state", gettext_lazy("Theo trạng thái")),
    ("owner", gettext_lazy("Theo thư viện sở hữu")),
)


def end_of(day: date) -> datetime:
    """The last moment of a day in the province's time."""
    after = timezone.make_aware(datetime.combine(day + timedelta(days=1), time()))
    return after - timedelta(microseconds=1)


class _Asked:
    """The two moments of the question, and the addresses that carry them on."""

    def __init__(self, request: HttpRequest) -> None:
        self.form = MomentForm(request.GET if request.GET else None)
        said = self.form.cleaned_data if self.form.is_bound and self.form.is_valid() else {}
        self.day: date | None = said.get("ngay")
        self.known_day: date | None = said.get("biet")
        self.as_of = end_of(self.day or timezone.localdate())
        self.known_at = end_of(self.known_day) if self.known_day else None
        self.query = {
            name: day.isoformat()
            for name, day in (("ngay", self.day), ("biet", self.known_day))
            if day
        }

    def address(self, **more: Any) -> str:
        return f"?{urlencode({**self.query, **more})}"


def _rows(request: HttpRequest, asked: _Asked, by: str) -> list[dict[str, Any]]:
    if by == "state":
        found = balance(asked.as_of, asked.known_at, "state")
        return [
            {"name": s.label, "count": found[s], "query": asked.address(trangthai=s.value)}
            for s in State
            if s in found
        ]
    if by == "owner":
        found = balance(asked.as_of, asked.known_at, "owner")
        owners = points_by_number(found)
        named = Names(request, [Holder(point=pk) for pk in found])
        return [
            {
                "name": named[Holder(point=pk)],
                "count": found[pk],
                "query": asked.address(thuvien=pk),
            }
            for pk in sorted(found, key=lambda pk: owners[pk].sort_key)
        ]
    places = balance(asked.as_of, asked.known_at, "point")
    names = Names(request, places)
    points = points_by_number(h.point for h in places)
    # Points that this person may not know by name come as one line, which opens nothing.
    hidden = sum(n for h, n in places.items() if h.point is not None and not names.link(h))
    rows: list[dict[str, Any]] = [
        {
            "name": names[holder],
            "kind": points[holder.point].get_kind_display() if holder.point else "",
            "count": count,
            "query": asked.address(
                **{
                    name: value
                    for name, value in (
                        ("diem", holder.point), ("hop", holder.container), ("nguoi", holder.post)
                    )
                    if value is not None
                }
            ),
            "order": (
                holder.point is None,
                points[holder.point].sort_key if holder.point else names[holder],
            ),
        }
        for holder, count in places.items()
        if holder.point is None or names.link(holder)
    ]  # fmt: skip
    rows.sort(key=lambda row: row["order"])
    if hidden:
        rows.append({"name": _("các điểm khác"), "count": hidden, "query": ""})
    return rows


@needs("holdings.ledger")
@require_safe
def balance_page(request: HttpRequest) -> HttpResponseBase:
    """The sum over places, states or libraries, with the proof that it closes."""
    asked = _Asked(request)
    by = request.GET.get("theo", "point")
    by = by if by in dict(TABS) else "point"
    rows = _rows(request, asked, by)
    if (form := request.GET.get("export")) in {"csv", "xlsx"}:
        heading = str(dict(TABS)[by])
        return table(
            str(form), "can-doi", [[heading, _("Số bản")], *[[r["name"], r["count"]] for r in rows]]
        )
    entered = totals(asked.as_of, asked.known_at)
    total = sum(row["count"] for row in rows)
    return render(
        request,
        "holdings/balance.html",
        {
            "asked": asked,
            "form": asked.form,
            "tabs": [(key, label, asked.address(theo=key), key == by) for key, label in TABS],
            "by": by,
            "rows": rows,
            "total": total,
            "entered": entered,
            "closes": total == entered.held,
            "csv": asked.address(theo=by, export="csv"),
            "xlsx": asked.address(theo=by, export="xlsx"),
            "printed_at": timezone.now(),
        },
    )


@needs("holdings.ledger")
@require_safe
def rows_page(request: HttpRequest) -> HttpResponseBase:
    """The copies behind a line of the balance; only those this person may see."""
    asked = _Asked(request)
    holder = _holder(request)
    state = request.GET.get("trangthai", "")
    owner = request.GET.get("thuvien", "")
    found = copies_at(
        asked.as_of,
        asked.known_at,
        holder=holder,
        state=state if state in State.values else "",
        owner=int(owner) if owner.isdecimal() else None,
    ).filter(pk__in=copies_seen(request).values("pk"))
    listing = copies_listing(
        request,
        found,
        places=True,
        empty=_("Không có bản nào bạn được xem."),
        name="can-doi-ban",
        state=False,
    )
    named = Names(request, [holder])[holder] if holder else ""
    if not named and owner.isdecimal():
        named = Names(request, [Holder(point=int(owner))])[Holder(point=int(owner))]
    if not named and state in State.values:
        named = str(State(state).label)
    return listing.export() or render(
        request,
        "holdings/balance_rows.html",
        {"asked": asked, "listing": listing, "named": named, "back": asked.address()},
    )


def _holder(request: HttpRequest) -> Holder | None:
    point, box = request.GET.get("diem", ""), request.GET.get("hop", "")
    if point.isdecimal():
        return Holder(point=int(point))
    if box.isdecimal():
        return Holder(container=int(box))
    if post := request.GET.get("nguoi", "").strip():
        return Holder(post=post[:120])
    return None


@needs("holdings.ledger")
@require_safe
def unsettled(request: HttpRequest) -> HttpResponseBase:
    """Copies of which two reports do not fit together."""
    listing = copies_listing(
        request,
        unsettled_copies().filter(pk__in=copies_seen(request, "holdings.ledger").values("pk")),
        places=True,
        empty=_("Mọi dòng trong sổ lưu giữ đều khớp."),
        name="cho-giai-quyet",
        default_sort="since",
    )
    return listing.export() or render(request, "holdings/unsettled.html", {"listing": listing})
