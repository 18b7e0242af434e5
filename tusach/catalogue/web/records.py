"""The staff's list of records, the page of one, and what is done from it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue import selectors, services
from tusach.catalogue.captions import captions_of
from tusach.catalogue.doubts import in_words
from tusach.catalogue.errors import NoSuchRecord
from tusach.catalogue.isbd import description
from tusach.catalogue.labels import shown
from tusach.catalogue.languages import LANGUAGES, language_name
from tusach.catalogue.linking.selectors import links_of
from tusach.catalogue.merging.selectors import merged_away, merges_of, stands_for
from tusach.catalogue.models import Kind, Record
from tusach.catalogue.selection import selection_acts
from tusach.catalogue.web.forms import WhyForm
from tusach.catalogue.working.selectors import answered, work_of
from tusach.ui.api import Column, Filter, Listing, Refusal, needs, send_back

_STATES = (
    ("quick", gettext_lazy("Chưa biên mục")),
    ("unsure", gettext_lazy("Có dữ kiện chưa chắc")),
    ("hidden", gettext_lazy("Đang ẩn")),
)


def _in_state(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    name = {"quick": "is_quick", "unsure": "is_unsure", "hidden": "is_suppressed"}[value]
    return found.filter(**{name: True})


_SINCE = (
    ("1", gettext_lazy("24 giờ qua")),
    ("7", gettext_lazy("7 ngày qua")),
    ("30", gettext_lazy("30 ngày qua")),
)
_FIRST_DECADE = 1950


def _changed_since(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    return found.filter(changed_at__gte=timezone.now() - timedelta(days=int(value)))


def _classes() -> list[tuple[str, str]]:
    """The ten main classes of DDC, as they are called."""
    numbers = [f"{digit}00" for digit in range(10)]
    captions = captions_of([("ddc", one) for one in numbers])
    told = [(one, f"{one} {captions['ddc', one]}".strip()) for one in numbers]
    return [*told, ("none", _("chưa phân loại"))]


def _of_class(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "none":
        return found.filter(class_number="")
    return found.filter(class_number__startswith=value[0])


def _years() -> list[tuple[str, str]]:
    """Each of the last five years, then by tens."""
    now = timezone.localdate().year
    ones = [(str(year), str(year)) for year in range(now, now - 5, -1)]
    tens = [
        (f"{first}-{first + 9}", f"{first}–{first + 9}")
        for first in range(now // 10 * 10, _FIRST_DECADE - 1, -10)
    ]
    early = (f"0-{_FIRST_DECADE - 1}", _("trước %(year)s") % {"year": _FIRST_DECADE})
    return [*ones, *tens, early, ("none", _("không rõ năm"))]


def _of_years(found: QuerySet[Any], value: str) -> QuerySet[Any]:
    if value == "none":
        return found.filter(year=None)
    first, _dash, last = value.partition("-")
    return found.filter(year__range=(int(first), int(last or first)))


def _made_by(request: HttpRequest) -> Callable[[QuerySet[Any], str], QuerySet[Any]]:
    return lambda found, _value: found.filter(made_by=actor_of(request).name)


def listing_of(request: HttpRequest) -> Listing:
    """The list as searched, filtered and sorted by the address; the export goes by it too."""
    return Listing(
        request,
        selectors.records(),
        columns=[
            Column(
                "title",
                _("Nhan đề"),
                value=lambda one: one.shown_title,
                sort="title_key",
                link=lambda one: one.get_absolute_url(),
            ),
            Column("author", _("Tác giả"), sort="author_key"),
            Column("publisher", _("Nhà xuất bản"), wide=True),
            Column("year", _("Năm"), sort="year"),
            Column("class_number", _("Phân loại"), sort="class_number", wide=True),
            Column("isbn", "ISBN", wide=True),
            Column("changed_at", _("Sửa lúc"), kind="moment", sort="changed_at", wide=True),
        ],
        search=selectors.with_words,
        search_label=_("Nhan đề, tác giả, ISBN"),
        filters=[
            Filter("kind", _("Loại"), Kind.choices, lambda found, value: found.filter(kind=value)),
            Filter(
                "language",
                _("Ngôn ngữ"),
                list(LANGUAGES.items()),
                lambda found, value: found.filter(language=value),
            ),
            Filter("state", _("Tình trạng"), _STATES, _in_state),
            Filter("class", _("Lớp phân loại"), _classes(), _of_class),
            Filter("year", _("Năm xuất bản"), _years(), _of_years),
            Filter("made", _("Người lập"), [("mine", _("Tôi lập"))], _made_by(request)),
            Filter("since", _("Sửa trong"), _SINCE, _changed_since),
        ],
        default_sort="title",
        empty=_("Mục lục chưa có biểu ghi nào. Hãy nhập một tệp hoặc lập biểu ghi đầu tiên."),
        name="bieu-ghi",
        pick="one",
    )


@needs("catalogue.view")
def records(request: HttpRequest) -> HttpResponseBase:
    listing = listing_of(request)
    if (file := listing.export()) is not None:
        return file
    quick = selectors.to_be_catalogued().count()
    acts = selection_acts(request.user)
    context = {"listing": listing, "quick_count": quick, "selection_acts": acts}
    return render(request, "catalogue/records.html", context)


def found_or_404(pk: int) -> Record:
    """The record; refused by name when it was merged into another."""
    found = selectors.record(pk)
    if found is None:
        refused = services.why_not_there(pk)
        raise Http404 if isinstance(refused, NoSuchRecord) else refused
    return found


def any_or_404(pk: int) -> Record:
    """The record, merged or not: what it was stays to be read."""
    found = selectors.record_of_any_time(pk)
    if found is None:
        raise Http404
    return found


def version_opened(request: HttpRequest, record: Record) -> int:
    """The version the editor had open; the first when the form does not tell a true one."""
    number = _version(request)
    return number if 1 <= number <= record.version else 1


@needs("catalogue.view")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    if now := merged_away(pk):
        return redirect(now, permanent=False)
    found = found_or_404(pk)
    marc = selectors.marc_of(found)
    return render(
        request,
        "catalogue/record.html",
        {
            "record": found,
            "here": "record",
            "isbd": description(marc),
            "language": language_name(found.language) if found.language else "",
            "others": [name for name in found.authors if name != found.author],
            "origin": selectors.origin_of(found),
            "merges": merges_of(found),
            "links": links_of(found),
            "work": work_of(found),
            "answered": answered(found),
            "unsure": in_words(found.unsure),
        },
    )


@needs("catalogue.view")
def marc(request: HttpRequest, pk: int) -> HttpResponse:
    """The fields of the record, or of one of its versions."""
    found = any_or_404(pk)
    number = _number(request, found)
    content = selectors.content_of_version(found, number)
    if content is None:
        raise Http404
    return render(
        request,
        "catalogue/marc.html",
        {
            "record": found,
            "fields": shown(content),
            "number": number,
            "here": "marc",
            "now": stands_for(found),
        },
    )


def _number(request: HttpRequest, found: Record) -> int:
    text = request.GET.get("ban", "")
    return int(text) if text.isdecimal() and len(text) < 7 else found.version


def _version(request: HttpRequest) -> int:
    text = request.POST.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


@require_POST
@needs("catalogue.edit")
def clear_doubts(request: HttpRequest, pk: int) -> HttpResponse:
    """What was not sure is sure now, as it stands."""
    found = found_or_404(pk)
    try:
        services.clear_doubts(
            pk, version=_version(request), by=actor_of(request), at=timezone.now()
        )
    except Refusal as refused:
        return send_back(request, refused, to=found)
    messages.success(request, _("“%(title)s” không còn dấu chưa chắc.") % {"title": found})
    return redirect(found)


@needs("catalogue.edit")
def suppress(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for the reason, then hides the record from the public."""
    found = found_or_404(pk)
    form = WhyForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        services.suppress(pk, why=form.cleaned_data["why"], by=actor_of(request), at=timezone.now())
        messages.success(request, _("Đã ẩn “%(title)s”.") % {"title": found.shown_title})
        return redirect(found)
    return render(request, "catalogue/suppress.html", {"record": found, "form": form})


@require_POST
@needs("catalogue.edit")
def unsuppress(request: HttpRequest, pk: int) -> HttpResponse:
    found = found_or_404(pk)
    services.unsuppress(pk, by=actor_of(request), at=timezone.now())
    messages.success(
        request,
        _("“%(title)s” lại hiện trong mục lục công cộng.") % {"title": found.shown_title},
    )
    return redirect(found)


@needs("catalogue.edit")
def delete(request: HttpRequest, pk: int) -> HttpResponse:
    """Says what would be lost, then deletes; a record with copies is refused by name."""
    found = found_or_404(pk)
    refused: Refusal | None = None
    if request.method == "POST":
        try:
            with transaction.atomic():
                services.delete_record(
                    pk, version=_version(request), by=actor_of(request), at=timezone.now()
                )
        except Refusal as error:
            refused = error
        else:
            messages.success(request, _("Đã xoá “%(title)s”.") % {"title": found.shown_title})
            return redirect("catalogue:records")
    status = refused.status if refused else 200
    return render(
        request, "catalogue/delete.html", {"record": found, "refused": refused}, status=status
    )
