"""Papers: drawn up, printed, signed, kept."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tusach.rotation.documents.word import docx
from tusach.rotation.models import Leg, Minutes
from tusach.rotation.rules.states import LineState
from tusach.rotation.rules.steps import may
from tusach.rotation.selectors import batches
from tusach.rotation.services.drawing_up import Parties, draw_up_hand_over, latest
from tusach.rotation.services.handing_over import hand_over
from tusach.rotation.services.sending import send, turn_back
from tusach.rotation.web.doing import local, now_by, press, today, try_form
from tusach.rotation.web.forms import PartiesForm, SignForm
from tusach.rotation.web.places import account, leg_or_404, seen_paper, store_of_leg
from tusach.ui.api import named, needs

_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def _parties(request: HttpRequest, leg: Leg, last: Minutes | None) -> dict[str, Any]:
    if last is not None:
        return {name: getattr(last, name) for name in Parties.__dataclass_fields__} | {
            "made_on": today()
        }
    user = account(request)
    return {
        "made_on": max(today(), leg.batch.leaves_on),
        "place": leg.point.name,
        "giver_name": leg.batch.staff[0] if leg.batch.staff else user.full_name,
    }


def _fits(leg: Leg, paper: Minutes | None) -> bool:
    if paper is None or paper.signed_at is not None:
        return False
    there = batches.lines_in(leg, LineState.PACKED).values_list("copy_id", flat=True)
    return sorted(row["copy"] for row in paper.content["rows"]) == sorted(there)


@needs("rotation.hand_over", at=store_of_leg)
def draw_up(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    last = latest(leg, Minutes.Kind.HAND_OVER)
    form = PartiesForm(request.POST or None, initial=_parties(request, leg, last), prefix="ben")
    if request.method == "POST" and form.is_valid():
        parties = Parties(**form.cleaned_data)
        paper = try_form(
            request, form,
            lambda: draw_up_hand_over(leg=leg, parties=parties, **now_by(request)),
        )  # fmt: skip
        if paper:
            messages.success(
                request,
                _("Đã lập biên bản %(number)s, lần %(version)s. In hai bản để ký.")
                % {"number": paper.number, "version": paper.version},
            )
            return redirect("rotation:hand_over", pk=leg.pk)
    sign = SignForm(
        initial={
            "giver_name": last.giver_name if last else "",
            "receiver_name": last.receiver_name if last else "",
            "signed_at": local(timezone.now()),
        },
        prefix="ky",
    )
    return _page(request, leg, last, form, sign, 422 if form.is_bound else 200)


def _page(
    request: HttpRequest, leg: Leg, last: Minutes | None, form: PartiesForm, sign: SignForm,
    status: int,
) -> HttpResponse:  # fmt: skip
    return render(
        request,
        "rotation/hand_over.html",
        {
            "leg": leg,
            "batch": leg.batch,
            "form": form,
            "sign": sign,
            "last": last,
            "fits": _fits(leg, last),
            "papers": [m for m in batches.papers(leg.batch) if m.leg_id == leg.pk],
            "may_send": may("send", leg.state),
            "may_sign": may("hand_over", leg.state),
            "back": reverse("rotation:batch", args=[leg.batch_id]),
        },
        status=status,
    )


@needs("rotation.hand_over", at=store_of_leg)
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    last = latest(leg, Minutes.Kind.HAND_OVER)
    form = SignForm(request.POST, prefix="ky")
    if form.is_valid() and last is not None:
        data = form.cleaned_data
        if try_form(
            request, form,
            lambda: hand_over(leg=leg, paper=last, **data, **now_by(request)),
            _("Đã bàn giao: sách thuộc trách nhiệm của %(point)s từ lúc ký.")
            % {"point": leg.point.name},
        ):  # fmt: skip
            return redirect(leg.get_absolute_url())
    elif last is None:
        form.add_error(None, _("Chưa lập biên bản bàn giao."))
    parties = PartiesForm(initial=_parties(request, leg, last), prefix="ben")
    return _page(request, leg, last, parties, form, 422)


@needs("rotation.hand_over", at=store_of_leg)
@require_POST
def send_off(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    return press(
        request, leg, lambda: send(leg=leg, **now_by(request)),
        _("Đã xuất kho: thùng đang trên đường đến %(point)s.") % {"point": leg.point.name},
    )  # fmt: skip


@needs("rotation.hand_over", at=store_of_leg)
@require_POST
def come_back(request: HttpRequest, pk: int) -> HttpResponse:
    leg = leg_or_404(pk)
    return press(
        request, leg, lambda: turn_back(leg=leg, **now_by(request)),
        _("Thùng đã quay về kho."),
    )  # fmt: skip


@needs("rotation.view")
def show_paper(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The PDF as it was made: the stored file, not a new one."""
    paper = seen_paper(request, pk)
    answer = FileResponse(paper.pdf.open("rb"), content_type="application/pdf")
    name = f"{paper.number.replace('/', '-')}-{paper.version}.pdf"
    named(answer, name, shown=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("rotation.view")
def show_word(request: HttpRequest, pk: int) -> HttpResponse:
    paper = seen_paper(request, pk)
    answer = HttpResponse(docx(paper.kind, paper.content), content_type=_WORD)
    name = f"{paper.number.replace('/', '-')}-{paper.version}.docx"
    named(answer, name)
    answer["Cache-Control"] = "private, no-store"
    return answer
