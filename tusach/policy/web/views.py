"""The rules in force, the history of each, and what is done with them."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.policy import services
from tusach.policy.models import Rule, Strictness
from tusach.policy.questions import Question, asked, questions
from tusach.policy.selectors import (
    all_rules,
    history,
    in_force,
    may_set,
    rule_of,
    search_rules,
)
from tusach.policy.web.forms import EndForm, RuleForm
from tusach.ui.api import Column, Filter, Listing, needs, press, try_form


def _label(rule: Rule) -> str:
    about = asked(rule.key)
    return str(about.label) if about else rule.key


def _value(rule: Rule) -> str:
    about = asked(rule.key)
    return about.shown(rule.value) if about else str(rule.value)


def scope_of(rule: Rule) -> str:
    """For whom the rule is, in words."""
    if rule.point is not None:
        return rule.point.public_name
    return str(rule.get_point_kind_display()) if rule.point_kind else _("toàn tỉnh")


def _strict(rule: Rule) -> str:
    about = asked(rule.key)
    return str(rule.get_strictness_display()) if about and about.warns else ""


def _columns(*, named: bool, strict: bool = True, ends: bool = True) -> list[Column]:
    first = [Column("key", _("Quy định"), value=_label, sort="key",
                    link=lambda r: r.get_absolute_url() if asked(r.key) else None)]  # fmt: skip
    return [
        *(first if named else []),
        Column("value", _("Giá trị"), value=_value),
        Column("scope", _("Áp dụng cho"), value=scope_of, wide=named),
        *(
            [Column("strictness", _("Khi không giữ đúng"), value=_strict, wide=True)]
            if strict
            else []
        ),
        Column("basis", _("Căn cứ"), sort="basis"),
        Column("is_verified", _("Đối chiếu toàn văn"),
               value=lambda r: _("rồi") if r.is_verified else _("chưa"), wide=True),
        Column("valid_from", _("Áp dụng từ"), sort="valid_from", kind="day"),
        *(
            [Column("valid_to", _("Đến trước ngày"), sort="valid_to", kind="day", wide=named)]
            if ends
            else []
        ),
    ]  # fmt: skip


@needs("policy.view")
@require_safe
def rules(request: HttpRequest) -> HttpResponseBase:
    """What holds today; with ``xem=tat-ca`` all that ever held or will."""
    today = timezone.localdate()
    everything = request.GET.get("xem") == "tat-ca"
    groups = {one.room: one.group for one in questions()}
    found = all_rules() if everything else all_rules().filter(pk__in=in_force(today).values("pk"))
    listing = Listing(
        request,
        found,
        columns=_columns(named=True, strict=False, ends=everything),
        search=search_rules,
        search_label=_("Tên quy định, văn bản"),
        filters=[
            Filter("nhom", _("Nhóm"), list(groups.items()),
                   lambda q, v: q.filter(key__startswith=f"{v}.")),
            Filter("doi-chieu", _("Đối chiếu toàn văn"), [("0", _("chưa")), ("1", _("rồi"))],
                   lambda q, v: q.filter(is_verified=v == "1")),
        ],
        default_sort="key",
        empty=_("Không có quy định nào như vậy."),
        name="quy-dinh",
    )  # fmt: skip
    return listing.export() or render(
        request, "policy/rules.html", {"listing": listing, "everything": everything}
    )


def _question_or_404(key: str) -> Question:
    about = asked(key)
    if about is None:
        raise Http404
    return about


@needs("policy.view")
@require_safe
def question(request: HttpRequest, key: str) -> HttpResponseBase:
    """One question: what it means, what holds today, and every row there ever was."""
    about = _question_or_404(key)
    today = timezone.localdate()
    listing = Listing(
        request,
        history(key),
        columns=[
            *_columns(named=False, strict=about.warns),
            Column("made_by", _("Người ghi"), wide=True),
            Column("made_at", _("Ghi lúc"), kind="moment", wide=True),
        ],
        empty=_("Chưa có quy định nào."),
        name=f"quy-dinh-{key.replace('.', '-')}",
    )
    if (file := listing.export()) is not None:
        return file
    changeable = [one for one in history(key)[:50] if may_set(request.user, one.point)]
    return render(
        request,
        "policy/question.html",
        {
            "question": about,
            "listing": listing,
            "now": [(scope_of(one), _value(one), one) for one in in_force(today).filter(key=key)
                    .select_related("point").order_by("point", "point_kind")],
            "may_set": request.user.has_perm("policy.set"),
            "open": [
                {
                    "rule": one,
                    "value": _value(one),
                    "scope": scope_of(one),
                    "may_take_back": one.valid_from >= today,
                    "may_end": one.valid_to is None and one.valid_from < today,
                }
                for one in changeable
                if one.valid_to is None or one.valid_to > today
            ],
        },
    )  # fmt: skip


def _may(request: HttpRequest, rule: Rule) -> Rule:
    if not may_set(request.user, rule.point):
        raise PermissionDenied
    return rule


def _rule_or_404(request: HttpRequest, pk: int) -> Rule:
    found = rule_of(pk)
    if found is None or asked(found.key) is None:
        raise Http404
    return found


@needs("policy.view")
@require_safe
def rule(request: HttpRequest, pk: int) -> HttpResponse:
    """From the record of acts to the question that a rule answers."""
    return redirect(_rule_or_404(request, pk))


@needs("policy.set")
@require_http_methods(["GET", "POST"])
def new(request: HttpRequest, key: str) -> HttpResponse:
    about = _question_or_404(key)
    latest = history(key).first()
    form = RuleForm(
        request.POST or None,
        question=about,
        initial={
            "valid_from": timezone.localdate(),
            "strictness": latest.strictness if latest else Strictness.WARN,
        },
    )
    if request.method == "POST" and form.is_valid():
        values: dict[str, Any] = form.cleaned_data
        if not may_set(request.user, values.get("point")):
            form.add_error(
                None,
                _("Quy định chung do thư viện tỉnh hoặc cơ quan quản lý đặt; bạn chỉ đặt được quy "
                  "định riêng cho điểm của mình."),
            )  # fmt: skip
        elif try_form(
            request,
            form,
            lambda: services.set_rule(key=key, **_plain(about, values), **now_by(request)),
            _("Đã ghi quy định mới; quy định cũ hết hiệu lực từ ngày đó."),
        ):
            return redirect("policy:question", key=key)
    return render(
        request,
        "policy/new.html",
        {"form": form, "question": about},
        status=422 if form.is_bound else 200,
    )


def _plain(about: Question, values: dict[str, Any]) -> dict[str, Any]:
    """The form's values as ``set_rule`` takes them; what is only reckoned with never warns."""
    return values if about.warns else {**values, "strictness": Strictness.REFUSE}


@needs("policy.set")
@require_http_methods(["GET", "POST"])
def end(request: HttpRequest, pk: int) -> HttpResponse:
    one = _may(request, _rule_or_404(request, pk))
    form = EndForm(request.POST or None, initial={"on": timezone.localdate()})
    if request.method == "POST" and form.is_valid() and try_form(
        request,
        form,
        lambda: services.end_rule(rule=one, on=form.cleaned_data["on"], **now_by(request)),
        _("Quy định hết hiệu lực từ ngày đó."),
    ):  # fmt: skip
        return redirect(one)
    context = {"form": form, "rule": one, "label": _label(one), "value": _value(one)}
    return render(request, "policy/end.html", context, status=422 if form.is_bound else 200)


@needs("policy.set")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    one = _may(request, _rule_or_404(request, pk))
    to = reverse("policy:question", args=[one.key])
    return press(
        request,
        to,
        lambda: services.take_back(rule=one, **now_by(request)),
        _("Đã rút; quy định trước đó tiếp tục áp dụng."),
    )


@needs("policy.set")
@require_POST
def verify(request: HttpRequest, pk: int) -> HttpResponse:
    one = _may(request, _rule_or_404(request, pk))
    return press(
        request,
        one,
        lambda: services.verify(rule=one, **now_by(request)),
        _("Đã ghi: quy định này đã được đối chiếu với toàn văn."),
    )
