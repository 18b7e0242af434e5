"""Lost, found, damaged, mended, moved, settled, withdrawn, taken back: one form each."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from tusach.audit.api import Actor, actor_of
from tusach.holdings.errors import CopyIsWithdrawn, NotLost
from tusach.holdings.holder import at_point
from tusach.holdings.models import Copy
from tusach.holdings.rules import State
from tusach.holdings.selectors.copies import find_copies
from tusach.holdings.services import acts
from tusach.holdings.web.forms import (
    LoseForm,
    NoteForm,
    ReasonForm,
    SettleForm,
    WhereForm,
    WithdrawForm,
    WithdrawManyForm,
    moment_of,
)
from tusach.holdings.web.reach import (
    Names,
    copy_or_404,
    owner_of_copy,
    place_of_copy,
    places,
)
from tusach.ui.api import Refusal, act_once, needs, try_form

Do = Callable[[Copy, dict[str, Any], Actor, datetime], object]


def _page(
    request: HttpRequest,
    copy: Copy,
    form: forms.Form,
    do: Do,
    *,
    title: str | Promise,
    lead: str | Promise,
    done: str | Promise,
    danger: bool = False,
) -> HttpResponse:
    """Show the form, or do the act and go back to the copy; a refusal stays in the form."""
    status = 200
    if request.method == "POST" and form.is_valid():
        try:
            with act_once(request):
                do(copy, form.cleaned_data, actor_of(request), timezone.now())
        except Refusal as refusal:
            form.add_error(None, str(refusal))
            status = refusal.status
        else:
            messages.success(request, str(done))
            return redirect(copy)
    return render(
        request,
        "holdings/act.html",
        {
            "copy": copy,
            "place": Names(request, [copy.place.holder])[copy.place.holder],
            "state": State(copy.place.state).label,
            "form": form,
            "title": title,
            "lead": lead,
            "danger": danger,
        },
        status=status,
    )


@needs("holdings.move", at=place_of_copy)
@require_http_methods(["GET", "POST"])
def lose(request: HttpRequest, pk: int) -> HttpResponse:
    def do(copy: Copy, said: dict[str, Any], by: Actor, at: datetime) -> None:
        happened = moment_of(said["day"], at)
        acts.lose(copy=copy, reason=said["note"], by=by, at=at, happened_at=happened)

    return _page(
        request,
        copy_or_404(request, pk),
        LoseForm(request.POST or None, initial={"day": timezone.localdate()}),
        do,
        title=gettext_lazy("Báo mất"),
        lead=gettext_lazy(
            "Bản báo mất vẫn tính tại nơi giữ cho đến khi có quyết định xuất khỏi sổ."
        ),
        done=gettext_lazy("Đã ghi là mất. Tìm thấy thì vào lại trang này để ghi."),
    )


@needs("holdings.move", at=place_of_copy)
@require_http_methods(["GET", "POST"])
def find(request: HttpRequest, pk: int) -> HttpResponse:
    copy = copy_or_404(request, pk)

    def do(copy: Copy, said: dict[str, Any], by: Actor, at: datetime) -> None:
        acts.find(copy=copy, to=at_point(said["point"].pk), note=said["note"], by=by, at=at)

    return _page(
        request,
        copy,
        WhereForm(
            request.POST or None,
            points=places(request, "holdings.move"),
            initial={"point": copy.place.point},
        ),
        do,
        title=gettext_lazy("Tìm thấy"),
        lead=gettext_lazy("Ghi nơi tìm thấy; bản sách trở lại phục vụ tại đó."),
        done=gettext_lazy("Đã ghi là tìm thấy."),
    )


@needs("holdings.move", at=place_of_copy)
@require_http_methods(["GET", "POST"])
def damage(request: HttpRequest, pk: int) -> HttpResponse:
    def do(copy: Copy, said: dict[str, Any], by: Actor, at: datetime) -> None:
        acts.damage(copy=copy, reason=said["note"], by=by, at=at)

    return _page(
        request,
        copy_or_404(request, pk),
        ReasonForm(request.POST or None),
        do,
        title=gettext_lazy("Báo hư hỏng"),
        lead=gettext_lazy("Bản hư hỏng không đưa ra phục vụ cho đến khi phục chế xong."),
        done=gettext_lazy("Đã ghi là hư hỏng."),
    )


@needs("holdings.move", at=place_of_copy)
@require_http_methods(["GET", "POST"])
def mend(request: HttpRequest, pk: int) -> HttpResponse:
    def do(copy: Copy, said: dict[str, Any], by: Actor, at: datetime) -> None:
        acts.mend(copy=copy, note=said["note"], by=by, at=at)

    return _page(
        request,
        copy_or_404(request, pk),
        NoteForm(request.POST or None),
        do,
        title=gettext_lazy("Phục chế"),
        lead=gettext_lazy("Bản sách đã sửa xong hoặc đã kiểm tra, dùng lại được."),
        done=gettext_lazy("Đã ghi là dùng lại được."),
    )


@needs("holdings.move", at=place_of_copy)
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    def do(copy: Copy, said: dict[str, Any], by: Actor, at: datetime) -> None:
        to = at_point(said["point"].pk)
        acts.relocate(copies=[copy], to=to, note=said["note"], by=by, at=at)

    return _page(
        request,
        copy_or_404(request, pk),
        WhereForm(request.POST or None, points=places(request, "holdings.move")),
        do,
        title=gettext_lazy("Chuyển chỗ"),
        lead=gettext_lazy(
            "Ghi rằng bản sách đang ở nơi khác, ngoài đợt luân chuyển. "
            "Gửi nhiều bản đến một điểm thì lập đợt luân chuyển."
        ),
        done=gettext_lazy("Đã ghi nơi mới."),
    )


@needs("holdings.settle", at=place_of_copy)
@require_http_methods(["GET", "POST"])
def settle(request: HttpRequest, pk: int) -> HttpResponse:
    copy = copy_or_404(request, pk)

    def do(copy: Copy, said: dict[str, Any], by: Actor, at: datetime) -> None:
        acts.settle(
            copy=copy,
            to=at_point(said["point"].pk),
            state=said["state"],
            note=said["note"],
            by=by,
            at=at,
        )

    return _page(
        request,
        copy,
        SettleForm(
            request.POST or None,
            points=places(request, "holdings.settle"),
            initial={"point": copy.place.point, "state": copy.place.state},
        ),
        do,
        title=gettext_lazy("Giải quyết dòng không khớp"),
        lead=gettext_lazy(
            "Xem bản sách thực ở đâu rồi ghi ở đây. Các dòng không khớp được giữ nguyên, "
            "kèm dòng giải quyết này."
        ),
        done=gettext_lazy("Đã giải quyết."),
    )


@needs("holdings.withdraw", at=owner_of_copy)
@require_http_methods(["GET", "POST"])
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    def do(copy: Copy, said: dict[str, Any], by: Actor, at: datetime) -> None:
        acts.strike_lost(
            copies=[copy],
            decision=said["decision"],
            reason=said["note"],
            by=by,
            at=at,
            happened_at=moment_of(said["day"], at),
        )

    return _page(
        request,
        copy_or_404(request, pk),
        WithdrawForm(request.POST or None, initial={"day": timezone.localdate()}),
        do,
        title=gettext_lazy("Xuất sách mất khỏi sổ"),
        lead=gettext_lazy(
            "Không hoàn tác được: số ĐKCB không dùng lại, sách tìm lại được thì ghi sổ mới."
        ),
        done=gettext_lazy("Đã xuất khỏi sổ."),
        danger=True,
    )


@needs("holdings.withdraw")
@require_http_methods(["GET", "POST"])
def withdraw_many(request: HttpRequest) -> HttpResponse:
    """Strike a list of lost copies by one decision; all of them or none."""
    form = WithdrawManyForm(request.POST or None, initial={"day": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        copies = _scanned(request, form)
        if copies:
            now = timezone.now()
            done = ngettext(
                "Đã xuất %(count)s bản khỏi sổ.", "Đã xuất %(count)s bản khỏi sổ.", len(copies)
            )
            if try_form(
                request,
                form,
                lambda: acts.strike_lost(
                    copies=copies,
                    decision=form.cleaned_data["decision"],
                    reason=form.cleaned_data["note"],
                    by=actor_of(request),
                    at=now,
                    happened_at=moment_of(form.cleaned_data["day"], now),
                ),
                done % {"count": len(copies)},
            ):
                return redirect("holdings:copies")
    return render(request, "holdings/withdraw_many.html", {"form": form})


def _scanned(request: HttpRequest, form: WithdrawManyForm) -> list[Copy]:
    """The copies of the list; what is wrong with a line is said with its number."""
    mine = set(places(request, "holdings.withdraw").values_list("pk", flat=True))
    found: dict[int, Copy] = {}
    faults: list[str] = []
    for number, line in enumerate(form.cleaned_data["scans"].splitlines(), start=1):
        scan = line.strip()
        if not scan:
            continue
        several = [c for c in find_copies(scan) if c.owner_id in mine]
        facts = {"number": number, "scan": scan, "count": len(several)}
        if not several:
            faults.append(_("Dòng %(number)s: không có bản nào mang mã %(scan)s.") % facts)
        elif len(several) > 1:
            faults.append(_("Dòng %(number)s: mã %(scan)s là của %(count)s bản.") % facts)
        elif (refused := _not_to_strike(several[0])) is not None:
            faults.append(_("Dòng %(number)s: %(why)s") % {"number": number, "why": str(refused)})
        else:
            found[several[0].pk] = several[0]
    for fault in faults[:20]:
        form.add_error("scans", fault)
    if not found and not faults:
        form.add_error("scans", _("Chưa có bản nào trong danh sách."))
    return [] if faults else list(found.values())


@needs("holdings.move", at=place_of_copy)
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take back the last act by a counter-entry."""
    copy = copy_or_404(request, pk)
    entry = request.POST.get("entry", "")
    try:
        with act_once(request):
            acts.undo(
                copy=copy,
                entry_id=int(entry) if entry.isdecimal() else 0,
                note=_("Hoàn tác"),
                by=actor_of(request),
                at=timezone.now(),
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Đã hoàn tác bằng một dòng ngược lại."))
    return redirect(copy)


def _not_to_strike(copy: Copy) -> Refusal | None:
    """Why this copy is not struck here; asked again under its lock when it is."""
    state = copy.place.state
    if state == State.WITHDRAWN:
        return CopyIsWithdrawn(barcode=copy.barcode)
    if state != State.LOST:
        return NotLost(barcode=copy.barcode, state=State(state).label)
    return None
