"""Other names: the list, one of them, and a file of them."""

from __future__ import annotations

import csv
import io

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.search import curating, selectors
from tusach.search.curating import OtherName
from tusach.search.web.files import text_of
from tusach.search.web.forms import ListForm, SynonymForm
from tusach.ui.api import Column, Listing, Refusal, needs, try_form

_MOST_ROWS = 5_000


@needs("search.workbench")
@require_safe
def synonyms(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        selectors.synonyms(),
        columns=[
            Column("text", _("Khi gõ"), sort="folded",
                   link=lambda s: reverse("search:synonym", args=[s.pk])),
            Column("also", _("Tìm thêm"), sort="also"),
            Column("note", _("Lời nhắc"), wide=True),
            Column("source", _("Căn cứ của tên gọi"), wide=True),
        ],
        search=selectors.synonyms_with,
        default_sort="text",
        empty=_("Chưa có tên gọi nào. Thêm tên cũ của xã, tên khác của tác giả, từ địa phương."),
        name="ten-goi",
    )  # fmt: skip
    return listing.export() or render(
        request, "search/synonyms.html", {"listing": listing, "list_form": ListForm()}
    )


@needs("search.workbench")
@require_http_methods(["GET", "POST"])
def new_synonym(request: HttpRequest) -> HttpResponse:
    form = SynonymForm(request.POST or None, initial={"text": request.GET.get("text", "")})
    if request.method == "POST" and form.is_valid() and try_form(
        request,
        form,
        lambda: curating.add_synonym(form.said(), by=actor_of(request), at=timezone.now()),
        _("Đã thêm. Có hiệu lực ngay cho mọi lượt tìm."),
    ):  # fmt: skip
        return redirect("search:synonyms")
    return render(request, "search/synonym.html", {"form": form})


@needs("search.workbench")
@require_http_methods(["GET", "POST"])
def synonym(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.synonym_or_404(pk)
    form = SynonymForm(request.POST or None, initial=SynonymForm.facts(row))
    if request.method == "POST" and form.is_valid():
        seen = OtherName(*[request.POST.get(f"seen_{name}", "") for name in SynonymForm.facts(row)])
        if try_form(
            request,
            form,
            lambda: curating.edit_synonym(
                row, form.said(), seen=seen, by=actor_of(request), at=timezone.now()
            ),
            _("Đã sửa. Có hiệu lực ngay cho mọi lượt tìm."),
        ):
            return redirect("search:synonyms")
    return render(
        request,
        "search/synonym.html",
        {"form": form, "synonym": row, "seen": SynonymForm.facts(row)},
    )


@needs("search.workbench")
@require_POST
def remove_synonym(request: HttpRequest, pk: int) -> HttpResponse:
    row = selectors.synonym_or_404(pk)
    curating.remove_synonym(row, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ: %(what)s.") % {"what": row})
    return redirect("search:synonyms")


@needs("search.workbench")
@require_POST
def take_list(request: HttpRequest) -> HttpResponse:
    """Take a CSV file of other names, whole or not at all."""
    text = text_of(request)
    if text is None:
        return redirect("search:synonyms")
    try:
        count = curating.add_synonyms(_rows(text), by=actor_of(request), at=timezone.now())
    except csv.Error as error:
        messages.error(request, _("Không đọc được tệp: %(why)s.") % {"why": error})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(
            request,
            ngettext("Đã thêm %(n)s tên gọi.", "Đã thêm %(n)s tên gọi.", count) % {"n": count},
        )
    return redirect("search:synonyms")


def _rows(text: str) -> list[tuple[int, OtherName]]:
    first = text.splitlines()[0] if text else ""
    separator = max(",;\t", key=first.count)
    rows = []
    for number, cells in enumerate(csv.reader(io.StringIO(text), delimiter=separator), 1):
        said = [cell.strip() for cell in cells[:4]]
        if not any(said) or (number == 1 and said == _HEADINGS[: len(said)]):
            continue
        rows.append((number, OtherName(*[*said, "", ""][: max(2, len(said))])))
        if len(rows) > _MOST_ROWS:
            break
    return rows


# As the list exports itself.
_HEADINGS = ["Khi gõ", "Tìm thêm", "Lời nhắc", "Căn cứ của tên gọi"]
