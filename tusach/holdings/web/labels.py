"""Choosing labels and printing them."""

from __future__ import annotations

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from tusach.holdings.labels import SHEETS, BoxLabel, CopyLabel, box_labels, copy_labels
from tusach.holdings.models import Copy
from tusach.holdings.web.reach import boxes_seen, copies_seen
from tusach.ui.api import named, needs
from tusach.vietnamese.api import fold

MOST = 2000
_KINDS = [
    ("barcode", _("Nhãn mã vạch")),
    ("spine", _("Nhãn gáy")),
    ("barcode spine", _("Cả hai, mỗi bản hai nhãn liền nhau")),
]


class LabelsForm(forms.Form):
    """Which copies: chosen ones, a stretch of a register, or those in a box."""

    ban = forms.CharField(required=False, widget=forms.HiddenInput)
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


def _chosen(request: HttpRequest, form: LabelsForm) -> list[Copy]:
    """The copies asked for that this person may label, in the order of their numbers."""
    if not form.is_valid():
        return []
    said = form.cleaned_data
    found = copies_seen(request, "holdings.label").order_by("register_id", "number")
    if said["ban"]:
        ids = [int(part) for part in said["ban"].split(",")[:MOST] if part.isdecimal()]
        return list(found.filter(pk__in=ids))
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
    return render(
        request,
        "holdings/labels.html",
        {
            "form": form,
            "copies": copies,
            "query": request.GET.urlencode(),
            "asked": bool(request.GET.get("ban") or request.GET.get("tu")),
        },
    )


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
    return _pdf(copy_labels(made, sheet, kinds=kinds, start=start), "nhan-sach")


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
