"""A library's titles and copies as MARC, to be moved to another system or kept beside this one."""

from __future__ import annotations

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from tusach.audit.api import actor_of
from tusach.catalogue.api import begin_export
from tusach.holdings.marc_out import SOURCE, titles_of
from tusach.holdings.web.at_point import point_of
from tusach.ui.api import act_once, needs


class OutForm(forms.Form):
    form = forms.ChoiceField(
        label=_("Dạng tệp"),
        initial="mrc",
        choices=[
            ("mrc", _("MARC 21, ISO 2709 (.mrc)")),
            ("xml", _("MARCXML (.xml)")),
            ("json", _("MARC-in-JSON, mỗi dòng một biểu ghi (.ndjson)")),
            ("array", _("MARC-in-JSON, một danh sách (.json)")),
        ],
        help_text=_("Hệ thống mới nhận dạng nào thì chọn dạng ấy; không rõ thì chọn .mrc."),
    )
    copies = forms.ChoiceField(
        label=_("Bản sách ghi ở"),
        initial="952",
        choices=[
            ("952", _("Trường 952 (Koha)")),
            ("852", _("Trường 852 (MARC 21 Holdings: ILIB, Libol, Evergreen)")),
            ("", _("Không kèm bản sách")),
        ],
        required=False,
        help_text=_(
            "952 chở đủ số ĐKCB, mã vạch, ngày vào sổ, nguồn, giá, tình trạng; 852 không có chỗ "
            "cho ngày vào sổ và nguồn."
        ),
    )


@needs("catalogue.export", at=point_of)
@require_http_methods(["GET", "HEAD", "POST"])
def marc_out(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks for a file of the library's titles with its own copies, which the worker writes."""
    point = point_of(request, pk)
    form = OutForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        with act_once(request):
            made = begin_export(
                titles_of(point),
                form.cleaned_data["form"],
                what=gettext("Sách của %(name)s") % {"name": point.name},
                source=SOURCE,
                options={"owner": point.pk, "field": form.cleaned_data["copies"]},
                place=point.pk,
                by=actor_of(request),
                at=timezone.now(),
            )
        return redirect(made)
    status = 422 if request.method == "POST" else 200
    context = {"point": point, "form": form, "count": titles_of(point).count()}
    return render(request, "holdings/marc_out.html", context, status=status)
