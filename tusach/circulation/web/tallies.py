"""Counting: one tap for each reader, paper sheets, what was entered, what is missing."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from tusach.audit.api import now_by
from tusach.circulation import tally_errors as errors
from tusach.circulation.classes import classes_at
from tusach.circulation.documents import sheet_content
from tusach.circulation.models import Tally, TallySource, TallyState
from tusach.circulation.selectors import tallies as found
from tusach.circulation.services import tallies
from tusach.circulation.services.tallies import Figure
from tusach.circulation.web.places import (
    places,
    point_asked,
    point_of_tally,
    tally_or_404,
    to_choose,
)
from tusach.circulation.web.tally_forms import (
    MODES,
    PlaceForm,
    SheetForm,
    WhichSheetForm,
    WhyForm,
    months_back,
    read_month,
    typed_of,
)
from tusach.facts.api import Audience, Measure, Mode
from tusach.network.api import ServicePoint
from tusach.policy.api import add_months
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    act_once,
    named,
    needs,
    number_posted,
    pdf,
    try_form,
)

COUNT = "circulation.count"
_TAPPED = (Measure.VISIT, Measure.IN_HOUSE)
_MOST_AT_ONCE = 500


def _mine(request: HttpRequest) -> Any:
    return found.counting_points(places(request, COUNT))


def _mode(request: HttpRequest) -> str:
    asked = request.POST.get("hinh-thuc", "") or request.GET.get("hinh-thuc", "")
    return asked if asked in dict(MODES) else Mode.ON_SITE.value


def choose_point(
    request: HttpRequest, mine: Any, *, to: str, title: str, lead: str = ""
) -> HttpResponse:
    """Those of many places say which; it leads on to ``to`` with the place in the address."""
    form = PlaceForm(mine, request.GET if "point" in request.GET else None)
    if form.is_bound and form.is_valid():
        return redirect(f"{reverse(to)}?{urlencode({'diem': form.cleaned_data['point'].pk})}")
    return render(
        request,
        "circulation/choose_point.html",
        {"form": form, "title": title, "lead": lead},
        status=422 if form.is_bound else 200,
    )


@needs(COUNT)
@require_http_methods(["GET", "POST"])
def count(request: HttpRequest) -> HttpResponse:
    """One tap, one reader. The page goes on: only its figures are written anew."""
    mine = _mine(request)
    point = point_asked(request, mine, COUNT)
    if point is None:
        return choose_point(
            request, mine, to="circulation:count", title=_("Đếm lượt phục vụ"),
            lead=_("Chọn nơi đang phục vụ."),
        )  # fmt: skip
    said: dict[str, str] = {}
    if request.method == "POST":
        try:
            with act_once(request):
                said["ok"] = _tap(request, point)
        except Refusal as refusal:
            said["bad"] = str(refusal)
        if not getattr(request, "htmx", False):
            tell = messages.error if "bad" in said else messages.success
            tell(request, said.get("bad") or said["ok"])
            here: dict[str, str | int] = {"diem": point.pk, "hinh-thuc": _mode(request)}
            return redirect(f"{reverse('circulation:count')}?{urlencode(here)}")
    now = timezone.now()
    counted = found.counted_on(point, timezone.localdate(now))
    sums = {(one.measure, one.audience): one.quantity for one in counted}
    context = {
        "point": point,
        "points": to_choose(mine),
        "mode": _mode(request),
        "modes": MODES,
        "groups": [
            {
                "measure": measure,
                "label": measure.label,
                "all": sum(n for (m, _a), n in sums.items() if m == measure),
                "classes": [
                    {
                        "value": f"{measure}:{one}",
                        "label": Audience(one).label,
                        "count": sums.get((measure, one), 0),
                        "id": f"n-{measure}-{one}",
                    }
                    for one in classes_at(point)
                ],
            }
            for measure in _TAPPED
        ],
        "taps": found.last_taps(point, request.user.pk, now),
        "today": timezone.localdate(now),
        "said": said,
    }
    part = getattr(request, "htmx", False) and request.method == "POST"
    return render(
        request, "circulation/count_now.html" if part else "circulation/count.html", context
    )


def _tap(request: HttpRequest, point: ServicePoint) -> str:
    now = timezone.localdate()
    if request.POST.get("undo"):
        undone = tallies.undo_tap(point=point, **now_by(request))
        line = found.lines_of(undone)[0]
        return _("Đã huỷ: %(what)s, %(audience)s.") % {
            "what": Measure(line.measure).label,
            "audience": Audience(line.audience).label,
        }
    measure, _sep, audience = request.POST.get("tap", "").partition(":")
    if measure not in _TAPPED or audience not in classes_at(point):
        raise errors.NothingCounted
    quantity = number_posted(request, "n") if request.POST.get("n") else 1
    if quantity is None or not 0 < quantity <= _MOST_AT_ONCE:
        raise errors.FigureTooLarge(quantity=request.POST.get("n"), most=_MOST_AT_ONCE)
    tallies.put(
        point=point, mode=_mode(request), source=TallySource.TAP, day=now,
        figures=[Figure(measure, audience, quantity)], **now_by(request),
    )  # fmt: skip
    return _("+%(n)s %(what)s, %(audience)s") % {
        "n": quantity,
        "what": Measure(measure).label,
        "audience": Audience(audience).label,
    }


# Sheets


@needs(COUNT)
@require_safe
def which_sheet(request: HttpRequest) -> HttpResponse:
    """Which point, month and mode the sheet in hand speaks of."""
    mine = _mine(request)
    form = WhichSheetForm(
        mine,
        request.GET if "point" in request.GET else None,
        initial={
            "point": point_asked(request, mine, COUNT),
            "month": request.GET.get("thang")
            or f"{add_months(timezone.localdate().replace(day=1), -1):%Y-%m}",
            "mode": _mode(request),
        },
    )
    if form.is_bound and form.is_valid():
        data = form.cleaned_data
        query: dict[str, str | int] = {
            "diem": data["point"].pk, "thang": data["month"], "hinh-thuc": data["mode"],
            "dang": data["shape"],
        }  # fmt: skip
        return redirect(f"{reverse('circulation:new_sheet')}?{urlencode(query)}")
    return render(
        request,
        "circulation/which_sheet.html",
        {"form": form, "tab": "sheet"},
        status=422 if form.is_bound else 200,
    )


@needs(COUNT)
@require_http_methods(["GET", "POST"])
def new_sheet(request: HttpRequest) -> HttpResponse:
    """The figures of a paper sheet, in the order in which the printed one has them."""
    mine = _mine(request)
    point, month = point_asked(request, mine, COUNT), read_month(request.GET.get("thang", ""))
    if point is None or month is None or month not in months_back(timezone.localdate()):
        return redirect("circulation:which_sheet")
    by_day = request.GET.get("dang") == "ngay"
    mode = _mode(request)
    key = sheet_key(month, mode)
    there = found.tallies_of(mine).filter(point=point, key=key, state=TallyState.LIVE).first()
    form = SheetForm(point, month, by_day, request.POST or None)
    if there is None and form.is_bound and form.is_valid():
        made = try_form(
            request, form,
            lambda: tallies.put(
                point=point, month=month, mode=mode, source=TallySource.SHEET,
                figures=form.figures, exact=form.is_exact, key=key,
                reference=form.cleaned_data["reference"], wishes=form.cleaned_data["wishes"],
                **now_by(request),
            ),
            _("Đã ghi phiếu."),
        )  # fmt: skip
        if made:
            return redirect(made.get_absolute_url())
    return _sheet_page(
        request, form, mode, back=reverse("circulation:which_sheet"), there=there,
    )  # fmt: skip


def sheet_key(month: date, mode: str) -> str:
    """One live sheet for each month and mode of a point."""
    return f"sheet:{month:%Y-%m}:{mode}"


def _sheet_page(
    request: HttpRequest,
    form: SheetForm,
    mode: str,
    *,
    back: str,
    there: Tally | None = None,
    corrects: Tally | None = None,
) -> HttpResponse:
    return render(
        request,
        "circulation/sheet.html",
        {
            "form": form, "point": form.point, "month": form.month, "by_day": form.by_day,
            "mode_label": dict(MODES).get(mode, mode), "back": back, "there": there,
            "corrects": corrects,
        },
        status=422 if form.is_bound else 200,
    )  # fmt: skip


@needs(COUNT, at=point_of_tally)
@require_http_methods(["GET", "POST"])
def correct_tally(request: HttpRequest, pk: int) -> HttpResponse:
    """The same sheet with other figures: the old ones stay to be seen."""
    tally = tally_or_404(pk)
    if tally.source not in (TallySource.SHEET, TallySource.SMS):
        messages.error(request, _("Số ghi khi phục vụ không sửa; hãy huỷ rồi ghi lại."))
        return redirect(tally.get_absolute_url())
    form = SheetForm(
        tally.point, tally.month, tally.span == "day", request.POST or None,
        initial=typed_of(tally),
    )  # fmt: skip
    if form.is_bound and form.is_valid():
        made = try_form(
            request, form,
            lambda: tallies.correct(
                tally=tally, figures=form.figures, exact=form.is_exact,
                reference=form.cleaned_data["reference"], wishes=form.cleaned_data["wishes"],
                **now_by(request),
            ),
            _("Đã sửa; số cũ vẫn lưu để đối chiếu."),
        )  # fmt: skip
        if made:
            return redirect(made.get_absolute_url())
    return _sheet_page(request, form, tally.mode, back=tally.get_absolute_url(), corrects=tally)


@needs(COUNT, at=point_of_tally)
@require_http_methods(["GET", "POST"])
def take_tally_back(request: HttpRequest, pk: int) -> HttpResponse:
    tally = tally_or_404(pk)
    form = WhyForm(request.POST or None)
    if tally.source == TallySource.BOX:
        messages.error(request, str(errors.KeptByAnother()))
        return redirect(tally.get_absolute_url())
    if form.is_bound and form.is_valid():
        done = try_form(
            request, form,
            lambda: tallies.take_back(
                tally=tally, why=form.cleaned_data["why"], **now_by(request)
            ),
            _("Đã huỷ; các số này không còn được tính."),
        )  # fmt: skip
        if done:
            return redirect(tally.get_absolute_url())
    return render(
        request,
        "circulation/act.html",
        {
            "form": form,
            "title": _("Huỷ số đã ghi: %(point)s") % {"point": tally.point.name},
            "lead": _("Phiếu vẫn được lưu cùng lý do, nhưng không còn được tính."),
            "button": _("Huỷ số này"),
            "danger": True,
            "back": tally.get_absolute_url(),
        },
        status=422 if form.is_bound else 200,
    )


@needs("circulation.see_counts", at=point_of_tally)
@require_safe
def show_tally(request: HttpRequest, pk: int) -> HttpResponse:
    tally = tally_or_404(pk)
    return render(
        request,
        "circulation/tally.html",
        {
            "tally": tally,
            "lines": found.lines_of(tally),
            "versions": found.versions_of(tally),
            "photos": found.photos_of(tally),
            "may_add_photo": tally.state == TallyState.LIVE
            and tally.source == TallySource.SHEET
            and request.user.has_perm(COUNT, tally.point),
            "may_change": tally.state == TallyState.LIVE
            and tally.source != TallySource.BOX
            and request.user.has_perm(COUNT, tally.point),
            "may_correct": tally.source in (TallySource.SHEET, TallySource.SMS),
        },
    )


@needs("circulation.see_counts")
@require_safe
def list_tallies(request: HttpRequest) -> HttpResponseBase:
    """What was entered, by whom and when."""
    mine = places(request, "circulation.see_counts")
    listing = Listing(
        request,
        found.tallies_of(mine),
        columns=[
            Column("point", gettext_lazy("Điểm"), sort=("point__sort_key", "-month"),
                   value=lambda t: t.point.name, link=lambda t: t.get_absolute_url()),
            Column("month", gettext_lazy("Tháng"), sort="month",
                   value=lambda t: f"{t.month:%m/%Y}"),
            Column("visits", gettext_lazy("Lượt bạn đọc"), sort="visits", kind="number"),
            Column("in_house", gettext_lazy("Đọc tại chỗ"), sort="in_house", kind="number"),
            Column("loans", gettext_lazy("Lượt mượn"), sort="loans", kind="number"),
            Column("computers", gettext_lazy("Dùng máy tính"), sort="computers", kind="number",
                   wide=True),
            Column("source", gettext_lazy("Cách ghi"), sort="source",
                   value=lambda t: t.get_source_display()),
            Column("mode", gettext_lazy("Hình thức"), sort="mode", wide=True,
                   value=lambda t: t.get_mode_display()),
            Column("exact", gettext_lazy("Cách đếm"), wide=True,
                   value=lambda t: _("đếm") if t.exact else _("ước tính")),
            Column("state", gettext_lazy("Tình trạng"), sort="state", value=_standing),
            Column("made_by", gettext_lazy("Người ghi"), sort="made_by"),
            Column("made_at", gettext_lazy("Ghi lúc"), sort="made_at", kind="moment"),
        ],
        search=found.search_tallies,
        search_label=gettext_lazy("Điểm, số phiếu, người ghi"),
        filters=[
            Filter("cach", gettext_lazy("Cách ghi"), TallySource.choices,
                   lambda qs, v: qs.filter(source=v)),
            Filter("tinh-trang", gettext_lazy("Tình trạng"), TallyState.choices,
                   lambda qs, v: qs.filter(state=v)),
            Filter("thang", gettext_lazy("Tháng"),
                   [(f"{m:%Y-%m}", f"{m:%m/%Y}") for m in months_back(timezone.localdate(), 24)],
                   lambda qs, v: qs.filter(month=read_month(v))),
        ],
        default_sort="-made_at",
        empty=gettext_lazy("Chưa ghi số lượt nào."),
        name="so-luot-da-ghi",
    )  # fmt: skip
    return listing.export() or render(
        request, "circulation/tallies.html", {"listing": listing, "tab": "tallies"}
    )


def _standing(tally: Tally) -> str:
    if tally.state != TallyState.LIVE:
        return str(tally.get_state_display())
    return _("trùng, chưa tính") if getattr(tally, "aside", None) else _("được tính")


@needs("circulation.see_counts")
@require_safe
def missing(request: HttpRequest) -> HttpResponse:
    """Which points have not said anything of which of the last months."""
    mine = places(request, "circulation.see_counts")
    this = timezone.localdate().replace(day=1)
    months = 6 if request.GET.get("thang") == "6" else 12 if request.GET.get("thang") == "12" else 3
    since = add_months(this, -months)
    return render(
        request,
        "circulation/missing.html",
        {
            "rows": found.missing_months(mine, since, this),
            "months": months,
            "choices": (3, 6, 12),
            "since": since,
            "until": add_months(this, -1),
            "tab": "missing",
        },
    )


@needs(COUNT)
@require_safe
def empty_sheet(request: HttpRequest) -> HttpResponse:
    """An empty sheet to tick, for a month of a point."""
    mine = _mine(request)
    point = point_asked(request, mine, COUNT)
    if point is None:
        title = _("In phiếu trống")
        return choose_point(request, mine, to="circulation:empty_sheet", title=title)
    month = read_month(request.GET.get("thang", "")) or timezone.localdate().replace(day=1)
    content = pdf("circulation/sheet.typ", sheet_content(point, month, _mode(request)))
    answer = HttpResponse(content, content_type="application/pdf")
    answer["Cache-Control"] = "private, no-store"
    return named(answer, f"phieu-dem-{point.code}-{month:%Y-%m}.pdf", shown=True)
