"""What is done on the page of a round: listing, the steps, what became of the books, the file."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from tusach.audit.api import now_by
from tusach.holdings.api import Copy, match_codes, registers_of, said_of
from tusach.ui.api import Refusal, named, needs, pdf, press, try_form
from tusach.ui.api import number as figure
from tusach.upkeep import errors
from tusach.upkeep.models import FileKind, Weeding
from tusach.upkeep.papers import weeding_content
from tusach.upkeep.rules import WHY_NOT
from tusach.upkeep.selectors.candidates import within
from tusach.upkeep.selectors.weedings import disposal_of, share_of
from tusach.upkeep.services import deciding, filing
from tusach.upkeep.services import weeding as services
from tusach.upkeep.services.weeding import NotListed
from tusach.upkeep.web.reach import (
    file_or_404,
    owner_of_disposal,
    owner_of_file,
    owner_of_weeding,
    weeding_or_404,
)
from tusach.upkeep.web.weeding_forms import (
    AppraiseForm,
    CancelForm,
    CodesForm,
    DecideForm,
    DisposeForm,
    FindForm,
    KeepForm,
    ScanForm,
    SubmitForm,
)
from tusach.upkeep.web.weedings import page, papers_of, progress_of, step_page


def _said(request: HttpRequest, count: int) -> None:
    said = ngettext("Đã thêm %(count)s bản.", "Đã thêm %(count)s bản.", count)
    messages.success(request, said % {"count": figure(count)})


def why_not_listed(wrong: list[NotListed]) -> list[str]:
    """A sentence for each reason, with the first numbers."""
    by_code: dict[str, list[str]] = {}
    for one in wrong:
        by_code.setdefault(one.code, []).append(one.copy.accession_no)
    return [
        _("%(why)s: %(codes)s.")
        % {
            "why": str(WHY_NOT[code]).capitalize(),
            "codes": ", ".join(numbers[:10]) + ("…" if len(numbers) > 10 else ""),
        }
        for code, numbers in by_code.items()
    ]


@needs("upkeep.weed", at=owner_of_weeding)
@require_POST
def scan(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the scanned copy on the list, or take it off with ``take=1``."""
    one = weeding_or_404(request, pk)
    code = request.POST.get("scan", "").strip()[:60]
    off = bool(request.POST.get("take"))
    try:
        messages.success(request, _take_off(one, code) if off else _put_on(request, one, code))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    chosen = request.POST.get("criterion", "")
    query = "?ra=1" if off else f"?lydo-quet={chosen}" if chosen.isdecimal() else ""
    return redirect(f"{one.get_absolute_url()}{query}")


def _found(one: Weeding, code: str) -> Copy:
    found = match_codes([code], one.owner_id)
    if len(found.copies) != 1:
        wrong = said_of(found, one.owner.name)
        raise errors.CannotBeListed(why=" ".join(wrong) or _("Hãy quét một mã."))
    return found.copies[0]


def _put_on(request: HttpRequest, one: Weeding, code: str) -> str:
    copy = _found(one, code)
    form = CodesForm({"criterion": request.POST.get("criterion"), "codes": code})
    if not form.is_valid():
        raise errors.Missing(what=_("lý do thanh lọc"))
    facts = {"title": copy.record.shown_title, "number": copy.accession_no}
    new, wrong = services.add_copies(
        weeding=one, copies=[copy], criterion=form.cleaned_data["criterion"]
    )
    if wrong:
        raise errors.CannotBeWeeded(why=WHY_NOT[wrong[0].code], **facts)
    if not new:
        return _("%(title)s (%(number)s) đã có trong danh sách.") % facts
    return _("Đã thêm: %(title)s (%(number)s)") % facts


def _take_off(one: Weeding, code: str) -> str:
    copy = _found(one, code)
    if not services.take_off(weeding=one, copies=[copy.pk]):
        raise errors.NotOnTheList(scan=code)
    return _("Đã bỏ ra: %(title)s (%(number)s)") % {
        "title": copy.record.shown_title,
        "number": copy.accession_no,
    }


@needs("upkeep.weed", at=owner_of_weeding)
@require_POST
def add_list(request: HttpRequest, pk: int) -> HttpResponse:
    """A pasted list: what can be weeded is added, the codes that cannot stay in the form."""
    one = weeding_or_404(request, pk)
    form = CodesForm(request.POST)
    if not form.is_valid():
        return page(request, one, codes_form=form, status=422)
    values = form.cleaned_data
    found = match_codes(values["codes"], one.owner_id)
    try:
        new, wrong = services.add_copies(
            weeding=one, copies=found.copies, criterion=values["criterion"], note=values["note"]
        )
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return page(request, one, codes_form=form, status=refusal.status)
    _said(request, new)
    left = [*found.unknown, *found.of_others, *found.ambiguous]
    left += [row.copy.accession_no for row in wrong]
    if not left:
        return redirect(one)
    form = CodesForm(
        {"codes": "\n".join(left), "criterion": values["criterion"].pk, "note": values["note"]}
    )
    form.is_valid()
    for sentence in [*said_of(found, one.owner.name), *why_not_listed(wrong)]:
        form.add_error("codes", sentence)
    return page(request, one, codes_form=form, status=422)


@needs("upkeep.weed", at=owner_of_weeding)
@require_POST
def add_found(request: HttpRequest, pk: int) -> HttpResponse:
    """What a reason proposes, at most as many as one round may have."""
    one = weeding_or_404(request, pk)
    form = FindForm(request.POST)
    if not form.is_valid():
        return page(request, one, find_form=form, status=422)
    values = form.cleaned_data
    room = max(share_of(one).most - one.lines.count(), 0)
    part = within(
        one.owner, timezone.localdate(), shelf_from=values["shelf_from"],
        shelf_to=values["shelf_to"], collections=values["collections"],
    )  # fmt: skip

    def add() -> None:
        new = services.add_found(weeding=one, criterion=values["criterion"], within=part, most=room)
        _said(request, new)
        if new and new == room:
            messages.warning(request, _("Đã đủ tỷ lệ của một đợt; những bản còn lại để đợt sau."))

    return press(request, one, add)


@needs("upkeep.weed", at=owner_of_weeding)
@require_POST
def clear(request: HttpRequest, pk: int) -> HttpResponse:
    one = weeding_or_404(request, pk)
    return press(request, one, lambda: services.clear(weeding=one), _("Danh sách đã trống."))


@needs("upkeep.decide", at=owner_of_weeding)
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """What the council keeps back."""
    one = weeding_or_404(request, pk)
    form = KeepForm(request.POST)
    if not form.is_valid():
        return page(request, one, keep_form=form, status=422)
    found = match_codes(form.cleaned_data["codes"], one.owner_id)
    lets_go = form.cleaned_data["lets_go"]

    def do() -> None:
        changed = services.keep(
            weeding=one, copies=[copy.pk for copy in found.copies],
            note=form.cleaned_data["note"], keeps=not lets_go,
        )  # fmt: skip
        if not changed:
            raise errors.NotOnTheList(scan=", ".join(form.cleaned_data["codes"][:5]))
        said = ngettext("Đã đổi %(count)s bản.", "Đã đổi %(count)s bản.", changed)
        messages.success(request, said % {"count": figure(changed)})

    return press(request, one, do)


def _step(
    request: HttpRequest,
    one: Weeding,
    form: Any,
    do: Callable[[dict[str, Any]], Any],
    *,
    done: str = "",
    **shown: Any,
) -> HttpResponse:
    """Show the form of a step, or take it and go back to the round."""
    if request.method == "POST" and form.is_valid() and try_form(
        request, form, lambda: do(form.cleaned_data), done
    ):  # fmt: skip
        return redirect(one)
    return step_page(request, one, form, **shown)


@needs("upkeep.weed", at=owner_of_weeding)
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, pk: int) -> HttpResponse:
    one = weeding_or_404(request, pk)
    form = SubmitForm(
        request.POST or None,
        initial={
            "reason": one.reason,
            "request_number": one.request_number,
            "requested_on": one.requested_on or timezone.localdate(),
        },
    )
    return _step(
        request, one, form,
        lambda said: deciding.submit(weeding=one, **said, **now_by(request)),
        title=_("Trình danh mục"), button=_("Trình"), done=_("Đã trình; danh mục chờ thẩm định."),
        lead=_("Tờ trình và danh mục được lập và lưu vào hồ sơ."),
    )  # fmt: skip


@needs("upkeep.decide", at=owner_of_weeding)
@require_http_methods(["GET", "POST"])
def appraise(request: HttpRequest, pk: int) -> HttpResponse:
    one = weeding_or_404(request, pk)
    fields = ("council_decision", "council_on", "council", "appraisal_number", "conclusion")
    form = AppraiseForm(
        request.POST or None,
        initial={
            **{field: getattr(one, field) for field in fields},
            "appraised_on": one.appraised_on or timezone.localdate(),
        },
    )
    return _step(
        request, one, form,
        lambda said: deciding.appraise(weeding=one, **said, **now_by(request)),
        title=_("Thẩm định"), button=_("Ghi kết quả thẩm định"),
        done=_("Đã ghi kết quả thẩm định."),
        lead=_("Bản nào hội đồng giữ lại thì ghi ở trang của đợt trước bước này."),
    )  # fmt: skip


@needs("upkeep.decide", at=owner_of_weeding)
@require_http_methods(["GET", "POST"])
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    one = weeding_or_404(request, pk)
    form = DecideForm(request.POST or None, initial={"decided_on": timezone.localdate()})
    return _step(
        request, one, form,
        lambda said: deciding.decide(weeding=one, **said, **now_by(request)),
        title=_("Ghi quyết định"), button=_("Ghi quyết định"),
        done=_("Đã ghi quyết định. Chưa bản nào xuất sổ cho đến khi bấm thi hành."),
    )  # fmt: skip


@needs("upkeep.weed", at=owner_of_weeding)
@require_http_methods(["GET", "POST"])
def dispose(request: HttpRequest, pk: int) -> HttpResponse:
    one = weeding_or_404(request, pk)
    form = DisposeForm(request.POST or None, initial={"on_day": timezone.localdate()})

    def do(said: dict[str, Any]) -> object:
        codes = said.pop("codes")
        copies = None
        if codes:
            found = match_codes(codes, one.owner_id)
            if sentences := said_of(found, one.owner.name):
                raise errors.CannotBeListed(why=" ".join(sentences))
            copies = [copy.pk for copy in found.copies]
        return deciding.dispose(weeding=one, copies=copies, **said, **now_by(request))

    return _step(
        request, one, form, lambda said: do(dict(said)),
        title=_("Xử lý sách đã xuất sổ"), button=_("Ghi"), done=_("Đã ghi cách xử lý."),
    )  # fmt: skip


@needs("upkeep.weed", at=owner_of_disposal)
@require_POST
def take_disposal_back(request: HttpRequest, pk: int) -> HttpResponse:
    one = disposal_of(pk)
    if one is None:
        raise Http404
    return press(
        request,
        one.weeding,
        lambda: deciding.take_disposal_back(disposal=one, **now_by(request)),
        _("Đã bỏ; các bản lại chờ ghi cách xử lý."),
    )


@needs("upkeep.decide", at=owner_of_weeding)
@require_http_methods(["GET", "POST"])
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    one = weeding_or_404(request, pk)
    form = CancelForm(
        request.POST or None,
        registers=registers_of(one.owner_id),
        initial={"on_day": timezone.localdate()},
    )
    return _step(
        request, one, form,
        lambda said: deciding.cancel(weeding=one, **said, **now_by(request)),
        title=_("Huỷ quyết định"), button=_("Huỷ quyết định"), danger=True,
        lead=_("Những bản chưa xử lý được ghi lại vào sổ với số mới; số cũ vẫn gạch trong sổ."),
    )  # fmt: skip


def _press(step: Callable[..., Any]) -> Callable[[HttpRequest, int], HttpResponse]:
    def view(request: HttpRequest, pk: int) -> HttpResponse:
        one = weeding_or_404(request, pk)
        return press(request, one, lambda: step(weeding=one, **now_by(request)))

    return view


take_back = needs("upkeep.decide", at=owner_of_weeding)(require_POST(_press(deciding.take_back)))
carry_out = needs("upkeep.decide", at=owner_of_weeding)(require_POST(_press(deciding.carry_out)))
send_back = needs("upkeep.decide", at=owner_of_weeding)(require_POST(_press(deciding.send_back)))
close = needs("upkeep.decide", at=owner_of_weeding)(require_POST(_press(deciding.close)))
drop = needs("upkeep.weed", at=owner_of_weeding)(require_POST(_press(services.drop)))


@needs("upkeep.weed", at=owner_of_weeding)
@require_POST
def again(request: HttpRequest, pk: int) -> HttpResponse:
    one = weeding_or_404(request, pk)
    return press(request, one, lambda: deciding.ask_again(weeding=one, at=timezone.now()))


@needs("upkeep.view", at=owner_of_weeding)
@require_safe
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    one = weeding_or_404(request, pk)
    answer = render(request, "ui/progress.html", progress_of(one))
    if not one.is_under_way or one.problem:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


@needs("upkeep.view", at=owner_of_weeding)
@require_safe
def paper(request: HttpRequest, pk: int, kind: str) -> HttpResponse:
    """One of the papers of a round, made as it stands now."""
    one = weeding_or_404(request, pk)
    if kind not in papers_of(one):
        raise Http404
    answer = HttpResponse(
        pdf("upkeep/weeding.typ", weeding_content(one, kind)), content_type="application/pdf"
    )
    named(answer, f"thanh-loc-{one.pk}-{kind}.pdf", shown=True)
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("upkeep.weed", at=owner_of_weeding)
@require_POST
def add_scan(request: HttpRequest, pk: int) -> HttpResponse:
    """A scan of a signed paper goes into the file."""
    one = weeding_or_404(request, pk)
    form = ScanForm(request.POST, request.FILES)
    if not form.is_valid():
        for sentences in form.errors.values():
            messages.error(request, " ".join(map(str, sentences)))
        return redirect(f"{one.get_absolute_url()}#ho-so")
    sent = form.cleaned_data["file"]
    if sent.size > filing.MOST_MB * 1_000_000:
        messages.error(request, str(errors.FileTooLarge(name=sent.name, most=filing.MOST_MB)))
        return redirect(f"{one.get_absolute_url()}#ho-so")
    return press(
        request,
        f"{one.get_absolute_url()}#ho-so",
        lambda: filing.add_scan(
            weeding=one,
            kind=form.cleaned_data["kind"],
            data=sent.read(),
            name=sent.name,
            **now_by(request),
        ),
        _("Đã lưu vào hồ sơ."),
    )


@needs("upkeep.view", at=owner_of_file)
@require_safe
def stored(request: HttpRequest, pk: int) -> HttpResponseBase:
    """A paper of the file, as it was stored."""
    one = file_or_404(pk)
    answer = FileResponse(one.content.open("rb"), content_type=one.content_type)
    ending = str(one.content.name).rpartition(".")[2]
    named(answer, f"ho-so-{one.weeding_id}-{FileKind(one.kind)}-{one.pk}.{ending}", shown=True)
    answer["X-Content-Type-Options"] = "nosniff"
    answer["Cache-Control"] = "private, no-store"
    return answer


@needs("upkeep.weed", at=owner_of_file)
@require_POST
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    one = file_or_404(pk)
    return press(
        request,
        f"{one.weeding.get_absolute_url()}#ho-so",
        lambda: filing.discard(paper=one, **now_by(request)),
        _("Đã bỏ khỏi hồ sơ."),
    )
