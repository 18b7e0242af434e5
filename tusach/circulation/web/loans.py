"""Lists of loans, what a rule settled, and the panels on the pages of readers and copies."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.models import OpenLoan, Remark
from tusach.circulation.selectors import loans as found
from tusach.circulation.selectors.desk import copy_of, point_of_loan
from tusach.circulation.services import lending
from tusach.facts.api import Audience
from tusach.holdings.api import State, names_of
from tusach.network.api import ServicePoint
from tusach.readers.api import Reader, classes_on, looked, may_open, reader_of
from tusach.ui.api import Column, Filter, Listing, act_once, needs, numbers_posted, press

VIEW = "circulation.view"


def points_seen(request: HttpRequest, act: str = VIEW) -> QuerySet[ServicePoint]:
    mine: QuerySet[ServicePoint] = request.user.places_for(act)  # type: ignore[union-attr]
    return mine


def _filters(points: QuerySet[ServicePoint], today: date) -> list[Filter]:
    few = list(points.order_by("sort_key", "pk")[:200])
    return [
        Filter("diem", _("Điểm"), [(str(one.pk), one.name) for one in few],
               lambda q, v: q.filter(point=int(v))),
        Filter("nhom", _("Nhóm bạn đọc"), [(one.code, str(one)) for one in classes_on(today)],
               lambda q, v: q.filter(reader__reader_class__code=v)),
        Filter("doi-tuong", _("Đối tượng"), Audience.choices,
               lambda q, v: q.filter(audience=v)),
    ]  # fmt: skip


def _who(row: OpenLoan) -> str:
    return row.reader.name if row.reader is not None else str(row.get_audience_display())


def _columns(request: HttpRequest) -> list[Column]:
    return [
        Column("title", _("Nhan đề"), value=lambda r: r.copy.record.shown_title,
               sort="copy__record__title_key", link=lambda r: r.copy.get_absolute_url()),
        Column("accession_no", _("Số ĐKCB"), value=lambda r: r.copy.accession_no, wide=True),
        Column("reader", _("Người mượn"), value=_who, sort="reader__sort_key",
               link=lambda r: (
                   r.reader.get_absolute_url() if may_open(request.user, r.reader) else None
               )),
        Column("class", _("Nhóm, lớp"), wide=True,
               value=lambda r: (r.reader.school_class or str(r.reader.reader_class))
               if r.reader else ""),
        Column("due", _("Hạn trả"), sort=("due", "pk"), kind="day"),
    ]  # fmt: skip


def _where_and_when() -> list[Column]:
    return [
        Column("point", _("Mượn ở"), value=lambda r: r.point.name, sort="point__sort_key",
               wide=True),
        Column("lent_at", _("Mượn lúc"), sort="lent_at", kind="moment", wide=True),
    ]  # fmt: skip


@needs(VIEW)
@require_safe
def loans(request: HttpRequest) -> HttpResponseBase:
    """What is out from the places of this person."""
    today = timezone.localdate()
    points = points_seen(request)
    listing = Listing(
        request,
        found.loans_at(points),
        columns=[
            *_columns(request),
            *_where_and_when(),
            Column(
                "renewals", pgettext("loans", "Gia hạn"), sort="renewals", kind="number", wide=True
            ),
        ],
        search=found.search_loans,
        search_label=_("Tên bạn đọc, nhan đề, số ĐKCB"),
        filters=_filters(points, today),
        default_sort="due",
        empty=_("Không có bản nào đang cho mượn."),
        name="sach-dang-cho-muon",
    )
    lead = _("Những bản đã cho mượn và chưa ghi trả.")
    return listing.export() or render(
        request,
        "circulation/loans.html",
        {"listing": listing, "heading": _("Sách đang cho mượn"), "lead": lead},
    )


@needs(VIEW)
@require_safe
def overdue(request: HttpRequest) -> HttpResponseBase:
    """What should be back by today, how late it is by the rules, and what is owed."""
    today = timezone.localdate()
    points = points_seen(request)
    late = found.Lateness(today).of
    listing = Listing(
        request,
        found.overdue(found.loans_at(points), today),
        columns=[
            *_columns(request),
            Column("late", _("Quá hạn (ngày)"), value=lambda r: late(r).days, kind="number"),
            Column("owed", _("Phạt"), value=lambda r: late(r).owed, kind="dong", wide=True),
            Column("phone", _("Điện thoại"), wide=True,
                   value=lambda r: r.reader.phone if r.reader else ""),
            *_where_and_when(),
        ],
        search=found.search_loans,
        search_label=_("Tên bạn đọc, nhan đề, số ĐKCB"),
        filters=_filters(points, today),
        default_sort="due",
        empty=_("Không có bản nào quá hạn."),
        name="qua-han",
    )  # fmt: skip
    query = request.GET.urlencode()
    return listing.export() or render(
        request,
        "circulation/loans.html",
        {
            "listing": listing,
            "heading": _("Quá hạn"),
            "lead": _("Đã trừ ngày nghỉ, số ngày châm chước của quy định và của đường sá, thời "
                      "tiết."),
            "notices": f"{reverse('circulation:notices')}?{query}",
            "texts": f"{reverse('circulation:texts_due')}?{query}",
        },
    )  # fmt: skip


def _reader_or_404(pk: int) -> Reader:
    reader = reader_of(pk)
    if reader is None:
        raise Http404
    return reader


def _home_of_reader(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return _reader_or_404(pk).home


@needs(VIEW, at=_home_of_reader)
@require_safe
def reader_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """What a reader has at home."""
    reader = _reader_or_404(pk)
    today = timezone.localdate()
    rows = list(found.loans_of(reader))
    late = found.late_of_all([row for row in rows if row.due < today], today)
    return render(
        request,
        "circulation/reader_panel.html",
        {
            "reader": reader,
            "rows": [(row, late.get(row.pk)) for row in rows],
            "may_lend": request.user.has_perm("circulation.lend"),
        },
    )


@needs(VIEW)
@require_safe
def copy_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Who has a copy and until when: by name where this person may see the loans of that place,
    and the look is noted."""
    copy = copy_of(pk)
    if copy is None:
        raise Http404
    loan = found.loan_of_copy(pk)
    today = timezone.localdate()
    may_name = loan is not None and request.user.has_perm(VIEW, loan.point)
    if loan is not None and loan.reader is not None and may_name:
        looked([loan.reader], **now_by(request))
    late = found.late_of_all([loan], today)[loan.pk] if loan is not None else None
    return render(
        request,
        "circulation/copy_panel.html",
        {
            "loan": loan,
            "late": late,
            "may_name": may_name,
            "history": found.history_of_copy(pk),
        },
    )


@needs(VIEW)
@require_safe
def settled(request: HttpRequest) -> HttpResponseBase:
    """What a rule settled, and where loans and the ledger do not agree."""
    points = points_seen(request)
    listing = Listing(
        request,
        found.remarks_at(points),
        columns=[
            Column("happened_at", _("Lúc"), sort=("happened_at", "pk"), kind="moment"),
            Column("title", _("Nhan đề"), value=lambda r: r.copy.record.shown_title,
                   link=lambda r: r.copy.get_absolute_url()),
            Column("accession_no", _("Số ĐKCB"), value=lambda r: r.copy.accession_no, wide=True),
            Column("kind", _("Điều lạ"), value=lambda r: r.get_kind_display()),
            Column("ruled", _("Đã định đoạt thế nào"), value=_ruled, wide=True),
            Column("point", _("Điểm"), value=lambda r: r.point.name, wide=True),
            Column("seen_by", _("Người xem"), wide=True),
        ],
        filters=[
            Filter("xem", _("Xem"), [("0", _("chưa xem")), ("1", _("đã xem"))],
                   lambda q, v: q.filter(seen_at__isnull=v == "0")),
        ],
        default_sort="-happened_at",
        empty=_("Không có gì phải định đoạt: các nơi báo khớp nhau."),
        name="da-tu-giai-quyet",
    )  # fmt: skip
    if (file := listing.export()) is not None:
        return file
    loans_elsewhere = list(found.to_look_at(points).select_related("copy__place")[:100])
    names = names_of([loan.copy.place.holder for loan in loans_elsewhere])
    for loan in loans_elsewhere:
        loan.may_lend = request.user.has_perm("circulation.lend", loan.point)  # type: ignore[attr-defined]
    elsewhere = [
        (loan, f"{names[loan.copy.place.holder]} ({State(loan.copy.place.state).label})")
        for loan in loans_elsewhere
    ]
    return render(
        request,
        "circulation/settled.html",
        {
            "listing": listing,
            "elsewhere": elsewhere,
            "without": list(found.out_without_loan(points)[:100]),
            "unseen": [row.pk for row in listing.page.object_list if row.seen_at is None],
        },
    )


def _ruled(row: Remark) -> str:
    return {
        "repeat": _("tính một lượt, lấy hạn trả muộn hơn"),
        "unseen": _("lượt trước coi như đã trả"),
        "no_loan": _("giữ lại, không tính"),
        "boxed": _("khép lượt mượn, không tính phạt"),
    }.get(row.kind, "")


@needs(VIEW)
@require_POST
def seen(request: HttpRequest) -> HttpResponse:
    """The remarks on the page were looked at."""
    mine = found.remarks_at(points_seen(request)).filter(pk__in=numbers_posted(request, "one"))

    def note() -> None:
        with act_once(request):
            lending.see_remarks(
                statements=list(mine.values_list("pk", flat=True)), **now_by(request)
            )

    return press(request, reverse("circulation:settled"), note, _("Đã ghi là đã xem."))


@needs("circulation.lend", at=point_of_loan)
@require_POST
def close_loan(request: HttpRequest, pk: int) -> HttpResponse:
    """End the loan of a copy that is known to be elsewhere."""
    copy = copy_of(pk)
    if copy is None:
        raise PermissionDenied

    def close() -> None:
        with act_once(request):
            lending.close_loan(copy=copy, **now_by(request))

    return press(request, reverse("circulation:settled"), close, _("Đã khép lượt mượn."))
