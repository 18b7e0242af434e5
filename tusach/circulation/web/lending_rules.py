"""The rules of lending, closed days and graces: shown, set, ended, taken back."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.models import LoanRule
from tusach.circulation.selectors import rules as found
from tusach.circulation.services import setting_rules as services
from tusach.circulation.services.setting_rules import RuleValues
from tusach.circulation.web.rule_forms import ClosedForm, GraceForm, RuleForm
from tusach.holdings.api import Collection
from tusach.readers.api import classes_on
from tusach.ui.api import Column, DayRefused, Filter, Listing, act_once, needs, press, try_form
from tusach.ui.api import read_day as day_of

VIEW, ACT = "policy.view", "circulation.rules"


def scope_of(row: LoanRule, classes: dict[str, str]) -> str:
    """For whom and what a rule is, in words."""
    collection = str(Collection(row.collection).label) if row.collection else _("mọi kho")
    place = (
        row.point.name
        if row.point is not None
        else (str(row.get_point_kind_display()) if row.point_kind else _("mọi điểm"))
    )
    who = classes.get(row.reader_class, row.reader_class) if row.reader_class else _("mọi nhóm")
    return _("%(collection)s · %(place)s · %(who)s") % {
        "collection": collection, "place": place, "who": who
    }  # fmt: skip


def _classes() -> dict[str, str]:
    return {one.code: str(one) for one in classes_on(timezone.localdate())}


@needs(VIEW)
@require_safe
def rules(request: HttpRequest) -> HttpResponseBase:
    """What holds today; with ``xem=tat-ca`` all that ever held or will."""
    today = timezone.localdate()
    everything = request.GET.get("xem") == "tat-ca"
    classes = _classes()
    rows = found.all_rules()
    listing = Listing(
        request,
        rows if everything else rows.filter(pk__in=found.in_force(today).values("pk")),
        columns=[
            Column("scope", _("Áp dụng cho"), value=lambda r: scope_of(r, classes),
                   link=lambda r: r.get_absolute_url()),
            Column("most_copies", _("Số bản"), sort="most_copies",
                   value=lambda r: _("tại chỗ") if r.in_house_only else r.most_copies),
            Column("days", _("Số ngày"), kind="number", sort="days"),
            Column("renewals", pgettext("loans", "Gia hạn"), wide=True,
                   value=lambda r: f"{r.renewals} × {r.renewal_days}"),
            Column("deposit", _("Tiền cược"), kind="dong", wide=True),
            Column("fine_per_day", _("Phạt mỗi ngày"), kind="dong", wide=True),
            Column("lost_percent", _("Đền khi mất (%)"), kind="number", wide=True),
            Column("basis", _("Căn cứ"), long=True),
            Column("valid_from", _("Áp dụng từ"), sort="valid_from", kind="day", wide=True),
            Column("valid_to", _("Đến trước ngày"), sort="valid_to", kind="day", wide=True),
        ],
        filters=[
            Filter("kho", _("Kho"), Collection.choices, lambda q, v: q.filter(collection=v)),
            Filter("nhom", _("Nhóm bạn đọc"), list(classes.items()),
                   lambda q, v: q.filter(reader_class=v)),
        ],
        default_sort="-valid_from",
        empty=_("Chưa có quy định mượn nào như vậy."),
        name="quy-dinh-muon",
    )  # fmt: skip
    return listing.export() or render(
        request,
        "circulation/rules.html",
        {
            "listing": listing,
            "everything": everything,
            "may_set": request.user.has_perm(ACT),
        },
    )


def _rule_or_404(pk: int) -> LoanRule:
    rule = found.rule_of(pk)
    if rule is None:
        raise Http404
    return rule


@needs(VIEW)
@require_safe
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """One rule: what it says, for whom, by which document."""
    one = _rule_or_404(pk)
    today = timezone.localdate()
    return render(
        request,
        "circulation/rule.html",
        {
            "rule": one,
            "scope": scope_of(one, _classes()),
            "may_set": found.may_rule(request.user, one.point),
            "has_begun": one.valid_from <= today,
            "today": today,
        },
    )


@needs(ACT)
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new rule, or with ``tu`` one that takes the place of another from a day on."""
    like = request.GET.get("tu", "")
    first: dict[str, Any] = {"other_libraries": True, "valid_from": timezone.localdate()}
    if like.isdecimal() and len(like) < 19 and (old := found.rule_of(int(like))) is not None:
        first |= {name: getattr(old, name) for name in RuleForm.base_fields}
        first |= {"valid_from": timezone.localdate(), "is_verified": False}
    else:
        blank = LoanRule()
        first |= {
            name: getattr(blank, name)
            for name in RuleForm.base_fields
            if name not in ("basis", "valid_from", "point", "is_verified")
        }
    form = RuleForm(request.POST or None, initial=first)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        dated = {key: said.pop(key) for key in ("basis", "valid_from", "is_verified")}
        if not found.may_rule(request.user, said["point"]):
            form.add_error(
                None,
                _("Quy định chung do thư viện tỉnh hoặc cơ quan quản lý đặt; bạn chỉ đặt được quy "
                  "định riêng cho điểm của mình."),
            )  # fmt: skip
        elif made := try_form(
            request,
            form,
            lambda: services.set_rule(values=RuleValues(**said), **dated, **now_by(request)),
            _("Đã ghi quy định mới; quy định cùng phạm vi trước đó hết hiệu lực từ ngày ấy."),
        ):
            return redirect(made)
    return render(
        request, "circulation/new_rule.html", {"form": form}, status=422 if form.is_bound else 200
    )


def _may(request: HttpRequest, one: LoanRule) -> LoanRule:
    if not found.may_rule(request.user, one.point):
        raise PermissionDenied
    return one


@needs(ACT)
@require_POST
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a rule end on a day."""
    one = _may(request, _rule_or_404(pk))

    def act() -> None:
        with act_once(request):
            on = day_of(request.POST.get("on", ""))
            services.end_rule(rule=one, on=on, **now_by(request))

    try:
        return press(request, one, act, _("Quy định hết hiệu lực từ ngày đó."))
    except DayRefused as refused:
        messages.error(request, str(refused))
        return redirect(one)


@needs(ACT)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back a rule that has not begun."""
    one = _may(request, _rule_or_404(pk))
    return press(
        request,
        reverse("circulation:rules"),
        lambda: services.withdraw_rule(rule=one, **now_by(request)),
        _("Đã rút; quy định trước đó tiếp tục áp dụng."),
    )


@needs(VIEW)
@require_http_methods(["GET", "POST"])
def days(request: HttpRequest) -> HttpResponse:
    """Closed days and graces, and the forms for new ones."""
    kind = request.POST.get("kind", "")
    if kind and not request.user.has_perm(ACT):
        raise PermissionDenied
    closed_form = ClosedForm(request.POST if kind == "nghi" else None, prefix="nghi")
    grace_form = GraceForm(request.POST if kind == "cham-chuoc" else None, prefix="cham-chuoc")
    form = {"nghi": closed_form, "cham-chuoc": grace_form}.get(kind)
    if form is not None and form.is_valid():
        act = services.close_days if kind == "nghi" else services.grant_grace
        if not found.may_rule(request.user, form.cleaned_data["point"]):
            form.add_error(
                None,
                _("Ngày chung cho mọi điểm do thư viện tỉnh hoặc cơ quan quản lý đặt; hãy chọn "
                  "điểm của mình."),
            )  # fmt: skip
        elif try_form(
            request, form, lambda: act(**form.cleaned_data, **now_by(request)), _("Đã ghi.")
        ):
            return redirect("circulation:days")
    closed, graces = found.all_days()
    return render(
        request,
        "circulation/days.html",
        {
            "closed": [(one, found.may_rule(request.user, one.point)) for one in closed[:100]],
            "graces": [(one, found.may_rule(request.user, one.point)) for one in graces[:100]],
            "closed_form": closed_form,
            "grace_form": grace_form,
            "may_set": request.user.has_perm(ACT),
        },
        status=422 if form is not None else 200,
    )


@needs(ACT)
@require_POST
def drop_days(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Take closed days or a grace back."""
    one = found.days_of(kind, pk)
    if one is None:
        raise Http404
    if not found.may_rule(request.user, one.point):
        raise PermissionDenied
    return press(
        request,
        reverse("circulation:days"),
        lambda: services.drop_days(days=one, **now_by(request)),
        _("Đã bỏ."),
    )
