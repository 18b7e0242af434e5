"""Agreements between points: listed, made, ended; and what waits for the province's word."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.models import Agreement
from tusach.circulation.selectors import agreements as found
from tusach.circulation.selectors import requests as asked
from tusach.circulation.selectors.rules import may_over_all, speaks_for_all_alone
from tusach.circulation.services import agreements as services
from tusach.circulation.web.places import places
from tusach.circulation.web.requests import point_of, request_or_404
from tusach.holdings.api import Collection
from tusach.network.api import SECRET_KINDS, PointKind, ServicePoint
from tusach.ui.api import Column, DayField, Filter, Listing, needs, press, try_form

VIEW, ACT, DECIDE = "policy.view", "circulation.agreements", "circulation.decide_request"
_STORES = (PointKind.ROTATION_STORE, PointKind.PRISON, PointKind.BOOKSHOP, PointKind.ONLINE)


class AgreementForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên thoả thuận"), max_length=200)
    document = forms.CharField(
        label=gettext_lazy("Số, ngày văn bản"), max_length=200,
        help_text=gettext_lazy("Ví dụ: 12/TT-TVT ngày 05/01/2026."),
    )  # fmt: skip
    valid_from = DayField(label=gettext_lazy("Hiệu lực từ"))
    valid_to = DayField(
        label=gettext_lazy("Đến trước ngày"), required=False,
        help_text=gettext_lazy("Để trống nếu chưa định ngày hết hiệu lực."),
    )  # fmt: skip
    kinds = forms.MultipleChoiceField(
        label=gettext_lazy("Mọi điểm thuộc loại"), required=False,
        choices=[one for one in PointKind.choices if one[0] not in {*SECRET_KINDS, *_STORES}],
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip
    points = forms.CharField(
        label=gettext_lazy("Và các điểm"), required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy(
            "Mã hoặc đúng tên điểm, mỗi dòng một điểm; điểm trực thuộc được tính theo."
        ),
    )  # fmt: skip
    collections = forms.MultipleChoiceField(
        label=gettext_lazy("Được hỏi mượn"), required=False, choices=Collection.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy("Không chọn gì: mọi sách được cho mượn."),
    )  # fmt: skip
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"), required=False, max_length=400,
        help_text=gettext_lazy("Ví dụ: ai trả tiền gửi, gửi bằng cách nào."),
    )  # fmt: skip

    def clean_points(self) -> list[ServicePoint]:
        named, unknown = [], []
        for line in str(self.cleaned_data["points"]).splitlines():
            text = " ".join(line.split())
            if not text:
                continue
            rows = list(ServicePoint.objects.filter(code=text)[:2]) or list(
                ServicePoint.objects.filter(name__iexact=text)[:2]
            )
            if len(rows) == 1:
                named.append(rows[0])
            else:
                unknown.append(text)
        if unknown:
            raise forms.ValidationError(
                _("Không có, hoặc có nhiều điểm tên: %(names)s. Hãy ghi mã điểm.")
                % {"names": "; ".join(unknown)}
            )
        return named


class EndForm(forms.Form):
    last = DayField(label=gettext_lazy("Hết hiệu lực từ ngày"))
    why = forms.CharField(label=gettext_lazy("Lý do"), max_length=300, required=False)


def _between(one: Agreement) -> str:
    return "; ".join(str(party) for party in one.parties.all())


def _what(one: Agreement) -> str:
    return "; ".join(str(Collection(code).label) for code in one.collections) or _("mọi kho")


@needs(VIEW)
@require_safe
def agreements(request: HttpRequest) -> HttpResponseBase:
    """Every agreement there is or was; those in force today unless asked otherwise."""
    today = timezone.localdate()
    listing = Listing(
        request,
        found.all_agreements(),
        columns=[
            Column("name", gettext_lazy("Tên thoả thuận"), sort="name",
                   link=lambda a: a.get_absolute_url()),
            Column("document", gettext_lazy("Số, ngày văn bản")),
            Column("between", gettext_lazy("Giữa"), value=_between, long=True),
            Column("what", gettext_lazy("Được hỏi mượn"), value=_what, wide=True),
            Column("valid_from", gettext_lazy("Hiệu lực từ"), sort="valid_from", kind="day"),
            Column("valid_to", gettext_lazy("Đến trước ngày"), sort="valid_to", kind="day"),
        ],
        search=found.search_agreements,
        search_label=gettext_lazy("Tên, số văn bản"),
        filters=[
            Filter(
                "hieu-luc", gettext_lazy("Hiệu lực"),
                [("nay", gettext_lazy("đang có hiệu lực")), ("khong", gettext_lazy("không"))],
                lambda qs, v: (
                    qs.filter(found.in_force(today)) if v == "nay"
                    else qs.exclude(found.in_force(today))
                ),
            ),
        ],
        default_sort="-valid_from",
        empty=gettext_lazy("Chưa có thoả thuận liên thông nào."),
        name="thoa-thuan",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "circulation/agreements.html",
        {"listing": listing, "may_set": request.user.has_perm(ACT)},
    )


def _agreement(pk: int) -> Agreement:
    one = found.agreement_by_pk(pk)
    if one is None:
        raise Http404
    return one


@needs(VIEW)
@require_safe
def agreement(request: HttpRequest, pk: int) -> HttpResponse:
    one = _agreement(pk)
    page = {
        "one": one, "between": list(one.parties.all()), "what": _what(one),
        "may_set": request.user.has_perm(ACT) and _may_end(request, one),
    }  # fmt: skip
    return render(request, "circulation/agreement.html", page)


def _speaks_for(request: HttpRequest, points: set[int], kinds: set[str]) -> bool:
    """Whether the person may agree for all parties: for points those she reaches, for kinds of
    point whoever has the act over all of a province and reaches every point of these kinds. Where
    there is no provincial library, whoever has the act speaks for all."""
    if speaks_for_all_alone(request.user, ACT):
        return True
    mine = places(request, ACT)
    if mine.filter(pk__in=points).count() != len(points):
        return False
    if not kinds:
        return True
    beyond = ServicePoint.objects.filter(kind__in=kinds).exclude(pk__in=mine.values("pk"))
    return may_over_all(request.user, ACT) and not beyond.exists()


def _may_end(request: HttpRequest, one: Agreement) -> bool:
    parties = list(one.parties.all())
    points = {party.point_id for party in parties if party.point_id is not None}
    return _speaks_for(request, points, {party.kind for party in parties if party.kind})


def _form_page(request: HttpRequest, form: forms.Form, **page: Any) -> HttpResponse:
    status = 422 if form.is_bound else 200
    return render(request, "circulation/act.html", {"form": form, **page}, status=status)


@needs(ACT)
@require_http_methods(["GET", "POST"])
def new_agreement(request: HttpRequest) -> HttpResponse:
    form = AgreementForm(request.POST or None, initial={"valid_from": timezone.localdate()})
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        if not _speaks_for(request, {one.pk for one in said["points"]}, set(said["kinds"])):
            raise PermissionDenied
        made = try_form(
            request, form,
            lambda: services.make_agreement(**form.cleaned_data, **now_by(request)),
            _("Đã ghi thoả thuận liên thông."),
        )  # fmt: skip
        if made:
            return redirect(made)
    return _form_page(
        request, form, title=_("Ghi thoả thuận liên thông"), button=_("Ghi thoả thuận"),
        lead=_("Các bên cho nhau mượn sách theo yêu cầu, từ ngày có hiệu lực."),
        back=reverse("circulation:agreements"),
    )  # fmt: skip


@needs(ACT)
@require_http_methods(["GET", "POST"])
def end_agreement(request: HttpRequest, pk: int) -> HttpResponse:
    one = _agreement(pk)
    if not _may_end(request, one):
        raise PermissionDenied
    form = EndForm(request.POST or None, initial={"last": timezone.localdate()})
    if form.is_bound and form.is_valid():
        done = try_form(
            request, form,
            lambda: services.end_agreement(
                agreement=one, **form.cleaned_data, **now_by(request)
            ),
            _("Đã ghi ngày hết hiệu lực."),
        )  # fmt: skip
        if done:
            return redirect(one)
    return _form_page(
        request, form, title=_("Hết hiệu lực: %(name)s") % {"name": one.name}, danger=True,
        lead=_("Sách đã hứa hoặc đang gửi theo thoả thuận vẫn đi tiếp."),
        button=_("Ghi hết hiệu lực"), back=one.get_absolute_url(),
    )  # fmt: skip


@needs(DECIDE)
@require_safe
def undecided(request: HttpRequest) -> HttpResponse:
    """What waits because no agreement lets the book travel, the oldest first."""
    rows = asked.undecided(places(request, DECIDE))[:200]
    return render(request, "circulation/undecided.html", {"rows": rows})


@needs(DECIDE, at=point_of)
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    one = request_or_404(pk)
    allowed = request.POST.get("what") == "allow"
    return press(
        request, "circulation:undecided",
        lambda: services.decide(
            request=one, allowed=allowed, why=request.POST.get("why", ""), **now_by(request)
        ),
        _("Đã cho gửi “%(title)s”.") % {"title": one.title} if allowed
        else _("Không cho gửi “%(title)s”; yêu cầu chờ bản khác.") % {"title": one.title},
    )  # fmt: skip
