"""Judged sets: the sets, the queries of one, a judgement from the workbench, files, measuring."""

from __future__ import annotations

import csv
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.search import judging, measuring, selectors
from tusach.search.judging import Taken
from tusach.search.models import Judgement, MeasuredQuery, Measurement
from tusach.search.saying import SEEN, difference, figure
from tusach.search.web.files import text_of
from tusach.search.web.forms import FileForm, SetForm
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    named,
    needs,
    number_posted,
    plain_cell,
    press,
    send_back,
    standing,
    try_form,
)


@needs("search.workbench")
@require_http_methods(["GET", "POST"])
def sets(request: HttpRequest) -> HttpResponse:
    """Every set with what it measured last; a new one."""
    form = SetForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        made = try_form(
            request,
            form,
            lambda: judging.make_set(
                said["name"], said["note"], by=actor_of(request), at=timezone.now()
            ),
        )
        if made is not None:
            return redirect(made)
    return render(
        request,
        "search/judged_sets.html",
        {"sets": selectors.judged_sets(), "form": form},
    )


@needs("search.workbench")
@require_safe
def judged_set(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The queries of a set, and how good the order is by them."""
    one = selectors.judged_set_or_404(pk)
    listing = Listing(
        request,
        selectors.judged_queries(one),
        columns=[
            Column("text", _("Câu tìm"), sort="text", link=lambda q: _at_workbench(q.text, pk)),
            Column("right", _("Đúng"), kind="number", sort="right"),
            Column("partly", _("Một phần"), kind="number", sort="partly"),
            Column("wrong", _("Sai"), kind="number", sort="wrong", wide=True),
            Column("ndcg", "nDCG@10", value=lambda q: _figure(q.ndcg), sort="ndcg"),
        ],
        search=selectors.judged_with,
        default_sort="text",
        empty=_("Chưa có câu tìm nào. Gõ ở bàn xem xếp hạng rồi bấm đúng, một phần hoặc sai."),
        name="cau-tim",
    )
    if (file := listing.export()) is not None:
        return file
    return render(
        request,
        "search/judged_set.html",
        {
            "set": one,
            "listing": listing,
            "last": selectors.last_measurement(one),
            "file_form": FileForm(),
        },
    )


def _figure(value: float | None) -> str:
    return "" if value is None else figure(value, 3)


def _at_workbench(query: str, pk: int) -> str:
    return f"{reverse('search:workbench')}?{urlencode({'q': query, 'bo': pk})}"


@needs("search.workbench")
@require_POST
def remove_set(request: HttpRequest, pk: int) -> HttpResponse:
    one = selectors.judged_set_or_404(pk)
    return press(
        request,
        "search:judged_sets",
        lambda: judging.remove_set(one, by=actor_of(request), at=timezone.now()),
        _("Đã bỏ bộ câu tìm “%(name)s”.") % {"name": one.name},
    )


@needs("search.workbench")
@require_POST
def judge(request: HttpRequest) -> HttpResponse:
    """A button beside a title of the workbench; the grade "" takes the judgement back."""
    judged = selectors.judged_set_of(number_posted(request, "bo"))
    query = request.POST.get("q", "").strip()
    grade = request.POST.get("grade", "")
    key = request.POST.get("key", "")[:40]
    if not query or not key or grade not in {"", *map(str, Judgement.Grade.values)}:
        messages.error(request, _("Chưa ghi được: thiếu câu tìm, biểu ghi hoặc mức đúng."))
        return redirect("search:workbench")
    try:
        judged = judging.judge(
            judged,
            query,
            key=key,
            title=request.POST.get("title", ""),
            grade=int(grade) if grade else None,
            by=actor_of(request),
            at=timezone.now(),
        )
    except Refusal as refusal:
        return send_back(request, refusal, to="search:workbench")
    return redirect(f"{_at_workbench(query, judged.pk)}#k{key}")


@needs("search.workbench")
@require_POST
def remove_query(request: HttpRequest, pk: int) -> HttpResponse:
    query = selectors.judged_query_or_404(pk)
    return press(
        request,
        query.judged_set,
        lambda: judging.remove_query(query, by=actor_of(request), at=timezone.now()),
        _("Đã bỏ câu “%(query)s” khỏi bộ.") % {"query": query.text},
    )


@needs("search.workbench")
@require_safe
def export_set(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The set as a CSV file that can be taken in again, here or in another house."""
    one = selectors.judged_set_or_404(pk)

    class Line:
        def write(self, line: str) -> str:
            return line

    writer = csv.writer(Line())
    lines = (writer.writerow(map(plain_cell, cells)) for cells in judging.written(one))
    answer = StreamingHttpResponse(
        ("\ufeff" + line if at == 0 else line for at, line in enumerate(lines)),
        content_type="text/csv; charset=utf-8",
    )
    return named(answer, f"bo-cau-tim-{one.pk}.csv")


@needs("search.workbench")
@require_POST
def import_set(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a CSV file into the set, whole or not at all."""
    one = selectors.judged_set_or_404(pk)
    text = text_of(request)
    if text is None:
        return redirect(one)
    try:
        rows = judging.rows_of(text)
        taken = judging.take_in(one, rows, by=actor_of(request), at=timezone.now())
    except csv.Error as error:
        messages.error(request, _("Không đọc được tệp: %(why)s.") % {"why": error})
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, taken)
    return redirect(one)


@needs("search.workbench")
@require_POST
def import_shipped(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the set that comes with the house, as far as its titles are in the catalogue."""
    one = selectors.judged_set_or_404(pk)
    try:
        taken = judging.take_in(
            one, judging.shipped_rows(), by=actor_of(request), at=timezone.now()
        )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        _tell(request, taken)
    return redirect(one)


def _tell(request: HttpRequest, taken: Taken) -> None:
    said = ngettext("Đã ghi %(n)s đánh giá.", "Đã ghi %(n)s đánh giá.", taken.kept)
    messages.success(request, said % {"n": taken.kept})
    unknown = list(dict.fromkeys(taken.unknown))
    if unknown:
        said = ngettext(
            "Bỏ qua %(n)s nhan đề không có trong mục lục: %(some)s.",
            "Bỏ qua %(n)s nhan đề không có trong mục lục: %(some)s.",
            len(unknown),
        )
        more = "; ".join(unknown[:3]) + (" …" if len(unknown) > 3 else "")
        messages.warning(request, said % {"n": len(unknown), "some": more})


@needs("search.workbench")
@require_POST
def measure(request: HttpRequest, pk: int) -> HttpResponse:
    """Measure by the set: what is in force, or what is drafted beside it."""
    one = selectors.judged_set_or_404(pk)
    number = number_posted(request, "draft")
    draft = selectors.draft_or_404(number) if number is not None else None
    try:
        work = measuring.begin(one, draft, by=actor_of(request), at=timezone.now())
    except Refusal as refusal:
        return send_back(request, refusal, to=one)
    return redirect(work)


def _progress(work: Measurement) -> dict[str, Any]:
    return {
        "work": work,
        "line": _("%(done)s trong %(all)s câu tìm") % {
            "done": work.looked_at,
            "all": work.queries,
        },
        "done": work.looked_at,
        "total": work.queries,
        "standing": standing(work, timezone.now()),
        "progress_url": reverse("search:measuring", args=[work.pk]),
        "again_url": reverse("search:measure_again", args=[work.pk]),
        "here": reverse("search:measurement", args=[work.pk]),
    }  # fmt: skip


@needs("search.workbench")
@require_safe
def measurement(request: HttpRequest, pk: int) -> HttpResponseBase:
    """What was measured: the mean, and each query, those that changed most first."""
    work = selectors.measurement_or_404(pk)
    columns = [
        Column("text", _("Câu tìm"), sort="text", link=lambda row: _side_by_side(work, row)),
        Column(
            "before", _("Đang có hiệu lực"), value=lambda row: _figure(row.before), sort="before"
        ),
    ]
    if work.draft_id:
        columns += [
            Column("after", _("Bản nháp"), value=lambda row: _figure(row.after), sort="after"),
            Column("gained", _("Hơn kém"), value=lambda row: difference(row.gained), sort="gained"),
        ]
    listing = Listing(
        request,
        work.rows.all(),
        columns=columns,
        search=lambda found, words: found.filter(text__icontains=words),
        filters=[Filter("chieu", _("Thay đổi"), _WAYS, _gone_that_way)] if work.draft_id else [],
        default_sort="before",
        empty=_("Không có câu tìm nào mà biểu ghi trả lời còn trong mục lục."),
        name="ket-qua-do",
    )
    if (file := listing.export()) is not None:
        return file
    context = {
        "measurement": work,
        "listing": listing,
        "moved": selectors.moved(work),
        "is_old": bool(work.draft and work.draft.version != work.draft_version),
    }
    return render(request, "search/measurement.html", {**context, **_progress(work)})


_WAYS = (
    ("tot", gettext_lazy("tốt lên")),
    ("kem", gettext_lazy("kém đi")),
    ("nhu-cu", gettext_lazy("như cũ")),
)


def _gone_that_way(found: QuerySet[Any], way: str) -> QuerySet[Any]:
    if way == "tot":
        return found.filter(gained__gt=SEEN)
    if way == "kem":
        return found.filter(gained__lt=-SEEN)
    return found.filter(gained__range=(-SEEN, SEEN))


def _side_by_side(work: Measurement, row: MeasuredQuery) -> str:
    if not work.draft_id:
        return _at_workbench(row.text, work.judged_set_id)
    address = reverse("search:compare", args=[work.draft_id])
    return f"{address}?{urlencode({'q': row.text, 'bo': work.judged_set_id})}"


@needs("search.workbench")
@require_safe
def measuring_now(request: HttpRequest, pk: int) -> HttpResponse:
    """How far it is, for the page that asks again; when it is done, the whole page."""
    work = selectors.measurement_or_404(pk)
    answer = render(request, "ui/progress.html", _progress(work))
    if not work.is_under_way:
        answer["HX-Refresh"] = "true"
    return answer


@needs("search.workbench")
@require_POST
def measure_again(request: HttpRequest, pk: int) -> HttpResponse:
    work = selectors.measurement_or_404(pk)
    return press(request, work, lambda: measuring.ask_again(work.pk, at=timezone.now()))
