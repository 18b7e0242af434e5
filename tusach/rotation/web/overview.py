"""The director's page, and the rows behind each of its figures."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext_lazy

from tusach.rotation.selectors.overview import lost_copies, months_out, overview
from tusach.rotation.web.doing import day_asked, today
from tusach.rotation.web.places import account
from tusach.ui.api import Column, Listing, needs


@needs("rotation.overview")
def show(request: HttpRequest) -> HttpResponseBase:
    day = day_asked(request)
    found = overview(account(request), day)
    return render(
        request,
        "rotation/overview.html",
        {
            "found": found,
            "day": day,
            "is_today": day == today(),
            "bands": months_out(found.out),
            "value_out": sum(one.value for one in found.out),
            "batch_copies": sum(one.copies for one in found.out),
        },
    )


@needs("rotation.overview")
def losses(request: HttpRequest) -> HttpResponseBase:
    """The lost copies behind the figure."""
    day = day_asked(request)
    listing = Listing(
        request,
        lost_copies(account(request), day),
        columns=[
            Column("title", gettext_lazy("Tên sách"), sort=("record__title_key", "number"),
                   value=lambda c: c.record.shown_title, link=lambda c: c.get_absolute_url()),
            Column("barcode", gettext_lazy("Mã vạch"), value=lambda c: c.barcode),
            Column("accession", gettext_lazy("Số ĐKCB"), sort="accession_no",
                   value=lambda c: c.accession_no),
            Column("price", gettext_lazy("Giá"), sort="price", kind="dong"),
            Column("owner", gettext_lazy("Thư viện sở hữu"), value=lambda c: c.owner.name,
                   wide=True),
        ],
        default_sort="title",
        empty=gettext_lazy("Không có bản nào mất."),
        name="sach-mat",
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    return render(request, "rotation/losses.html", {"listing": listing, "day": day})
