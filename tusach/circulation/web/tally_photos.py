"""Pictures of the paper beside a keyed tally."""

from __future__ import annotations

from django import forms
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import now_by
from tusach.circulation.services.tally_photos import add_tally_photo
from tusach.circulation.web.places import point_of_tally, tally_or_404
from tusach.circulation.web.tallies import COUNT
from tusach.ui.api import act_once, needs, press, send_back


class PictureForm(forms.Form):
    picture = forms.FileField(label=gettext_lazy("Ảnh chụp phiếu"))


@needs(COUNT, at=point_of_tally)
@require_POST
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep one more picture of the paper."""
    tally = tally_or_404(pk)
    form = PictureForm(request.POST, request.FILES)
    if not form.is_valid():
        return send_back(request, form, to=tally.get_absolute_url())
    sent = form.cleaned_data["picture"]

    def do() -> None:
        with act_once(request):
            add_tally_photo(tally=tally, data=sent.read(), name=sent.name, **now_by(request))

    return press(request, tally.get_absolute_url(), do, _("Đã đính ảnh phiếu."))


@needs("circulation.see_counts", at=point_of_tally)
@require_safe
def show(request: HttpRequest, pk: int, photo: int) -> HttpResponseBase:
    """One picture; to those who may see the figures."""
    found = tally_or_404(pk).photos.filter(pk=photo).first()
    if found is None:
        raise Http404
    answer = FileResponse(found.picture.open("rb"), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=86400"
    return answer
