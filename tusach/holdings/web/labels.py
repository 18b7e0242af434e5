"""Choosing labels and printing them."""

from __future__ import annotations

from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from tusach.holdings.labels import (
    SHEETS,
    BoxLabel,
    CopyLabel,
    Margin,
    Sheet,
    box_labels,
    copy_labels,
    trial_page,
)
from tusach.holdings.models import Copy
from tusach.holdings.selectors.stocktakes import unlabelled
from tusach.holdings.services.printing import keep_margin, margin_of
from tusach.holdings.web.columns import copies_listing
from tusach.holdings.web.reach import boxes_seen, copies_seen, stocktakes_seen
from tusach.ui.api import named, needs, numbers_posted, send_back
from tusach.vietnamese.api import fold

MOST = 2000
# Titles ticked at once, and copies of them that an address still holds.
_TITLES, _OF_TITLES = 500, 600
_KINDS = [
    ("barcode", _("Nhãn mã vạch")),
    ("spine", _("Nhãn gáy")),
    ("barcode spine", _("Cả hai, mỗi bản hai nhãn liền nhau")),
]


class LabelsForm(forms.Form):
    """Which copies: chosen ones, a stretch of a register, or those in a box."""

    ban = forms.CharField(required=False, widget=forms.HiddenInput)
    kiemke = forms.IntegerField(
        required=False, min_value=1, max_value=2**62, widget=forms.HiddenInput
    )
    tu = forms.CharField(label=_("Từ số ĐKCB"), max_length=40, required=False)
    den = forms.CharField(label=_("Đến số ĐKCB"), max_length=40, required=False)
    loai = forms.ChoiceField(label=_("Loại nhãn"), choices=_KINDS, required=False)
    giay = forms.ChoiceField(
        label=_("Giấy nhãn"), choices=[(s.code, s.name) for s in SHEETS.values()], required=False
    )
    bat_dau = forms.IntegerField(
        label=_("Bắt đầu từ ô thứ"),
        min_value=1,
        max_value=65,
        required=False,
        help_text=_("Khi dùng tiếp tờ nhãn đã bóc dở: đếm từ trái sang phải, trên xuống dưới."),
    )


class MarginForm(forms.Form):
    """How far a person's printer misses a sheet."""

    giay = forms.ChoiceField(
        choices=[(s.code, s.name) for s in SHEETS.values()], widget=forms.HiddenInput
    )
    phai = forms.DecimalField(
        label=_("Dịch sang phải (mm)"), min_value=-15, max_value=15, decimal_places=1,
        help_text=_("Số âm: dịch sang trái."),
    )  # fmt: skip
    xuong = forms.DecimalField(
        label=_("Dịch xuống (mm)"), min_value=-15, max_value=15, decimal_places=1,
        help_text=_("Số âm: dịch lên."),
    )  # fmt: skip


# What a list of copies was narrowed by, when labels are asked for all that it shows.
_LIST = ("danhsach", "q", "trangthai", "kho", "nguon", "sort")


def _account(request: HttpRequest) -> int:
    return int(request.user.pk or 0)


def _sheet(form: LabelsForm) -> Sheet:
    said = form.cleaned_data.get("giay") if form.is_bound and form.is_valid() else ""
    return SHEETS[said or "a4-24"]


def _chosen(request: HttpRequest, form: LabelsForm) -> list[Copy]:
    """The copies asked for that this person may label, in the order of their numbers."""
    if not form.is_valid():
        return []
    if request.GET.get("danhsach"):
        listing = copies_listing(
            request, copies_seen(request, "holdings.label"), places=False, empty="", name="nhan"
        )
        return list(listing.rows[:MOST])
    said = form.cleaned_data
    found = copies_seen(request, "holdings.label").order_by("register_id", "number")
    if said["ban"]:
        ids = [int(part) for part in said["ban"].split(",")[:MOST] if part.isdecimal()]
        return list(found.filter(pk__in=ids))
    if said["kiemke"]:
        counted = stocktakes_seen(request).filter(pk=said["kiemke"]).first()
        if counted is None:
            return []
        lines = unlabelled(counted).filter(labelled_at__isnull=True, copy__in=found.values("pk"))
        return [line.copy for line in lines[:MOST]]
    if not said["tu"]:
        return []
    first = found.filter(accession_no__folded=fold(said["tu"])).first()
    if first is None:
        form.add_error("tu", _("Không có số ĐKCB này trong các sổ bạn phụ trách."))
        return []
    found = found.filter(register=first.register_id, number__gte=first.number)
    if said["den"]:
        last = found.filter(accession_no__folded=fold(said["den"])).first()
        if last is None:
            form.add_error("den", _("Không có số này sau số đầu, trong cùng sổ."))
            return []
        return list(found.filter(number__lte=last.number)[:MOST])
    return list(found[:1])


@needs("holdings.label")
@require_safe
def labels(request: HttpRequest) -> HttpResponse:
    """Choose copies and paper; see how many labels that makes."""
    form = LabelsForm(
        request.GET if request.GET else None,
        initial={"giay": "a4-24", "loai": "barcode", "bat_dau": 1},
    )
    copies = _chosen(request, form) if form.is_bound else []
    sheet = _sheet(form)
    margin = margin_of(_account(request), sheet.code)
    return render(
        request,
        "holdings/labels.html",
        {
            "form": form,
            "sheet": sheet,
            "margin": margin,
            "margin_form": MarginForm(
                initial={"giay": sheet.code, "phai": margin.right, "xuong": margin.down}
            ),
            "kept": [(key, request.GET[key]) for key in _LIST if request.GET.get(key)],
            "copies": copies,
            "query": request.GET.urlencode(),
            "asked": any(request.GET.get(key) for key in ("ban", "tu", "danhsach", "kiemke")),
        },
    )


@require_POST
@needs("holdings.label")
def labels_of_records(request: HttpRequest) -> HttpResponse:
    """On to the labels of all copies, of those this person may label, of the titles ticked in
    the cataloguers' list."""
    asked = numbers_posted(request, "one")[:_TITLES]
    copies = copies_seen(request, "holdings.label").filter(record__in=asked)
    numbers = list(
        copies.order_by("register_id", "number").values_list("pk", flat=True)[:_OF_TITLES]
    )
    if not numbers:
        messages.warning(request, _("Các nhan đề đã chọn chưa có bản nào bạn được in nhãn."))
        return redirect("catalogue:records")
    ban = ",".join(map(str, numbers))
    return redirect(f"{reverse('holdings:labels')}?{urlencode({'ban': ban})}")


def _pdf(content: bytes, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type="application/pdf")
    named(answer, f"{name}.pdf", shown=True)
    return answer


@needs("holdings.label")
@require_safe
def file(request: HttpRequest) -> HttpResponse:
    """The labels themselves as PDF."""
    form = LabelsForm(request.GET)
    copies = _chosen(request, form)
    if not copies:
        return render(
            request,
            "holdings/labels.html",
            {"form": form, "copies": [], "asked": True, "query": ""},
            status=400,
        )
    said = form.cleaned_data
    sheet = SHEETS[said["giay"] or "a4-24"]
    made = [
        CopyLabel(c.owner.name, c.record.shown_title, c.accession_no, c.barcode, c.shelf_mark)
        for c in copies
    ]
    start = min(said["bat_dau"] or 1, sheet.each)
    kinds = (said["loai"] or "barcode").split()
    margin = margin_of(_account(request), sheet.code)
    pdf = copy_labels(made, sheet, kinds=kinds, start=start, margin=margin)
    return _pdf(pdf, "nhan-sach")


@needs("holdings.label")
@require_safe
def trial(request: HttpRequest) -> HttpResponse:
    """A page to see whether the printer meets the labels."""
    sheet = SHEETS.get(request.GET.get("giay", "a4-24"))
    if sheet is None:
        raise Http404
    words = _("In cỡ thật (100 %). Đặt lên tờ nhãn, soi ra sáng: vạch thước cách nhau 1 mm.")
    pdf = trial_page(sheet, str(words), margin_of(_account(request), sheet.code))
    return _pdf(pdf, f"to-thu-{sheet.code}")


@needs("holdings.label")
@require_POST
def margin(request: HttpRequest) -> HttpResponse:
    """Remember how far this person's printer misses a sheet."""
    form = MarginForm(request.POST)
    query = request.POST.get("query", "")
    back = f"{reverse('holdings:labels')}?{query}" if query else reverse("holdings:labels")
    if not form.is_valid():
        return send_back(request, form, to=back)
    said = form.cleaned_data
    keep_margin(
        account=_account(request),
        sheet=said["giay"],
        margin=Margin(float(said["phai"]), float(said["xuong"])),
    )
    messages.success(request, _("Đã nhớ lề của máy in cho loại giấy này."))
    return redirect(back)


@needs("holdings.label")
@require_safe
def box_file(request: HttpRequest) -> HttpResponse:
    """Labels of boxes (``hop``: their numbers, with commas between)."""
    ids = [int(p) for p in request.GET.get("hop", "").split(",")[:200] if p.isdecimal()]
    found = boxes_seen(request).filter(pk__in=ids).order_by("code")
    made = [BoxLabel(b.owner.name, b.code, b.name, b.qr) for b in found]
    if not made:
        raise Http404
    return _pdf(box_labels(made), "nhan-hop")
