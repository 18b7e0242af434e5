"""The columns and filters that lists of copies share."""

from __future__ import annotations

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from tusach.holdings.models import Collection, Copy
from tusach.holdings.rules import State
from tusach.holdings.selectors.copies import search_copies, sources
from tusach.holdings.web.reach import Names
from tusach.ui.api import Column, Filter, Listing


def _title(copy: Copy) -> str:
    record = copy.record
    return f"{record.shown_title} / {record.author}" if record.author else record.shown_title


def copy_columns() -> list[Column]:
    return [
        Column(
            "accession_no",
            _("Số ĐKCB"),
            sort=("register_id", "number"),
            link=lambda c: c.get_absolute_url(),
        ),
        Column("barcode", _("Mã vạch"), sort="barcode", wide=True),
        Column(
            "title",
            _("Nhan đề, tác giả"),
            value=_title,
            sort=("record__title_key", "record_id"),
            link=lambda c: reverse("catalogue:record", args=[c.record_id]),
        ),
        Column("shelf_mark", _("Xếp giá"), sort="shelf_mark", wide=True),
        Column("owner", _("Thuộc về"), value=lambda c: c.owner.name, sort="owner__sort_key"),
        Column(
            "state",
            _("Trạng thái"),
            value=lambda c: State(c.place.state).label,
            sort="place__state",
        ),
        Column("price", _("Giá"), sort="price", kind="dong", wide=True),
        Column("since", _("Ở đó từ ngày"), value=lambda c: c.place.since, sort="place__since",
               kind="day"),
    ]  # fmt: skip


def copy_filters(*, state: bool = True) -> list[Filter]:
    found = [
        Filter("kho", _("Kho"), Collection.choices, lambda q, v: q.filter(collection=v)),
        Filter(
            "nguon",
            _("Nguồn"),
            [(str(s.pk), str(s)) for s in sources()],
            lambda q, v: q.filter(source_id=v),
        ),
    ]
    if state:
        found.insert(
            0,
            Filter(
                "trangthai", _("Trạng thái"), State.choices, lambda q, v: q.filter(place__state=v)
            ),
        )
    return found


class PagedNames:
    """Names of the places on the page that is shown, asked for once it is known."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.names: Names | None = None
        self.listing: Listing | None = None

    def of(self, copy: Copy) -> str:
        holder = copy.place.holder
        if self.names is None or holder not in self.names.names:
            rows = [copy]
            if self.listing is not None and not self.request.GET.get("export"):
                rows = list(self.listing.page.object_list)
            more = Names(self.request, [c.place.holder for c in [*rows, copy]])
            if self.names is None:
                self.names = more
            else:
                self.names.names.update(more.names)
        return self.names[holder]


def copies_listing(
    request: HttpRequest,
    copies: QuerySet[Copy],
    *,
    places: bool,
    empty: str,
    name: str,
    state: bool = True,
    default_sort: str = "title",
) -> Listing:
    """A list of copies with search, filters and export; ``places``: it spans places."""
    names = PagedNames(request)
    columns = copy_columns()
    if places:
        columns.insert(
            5,
            Column(
                "place",
                _("Hiện ở"),
                value=names.of,
                sort=("place__point__sort_key", "place__container__code"),
            ),
        )
    listing = Listing(
        request,
        copies,
        columns=columns,
        search=search_copies,
        search_label=_("Mã vạch, số ĐKCB, nhan đề, tác giả"),
        filters=copy_filters(state=state),
        default_sort=default_sort,
        empty=empty,
        name=name,
    )
    names.listing = listing
    return listing
