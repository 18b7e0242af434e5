"""A school's class list from a spreadsheet, and the turn of the school year."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from tusach.audit.api import now_by
from tusach.network.api import PointField, ServicePoint
from tusach.readers.errors import NothingChosen
from tusach.readers.models import ClassList, ClassListLine, Promotion
from tusach.readers.rules.class_lists import LAST_GRADES, last_grade_of
from tusach.readers.rules.persons import school_year_of
from tusach.readers.selectors import class_lists as reading
from tusach.readers.selectors.privacy import school_year_label
from tusach.readers.services import class_lists as services
from tusach.readers.services import promoting
from tusach.readers.web.reach import open_places, places
from tusach.ui.api import act_once, needs, numbers_posted, press, send_back, try_form

_SHOWN = 100


def _years() -> list[tuple[int, str]]:
    now = school_year_of(timezone.localdate())
    return [(year, school_year_label(year)) for year in (now, now + 1, now - 1)]


class ListForm(forms.Form):
    file = forms.FileField(
        label=gettext_lazy("Bảng tính"),
        help_text=gettext_lazy(
            "Tệp .xlsx, .xls hoặc .csv (UTF-8) có dòng tên cột: họ và tên, ngày sinh hoặc năm "
            "sinh, lớp; nếu có: phụ huynh, điện thoại."
        ),
        widget=forms.FileInput(attrs={"accept": ".xlsx,.xls,.csv"}),
    )
    school_year = forms.TypedChoiceField(label=gettext_lazy("Năm học"), coerce=int)
    school_class = forms.CharField(
        label=pgettext_lazy("of pupils", "Lớp"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Chỉ cần khi tệp không có cột lớp."),
    )

    def __init__(self, *args: Any, points: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        years = self.fields["school_year"]
        assert isinstance(years, forms.ChoiceField)
        years.choices = _years()
        self.fields["point"] = PointField(points=points, label=gettext_lazy("Trường"))
        self.order_fields(["point", "file"])


class PromotionForm(forms.Form):
    school_year = forms.TypedChoiceField(label=gettext_lazy("Năm học vừa xong"), coerce=int)
    last_grade = forms.TypedChoiceField(
        label=gettext_lazy("Lớp cuối cấp"),
        coerce=int,
        choices=[(grade, str(grade)) for grade in LAST_GRADES],
        required=False,
        empty_value=None,
    )

    def __init__(self, *args: Any, points: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        years = self.fields["school_year"]
        assert isinstance(years, forms.ChoiceField)
        years.choices = sorted(_years())
        self.fields["point"] = PointField(points=points, label=gettext_lazy("Trường"))
        self.order_fields(["point"])


@needs("readers.classes")
@require_http_methods(["GET", "POST"])
def class_lists(request: HttpRequest) -> HttpResponse:
    """Send a list; those sent before."""
    user: Any = request.user
    form = ListForm(
        request.POST or None,
        request.FILES or None,
        points=open_places(request, "readers.classes", timezone.localdate()),
        initial={"point": user.usual_place("readers.classes")},
    )

    def do() -> ClassList:
        said = dict(form.cleaned_data)
        file = said.pop("file")
        return services.take_list(name=file.name, content=file.read(), **said, **now_by(request))

    if request.method == "POST" and form.is_valid():
        made = try_form(request, form, do)
        if made is not None:
            return redirect(made)
    mine = places(request, "readers.classes")
    return render(
        request,
        "readers/class_lists.html",
        {"form": form, "sent": reading.lists_at(mine)[:20]},
        status=422 if form.is_bound else 200,
    )


def _list_or_404(pk: int) -> ClassList:
    found = reading.list_of(pk)
    if found is None:
        raise Http404
    return found


def point_of_list(request: HttpRequest, pk: int) -> ServicePoint:
    return _list_or_404(pk).point


@needs("readers.classes", at=point_of_list)
@require_http_methods(["GET", "POST"])
def class_list(request: HttpRequest, pk: int) -> HttpResponse:
    """Each line and what becomes of it; apply, drop, undo."""
    sent = _list_or_404(pk)
    if request.method == "POST":
        acts = {
            "apply": (services.apply_list, _("Đã ghi danh sách lớp.")),
            "undo": (services.undo_list, _("Đã rút lại danh sách.")),
            "drop": (services.drop_list, _("Đã bỏ danh sách; không ghi ai.")),
        }
        chosen = acts.get(request.POST.get("do", ""))
        if chosen is None:
            return send_back(request, NothingChosen(), to=sent)
        act, said = chosen

        def do() -> None:
            with act_once(request):
                act(sent=sent, **now_by(request))

        return press(request, sent, do, said)
    verdict = request.GET.get("dong", "")
    verdict = verdict if verdict in ClassListLine.Verdict.values else ""
    counts = reading.counted(sent)
    return render(
        request,
        "readers/class_list.html",
        {
            "sent": sent,
            "year_label": school_year_label(sent.school_year),
            "counts": [
                (value, label, counts.get(value, 0))
                for value, label in ClassListLine.Verdict.choices
            ],
            "chosen": verdict,
            "page": Paginator(reading.lines_of(sent, verdict), _SHOWN).get_page(
                request.GET.get("page")
            ),
            "writes": counts.get("new", 0) + counts.get("differs", 0),
        },
    )


@needs("readers.classes")
@require_http_methods(["GET", "POST"])
def promotion(request: HttpRequest) -> HttpResponse:
    """Who goes up a class, who stays down, who leaves: looked at, then done."""
    user: Any = request.user
    mine = open_places(request, "readers.classes", timezone.localdate())
    said = request.POST if request.method == "POST" else (request.GET or None)
    form = PromotionForm(
        said,
        points=mine,
        initial={
            "point": user.usual_place("readers.classes"),
            "school_year": school_year_of(timezone.localdate()),
        },
    )
    steps: list[promoting.Step] = []
    staying: set[int] = set()
    if said is not None and form.is_valid():
        clean = form.cleaned_data
        point, year = clean["point"], clean["school_year"]
        names = [step.reader.school_class for step in promoting.steps(point, year, 99)]
        last = clean["last_grade"] or last_grade_of(names)
        steps = promoting.steps(point, year, last)
        if request.method == "POST":
            going = set(numbers_posted(request, "di"))
            staying = {step.reader.pk for step in steps} - going
            made = try_form(
                request, form,
                lambda: promoting.promote(
                    point=point, school_year=year, last_grade=last, staying=staying,
                    **now_by(request),
                ),
            )  # fmt: skip
            if made is not None:
                messages.success(request, _("Đã cho lên lớp; có thể hoàn tác ở dưới."))
                return redirect("readers:promotion")
        form.initial["last_grade"] = last
    return render(
        request,
        "readers/promotion.html",
        {
            "form": form,
            "steps": steps,
            "staying": staying,
            "asked": said is not None and not form.errors,
            "done": reading.promotions_at(places(request, "readers.classes"))[:10],
            "chosen": form.cleaned_data if form.is_bound and form.is_valid() else None,
        },
        status=422 if form.is_bound and form.errors else 200,
    )


def _promotion_or_404(pk: int) -> Promotion:
    found = reading.promotion_of(pk)
    if found is None:
        raise Http404
    return found


def point_of_promotion(request: HttpRequest, pk: int) -> ServicePoint:
    return _promotion_or_404(pk).point


@needs("readers.classes", at=point_of_promotion)
@require_POST
def undo_promotion(request: HttpRequest, pk: int) -> HttpResponse:
    row = _promotion_or_404(pk)
    return press(
        request, "readers:promotion",
        lambda: promoting.undo_promotion(promotion=row, **now_by(request)),
        _("Đã hoàn tác việc lên lớp."),
    )  # fmt: skip
