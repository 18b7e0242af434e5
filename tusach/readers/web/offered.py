"""The classes of readers and the purposes of consent: lists, a new one, one to change."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tusach.audit.api import now_by
from tusach.policy.api import may_set
from tusach.readers.models import ConsentPurpose, ReaderClass
from tusach.readers.models.readers import AUDIENCES
from tusach.readers.selectors.offered import every_class, every_purpose
from tusach.readers.services.offered import begin, change, is_bound
from tusach.ui.api import Column, DayField, Listing, needs, try_form


class OfferedForm(forms.Form):
    """What both have."""

    name = forms.CharField(label=gettext_lazy("Tên"), max_length=120)
    name_en = forms.CharField(label=gettext_lazy("Tên tiếng Anh"), max_length=120, required=False)
    position = forms.IntegerField(
        label=gettext_lazy("Thứ tự trong danh sách"), min_value=0, max_value=999, initial=50,
        help_text=gettext_lazy("Số nhỏ đứng trước."),
    )  # fmt: skip
    since = DayField(
        label=gettext_lazy("Dùng từ ngày"), required=False, initial=timezone.localdate,
        help_text=gettext_lazy("Để trống nếu dùng từ trước đến nay."),
    )  # fmt: skip
    until = DayField(
        label=gettext_lazy("Thôi dùng từ ngày"), required=False,
        help_text=gettext_lazy("Để trống nếu còn dùng. Ai đã có thì vẫn giữ."),
    )  # fmt: skip


class ClassForm(OfferedForm):
    audience = forms.ChoiceField(
        label=gettext_lazy("Đối tượng phục vụ"),
        choices=[(one.value, one.label) for one in AUDIENCES],
        help_text=gettext_lazy("Số liệu đếm bạn đọc của nhóm vào đối tượng này."),
    )
    field_order = ("name", "name_en", "audience", "position", "since", "until")


class PurposeForm(OfferedForm):
    text = forms.CharField(
        label=gettext_lazy("Nội dung đồng ý"), max_length=500,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Câu đọc cho bạn đọc nghe, hoặc để họ ký."),
    )  # fmt: skip
    text_en = forms.CharField(
        label=gettext_lazy("Nội dung bằng tiếng Anh"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )  # fmt: skip
    publishes = forms.BooleanField(
        label=gettext_lazy("Đưa ra công khai"), required=False,
        help_text=gettext_lazy("Trẻ từ tuổi quy định phải tự đồng ý, cùng với người giám hộ."),
    )  # fmt: skip
    field_order = (
        "name", "name_en", "text", "text_en", "publishes", "position", "since", "until",
    )  # fmt: skip


def _list(
    request: HttpRequest, rows: QuerySet[Any], page: str, second: Column, **more: Any
) -> HttpResponseBase:
    may = may_set(request.user, None)
    listing = Listing(
        request,
        rows,
        columns=[
            Column("name", _("Tên"), value=str, sort="name",
                   link=(lambda one: reverse(f"readers:{page}", args=[one.pk])) if may else None),
            second,
            Column("used", more.pop("used"), kind="number", sort="used"),
            Column("since", _("Dùng từ ngày"), kind="day", sort="since"),
            Column("until", _("Thôi dùng từ ngày"), kind="day", sort="until"),
        ],
        default_sort="position",
        empty=_("Chưa có mục nào."),
        name=more.pop("file"),
    )  # fmt: skip
    return listing.export() or render(
        request, "readers/offered_list.html", {"listing": listing, "may_set": may, **more}
    )


@needs("policy.view")
@require_safe
def classes(request: HttpRequest) -> HttpResponseBase:
    """Every class there was, is and will be."""
    return _list(
        request, every_class(), "class",
        Column("audience", _("Đối tượng phục vụ"), value=lambda one: one.get_audience_display()),
        used=_("Số bạn đọc"), file="nhom-ban-doc", is_class=True,
    )  # fmt: skip


@needs("policy.view")
@require_safe
def purposes(request: HttpRequest) -> HttpResponseBase:
    """Every purpose of consent there was, is and will be."""
    return _list(
        request, every_purpose(), "purpose",
        Column("text", _("Nội dung đồng ý"), value=lambda one: one.wording, long=True, wide=True),
        used=_("Số người đang đồng ý"), file="muc-dich-dong-y", is_class=False,
    )  # fmt: skip


def _page(
    request: HttpRequest, model: type[Any], kind: type[OfferedForm], one: Any = None
) -> HttpResponse:
    """A form for a new row, or for one that there is."""
    there = {name: getattr(one, name) for name in kind.base_fields} if one else None
    form = kind(request.POST or None, initial=there)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data

        def write() -> Any:
            if one is None:
                return begin(model, **said, **now_by(request))
            return change(one, **said, **now_by(request))

        if not may_set(request.user, None):
            form.add_error(None, _("Nhóm và mục đích là chung cho toàn tỉnh: thư viện tỉnh hoặc cơ "
                                   "quan quản lý ghi."))  # fmt: skip
        elif try_form(request, form, write, _("Đã lưu.")):
            return redirect("readers:classes" if model is ReaderClass else "readers:purposes")
    context = {"form": form, "one": one, "is_class": model is ReaderClass}
    context["bound"] = one is not None and is_bound(one)
    return render(request, "readers/offered.html", context, status=422 if form.is_bound else 200)


@needs("policy.set")
@require_http_methods(["GET", "POST"])
def new_class(request: HttpRequest) -> HttpResponse:
    return _page(request, ReaderClass, ClassForm)


@needs("policy.set")
@require_http_methods(["GET", "POST"])
def new_purpose(request: HttpRequest) -> HttpResponse:
    return _page(request, ConsentPurpose, PurposeForm)


def _one(rows: QuerySet[Any], pk: int) -> Any:
    one = rows.filter(pk=pk).first()
    if one is None:
        raise Http404
    return one


@needs("policy.set")
@require_http_methods(["GET", "POST"])
def one_class(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, ReaderClass, ClassForm, _one(every_class(), pk))


@needs("policy.set")
@require_http_methods(["GET", "POST"])
def one_purpose(request: HttpRequest, pk: int) -> HttpResponse:
    return _page(request, ConsentPurpose, PurposeForm, _one(every_purpose(), pk))
