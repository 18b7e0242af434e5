"""Printing a stretch of an accession register."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from tusach.holdings.models import Register, RegisterLine
from tusach.holdings.register_pages import register_pdf
from tusach.holdings.selectors.registers import lines_between
from tusach.holdings.web.reach import owner_of_register, registers_seen
from tusach.ui.api import named, needs

# A hundred and more sheets; what is longer is printed in parts.
MOST = 2000


class StretchForm(forms.Form):
    """From which number to which; the number is what stands after the prefix."""

    tu = forms.IntegerField(label=gettext_lazy("Từ số"), min_value=1, max_value=10**12)
    den = forms.IntegerField(label=gettext_lazy("Đến số"), min_value=1, max_value=10**12)


def _chosen(form: StretchForm, register: Register) -> list[RegisterLine]:
    if not form.is_valid():
        return []
    first, last = form.cleaned_data["tu"], form.cleaned_data["den"]
    found = list(lines_between(register, first, last)[: MOST + 1])
    if not found:
        form.add_error(None, _("Sổ không có bản nào trong khoảng này."))
    elif len(found) > MOST:
        form.add_error(
            None,
            _("Một lần in nhiều nhất %(most)s bản; hãy in từng phần.") % {"most": MOST},
        )
        return []
    return found


@needs("holdings.view", at=owner_of_register)
@require_safe
def register_pages(request: HttpRequest, pk: int) -> HttpResponse:
    """The pages as PDF; without a stretch, or with a wrong one, the form that asks for it."""
    register = registers_seen(request).get(pk=pk)
    last = register.next_number - 1
    form = StretchForm(
        request.GET if request.GET else None,
        initial={"tu": max(1, last - 199), "den": max(1, last)},
    )
    lines = _chosen(form, register) if form.is_bound else []
    if not lines:
        return render(
            request,
            "holdings/register_pages.html",
            {"register": register, "form": form},
            status=422 if form.is_bound else 200,
        )
    answer = HttpResponse(register_pdf(register, lines), content_type="application/pdf")
    name = f"so-dkcb-{lines[0].number}-{lines[-1].number}"
    named(answer, f"{name}.pdf", shown=True)
    return answer
