"""Loans to a group at the counter: begun, scanned out, scanned back, closed."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.group_papers import group_content
from tusach.circulation.models import GroupLoan
from tusach.circulation.selectors import groups as reading
from tusach.circulation.services import groups as services
from tusach.circulation.web.papers import pdf_answer
from tusach.circulation.web.places import places
from tusach.facts.api import Audience
from tusach.holdings.api import Copy, find_copies
from tusach.network.api import SECRET_KINDS, PointField, ServicePoint
from tusach.readers.api import AUDIENCES, Reader, find_readers, looked
from tusach.ui.api import DayField, Refusal, needs, pdf, press, send_back, try_form

ACT = "circulation.lend"


class GroupForm(forms.Form):
    reader = forms.CharField(
        label=gettext_lazy("Người đứng tên"),
        max_length=120,
        help_text=gettext_lazy("Giáo viên, cộng tác viên: số thẻ, số bạn đọc hoặc họ tên."),
    )
    name = forms.CharField(
        label=gettext_lazy("Cho lớp, nhóm nào"),
        max_length=120,
        help_text=gettext_lazy("Ví dụ: lớp 4A, tủ sách bản Nà Luồng."),
    )
    audience = forms.ChoiceField(
        label=gettext_lazy("Người đọc là"),
        choices=[(one.value, one.label) for one in AUDIENCES],
        initial=Audience.PUPILS,
    )
    due = DayField(label=gettext_lazy("Mượn đến ngày"))

    def __init__(self, *args: Any, points: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.mine = points
        self.fields["point"] = PointField(points=points, label=gettext_lazy("Điểm phục vụ"))
        self.order_fields(["point", "reader", "name"])
        self.who: Reader | None = None

    def clean_reader(self) -> str:
        text = str(self.cleaned_data["reader"]).strip()
        readers = find_readers(text, self.mine)
        if not readers:
            raise forms.ValidationError(_("Không tìm thấy bạn đọc “%(text)s”.") % {"text": text})
        if len(readers) > 1:
            raise forms.ValidationError(
                _("Có nhiều bạn đọc như “%(text)s”; hãy ghi số thẻ.") % {"text": text}
            )
        self.who = readers[0]
        return text


@needs(ACT)
@require_http_methods(["GET", "POST"])
def group_loans(request: HttpRequest) -> HttpResponse:
    """Those that are open and the latest closed; begin another."""
    user: Any = request.user
    mine = places(request, ACT).exclude(kind__in=SECRET_KINDS)
    form = GroupForm(
        request.POST or None,
        points=mine,
        initial={
            "point": user.usual_place(ACT),
            "due": timezone.localdate() + timedelta(days=30),
        },
    )

    def do() -> GroupLoan:
        said = dict(form.cleaned_data)
        assert form.who is not None
        said["reader"] = form.who
        return services.open_group(**said, **now_by(request))

    if request.method == "POST" and form.is_valid():
        made = try_form(request, form, do)
        if made is not None:
            return redirect(made)
    groups = list(reading.groups_at(mine).order_by("-state", "due", "-pk")[:100])
    out = reading.out_of(groups)
    return render(
        request,
        "circulation/group_loans.html",
        {
            "form": form,
            "groups": [(one, out.get(one.pk, 0)) for one in groups],
            "today": timezone.localdate(),
        },
        status=422 if form.is_bound else 200,
    )


def _group_or_404(pk: int) -> GroupLoan:
    found = reading.group_of(pk)
    if found is None:
        raise Http404
    return found


def point_of_group(request: HttpRequest, pk: int) -> ServicePoint:
    return _group_or_404(pk).point


@needs(ACT, at=point_of_group)
@require_safe
def group_loan(request: HttpRequest, pk: int) -> HttpResponse:
    """What a group has, what is back; scan out, scan back, close."""
    group = _group_or_404(pk)
    rows = reading.copies_of_group(group)
    if group.reader is not None:
        looked([group.reader], **now_by(request))
    return render(
        request,
        "circulation/group_loan.html",
        {
            "group": group,
            "rows": rows,
            "titles": reading.titles_of(rows),
            "out": sum(bool(row.out) for row in rows),  # type: ignore[attr-defined]
            "today": timezone.localdate(),
            "back": request.GET.get("tra") == "1",
        },
    )


@needs(ACT, at=point_of_group)
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """One copy goes out with the group, or comes back."""
    group = _group_or_404(pk)
    back = request.POST.get("tra") == "1"
    to = group.get_absolute_url() + ("?tra=1" if back else "")
    try:
        copy = _copy_meant(group, request.POST.get("scan", "").strip()[:120])
        if copy is not None and back:
            services.take_from_group(group=group, copy=copy, **now_by(request))
            messages.success(request, _("Đã nhận lại: %(title)s") % _named(copy))
        elif copy is not None:
            services.lend_to_group(group=group, copy=copy, **now_by(request))
            messages.success(request, _("Đã cho mượn: %(title)s") % _named(copy))
        else:
            messages.error(request, _("Không có bản sách nào mang mã ấy."))
    except Refusal as refusal:
        return send_back(request, refusal, to=to)
    return redirect(to)


def _named(copy: Copy) -> dict[str, str]:
    return {"title": f"{copy.record.shown_title} ({copy.accession_no})"}


def _copy_meant(group: GroupLoan, text: str) -> Copy | None:
    copies = find_copies(text)
    here = [one for one in copies if one.place.point_id == group.point_id]
    copies = here if len(copies) > 1 and here else copies
    return copies[0] if copies else None


@needs(ACT, at=point_of_group)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    group = _group_or_404(pk)
    return press(
        request, group,
        lambda: services.close_group(
            group=group, why=request.POST.get("why", ""), **now_by(request)
        ),
        _("Đã kết thúc lượt mượn của nhóm."),
    )  # fmt: skip


@needs(ACT, at=point_of_group)
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """The list to be signed by whoever answers for the group."""
    group = _group_or_404(pk)
    rows = reading.copies_of_group(group)
    content = group_content(group, rows, timezone.now())
    return pdf_answer(pdf("circulation/group.typ", content), f"muon-theo-nhom-{pk}.pdf")
