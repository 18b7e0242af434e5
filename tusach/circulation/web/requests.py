"""Requests: at my point, to pull from the shelf, on the way, ready."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.catalogue.api import Record
from tusach.circulation.documents import pull_content, request_slip_content
from tusach.circulation.models import Request
from tusach.circulation.request_states import RequestState
from tusach.circulation.selectors import requests as found
from tusach.circulation.services import queue, requests
from tusach.circulation.web.papers import pdf_answer
from tusach.circulation.web.places import places
from tusach.holdings.api import Copy, find_copies
from tusach.network.api import PointField, ServicePoint
from tusach.readers.api import Reader, find_readers
from tusach.ui.api import Column, Filter, Listing, needs, pdf, press, try_form

ACT = "circulation.request"


class AskForm(forms.Form):
    scan = forms.CharField(
        label=gettext_lazy("Mã vạch, số ĐKCB của một bản, số kiểm soát, hoặc nhan đề"),
        max_length=400,
        help_text=gettext_lazy(
            "Quét một bản của nhan đề cần mượn, hoặc mã QR trên phiếu hỏi mượn của bạn đọc; "
            "chưa có sách thì ghi nhan đề."
        ),
    )
    just_this = forms.BooleanField(label=gettext_lazy("Chỉ cần đúng bản này"), required=False)
    reader = forms.CharField(
        label=gettext_lazy("Bạn đọc"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("Số thẻ, số bạn đọc hoặc họ tên. Để trống nếu là yêu cầu của điểm."),
    )
    at_home = forms.BooleanField(label=gettext_lazy("Giao tận nhà"), required=False)
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"), max_length=300, required=False,
        help_text=gettext_lazy("Ví dụ: xin gửi theo đợt luân chuyển tới."),
    )  # fmt: skip

    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.mine = places(request, ACT)
        self.fields["point"] = PointField(label=gettext_lazy("Nơi lấy sách"), points=self.mine)
        self.order_fields(["point", "scan", "just_this", "reader", "at_home", "note"])
        self.copy: Copy | None = None
        self.record: Record | None = None
        self.who: Reader | None = None

    def clean_scan(self) -> str:
        text = str(self.cleaned_data["scan"]).strip()
        # The QR of a title's slip holds the address of this form with its number.
        number = text.rsplit("nhan-de=", 1)[-1].strip()
        self.record = Record.objects.filter(control_number=number).first() if number else None
        if self.record is not None:
            return text
        copies = find_copies(text)
        if len(copies) > 1:
            raise forms.ValidationError(
                _("“%(scan)s” là số của nhiều bản; hãy quét mã vạch.") % {"scan": text}
            )
        self.copy = copies[0] if copies else None
        return text

    def clean_reader(self) -> str:
        text = str(self.cleaned_data["reader"]).strip()
        if not text:
            return text
        readers = find_readers(text, self.mine)
        if not readers:
            raise forms.ValidationError(_("Không tìm thấy bạn đọc “%(text)s”.") % {"text": text})
        if len(readers) > 1:
            raise forms.ValidationError(
                _("Có nhiều bạn đọc như “%(text)s”; hãy ghi số thẻ.") % {"text": text}
            )
        self.who = readers[0]
        return text


def request_or_404(pk: int) -> Request:
    one = found.request_by_pk(pk)
    if one is None:
        raise Http404
    return one


def lender_of(_request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    """Where the copy is taken from; where it is asked for while none is promised."""
    one = request_or_404(pk)
    return one.lender or one.point


def point_or_lender(request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    """Where it was asked for; to whoever works where it is taken from alone, that point."""
    one = request_or_404(pk)
    mine = request.user.has_perm(ACT, one.point)
    return one.point if mine or one.lender is None else one.lender


def point_of(_request: HttpRequest, pk: int, **_more: Any) -> ServicePoint:
    return request_or_404(pk).point


@needs(ACT)
@require_safe
def list_requests(request: HttpRequest) -> HttpResponseBase:
    mine = places(request, ACT)
    # What these points only lend to readers elsewhere is opened there, and the reader named there.
    here = set(mine.values_list("pk", flat=True))
    listing = Listing(
        request,
        found.requests_of(mine),
        columns=[
            Column("title", gettext_lazy("Nhan đề"), sort="title",
                   link=lambda r: reverse("circulation:request", args=[r.pk])
                   if r.point_id in here else ""),
            Column("point", gettext_lazy("Nơi lấy sách"), sort="point__sort_key",
                   value=lambda r: r.point.name),
            Column("reader", gettext_lazy("Bạn đọc"),
                   value=lambda r: r.reader.name if r.reader and r.point_id in here else "–"),
            Column("state", gettext_lazy("Tình trạng"), sort="state",
                   value=lambda r: r.get_state_display()),
            Column("lender", gettext_lazy("Lấy từ"), sort="lender__sort_key",
                   value=lambda r: r.lender.name if r.lender else "", wide=True),
            Column("made_at", gettext_lazy("Từ"), sort="made_at", kind="moment"),
            Column("ready_until", gettext_lazy("Giữ đến ngày"), sort="ready_until", kind="day"),
        ],
        search=found.search_requests,
        search_label=gettext_lazy("Nhan đề, mã vạch"),
        filters=[
            Filter("tinh-trang", gettext_lazy("Tình trạng"), RequestState.choices,
                   lambda qs, v: qs.filter(state=v)),
        ],
        default_sort="-made_at",
        empty=gettext_lazy("Chưa có yêu cầu nào."),
        name="yeu-cau",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "circulation/requests.html",
        {"listing": listing, "tab": "all", "counts": found.counts(mine)},
    )


_DESKS: dict[str, tuple[str, Any, Any]] = {
    "on_the_way": (
        RequestState.ON_THE_WAY,
        gettext_lazy("Đang gửi đến"),
        gettext_lazy("Không có sách nào đang gửi đến."),
    ),
    "ready": (
        RequestState.READY,
        gettext_lazy("Chờ bạn đọc đến lấy"),
        gettext_lazy("Không có sách nào chờ lấy."),
    ),
}


def _desk(request: HttpRequest, tab: str) -> HttpResponse:
    mine = places(request, ACT)
    state, title, empty = _DESKS[tab]
    return render(
        request,
        "circulation/request_desk.html",
        {
            "rows": found.at_desk(mine, state)[:300],
            "title": title,
            "empty": empty,
            "tab": tab,
            "counts": found.counts(mine),
            "today": timezone.localdate(),
        },
    )


@needs(ACT)
@require_safe
def on_the_way(request: HttpRequest) -> HttpResponse:
    return _desk(request, "on_the_way")


@needs(ACT)
@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    return _desk(request, "ready")


@needs(ACT)
@require_http_methods(["GET", "POST"])
def pull_list(request: HttpRequest) -> HttpResponse:
    """What to take from the shelf; asked by POST it first looks for copies for those who wait."""
    mine = places(request, ACT)
    if request.method == "POST":
        return press(
            request, "circulation:pull_list", lambda: queue.promise(**now_by(request)),
            _("Đã tìm sách cho các yêu cầu đang chờ."),
        )  # fmt: skip
    return render(
        request,
        "circulation/pull_list.html",
        {"rows": found.to_pull(mine)[:300], "tab": "pull", "counts": found.counts(mine)},
    )


@needs(ACT)
@require_safe
def pull_paper(request: HttpRequest) -> HttpResponse:
    """The list to walk along the shelves with, and a slip for each book that travels."""
    rows = list(found.to_pull(places(request, ACT))[:300])
    content = pdf("circulation/pull_list.typ", pull_content(rows, timezone.localtime()))
    return pdf_answer(content, "lay-sach-theo-yeu-cau.pdf")


@needs(ACT)
@require_http_methods(["GET", "POST"])
def new_request(request: HttpRequest) -> HttpResponse:
    usual = request.user.usual_place(ACT)  # type: ignore[union-attr]
    asked = request.GET.get("ban") or request.GET.get("nhan-de", "")
    form = AskForm(
        request, request.POST or None, initial={"point": usual, "scan": asked[:400]}
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        made = try_form(
            request, form,
            lambda: requests.ask(
                point=data["point"],
                wanted=_record_of(form),
                title="" if form.copy or form.record else data["scan"],
                only_copy=form.copy if data["just_this"] else None,
                reader=form.who, at_home=data["at_home"], note=data["note"], **now_by(request),
            ),
            _("Đã ghi yêu cầu."),
        )  # fmt: skip
        if made:
            return redirect("circulation:request", made.pk)
    return render(
        request,
        "circulation/act.html",
        {
            "form": form,
            "title": _("Ghi yêu cầu mượn"),
            "lead": _("Sách đang ở nơi khác trong mạng lưới được gửi về nơi lấy sách."),
            "button": _("Ghi yêu cầu"),
            "back": reverse("circulation:requests"),
        },
        status=422 if form.is_bound else 200,
    )


def _record_of(form: AskForm) -> Record | None:
    return form.record or (form.copy.record if form.copy is not None else None)


@needs(ACT, at=point_of)
@require_safe
def show_request(request: HttpRequest, pk: int) -> HttpResponse:
    return render(request, "circulation/request.html", {"one": request_or_404(pk)})


@needs(ACT, at=point_or_lender)
@require_safe
def slip(request: HttpRequest, pk: int) -> HttpResponse:
    """The slip that lies in the book, of 80 mm: for whom it is kept, or where it goes. At the
    point that sends it, it names no reader."""
    one = request_or_404(pk)
    named_here = request.user.has_perm(ACT, one.point)
    content = request_slip_content(one, named=named_here, at=timezone.localtime())
    return pdf_answer(pdf("circulation/request_slip.typ", content), f"phieu-yeu-cau-{pk}.pdf")


@needs(ACT, at=lender_of)
@require_POST
def pulled(request: HttpRequest, pk: int) -> HttpResponse:
    one = request_or_404(pk)
    return press(
        request, "circulation:pull_list", lambda: requests.pull(request=one, **now_by(request)),
        _("Đã lấy “%(title)s”.") % {"title": one.title},
    )  # fmt: skip


@needs(ACT, at=lender_of)
@require_POST
def not_there(request: HttpRequest, pk: int) -> HttpResponse:
    one = request_or_404(pk)
    return press(
        request, "circulation:pull_list", lambda: queue.release(request=one, **now_by(request)),
        _("Yêu cầu trở lại hàng chờ. Nếu sách thất lạc, hãy báo mất ở trang của bản."),
    )  # fmt: skip


@needs(ACT, at=point_of)
@require_POST
def arrived(request: HttpRequest, pk: int) -> HttpResponse:
    one = request_or_404(pk)
    return press(
        request, "circulation:requests_on_the_way",
        lambda: requests.arrive(request=one, **now_by(request)),
        _("Đã nhận “%(title)s”; báo bạn đọc đến lấy.") % {"title": one.title},
    )  # fmt: skip


@needs(ACT, at=point_of)
@require_POST
def fetched(request: HttpRequest, pk: int) -> HttpResponse:
    one = request_or_404(pk)
    return press(
        request, "circulation:requests_ready",
        lambda: requests.fetch(request=one, **now_by(request)),
        _("Đã cho mượn “%(title)s”.") % {"title": one.title},
    )  # fmt: skip


class WhyForm(forms.Form):
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=300)


@needs(ACT, at=point_of)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    one = request_or_404(pk)
    form = WhyForm(request.POST or None)
    if form.is_bound and form.is_valid():
        done = try_form(
            request, form,
            lambda: requests.cancel(request=one, why=form.cleaned_data["why"], **now_by(request)),
            _("Đã huỷ yêu cầu."),
        )  # fmt: skip
        if done:
            return redirect("circulation:requests")
    return render(
        request,
        "circulation/act.html",
        {
            "form": form,
            "title": _("Huỷ yêu cầu: %(title)s") % {"title": one.title},
            "button": _("Huỷ yêu cầu"),
            "danger": True,
            "back": reverse("circulation:request", args=[pk]),
        },
        status=422 if form.is_bound else 200,
    )


@needs(ACT)
@require_safe
def reader_requests(request: HttpRequest, pk: int) -> HttpResponse:
    """On the page of a reader: what this person waits for at one's own points."""
    mine = set(places(request, ACT).values_list("pk", flat=True))
    rows = [one for one in found.open_of_reader(pk) if one.point_id in mine]
    return render(request, "circulation/request_panel.html", {"rows": rows})


@needs(ACT)
@require_safe
def record_requests(request: HttpRequest, pk: int) -> HttpResponse:
    """On the page of a title: who waits for it, point by point; no names of readers."""
    mine = set(places(request, ACT).values_list("pk", flat=True))
    rows = [one for one in found.open_of_record(pk) if one.point_id in mine]
    page = {"rows": rows, "of_record": True, "number": found.number_of(pk)}
    return render(request, "circulation/request_panel.html", page)
