"""Importing a file: sent, fitted, looked at, accepted, watched, taken back."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from tusach.audit.api import actor_of
from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing import samples, selectors, services
from tusach.catalogue.importing.charsets import OF_MARC
from tusach.catalogue.importing.held import has_written
from tusach.catalogue.importing.listeners import ToldCopies
from tusach.catalogue.models import Difference, Import, ImportProfile, ImportRow
from tusach.people.api import Account
from tusach.ui.api import Column, Filter, Listing, named, needs, number, standing

State = Import.State


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp"),
        allow_empty_file=True,
        widget=forms.ClearableFileInput(
            attrs={"accept": ".mrc,.marc,.iso,.xml,.json,.ndjson,.xlsx,.xls,.csv,.txt"}
        ),
    )


def account(request: HttpRequest) -> Account:
    user = request.user
    if not isinstance(user, Account):
        raise Http404
    return user


def found(request: HttpRequest, pk: int) -> Import:
    """The import, if this person may see it: numbers can be guessed."""
    one = selectors.imported(account(request), pk)
    if one is None:
        raise Http404
    return one


@needs("catalogue.import")
def imports(request: HttpRequest) -> HttpResponseBase:
    """The imports so far, and the form that sends a file."""
    if request.method == "POST":
        return _send(request)
    return _list_page(request)


@needs("catalogue.import")
@require_safe
def sample(request: HttpRequest, form: str) -> HttpResponse:
    """A small file to begin from, or to see what another system's export looks like."""
    made = {
        "truong": ("mau-danh-sach-sach.xlsx", samples.school_list),
        "koha": ("mau-koha-952.mrc", lambda: samples.marc("952", timezone.now())),
        "852": ("mau-marc-852.mrc", lambda: samples.marc("852", timezone.now())),
        "slims": ("mau-slims.csv", samples.slims),
    }
    if form not in made:
        raise Http404
    name, content = made[form]
    answer = HttpResponse(content(), content_type="application/octet-stream")
    named(answer, name)
    return answer


def _listing(request: HttpRequest) -> Listing:
    return Listing(
        request,
        selectors.imports(account(request)),
        columns=[
            Column(
                "file_name", _("Tệp"), sort="file_name", link=lambda one: one.get_absolute_url()
            ),
            Column("kind", _("Loại"), value=lambda one: one.get_kind_display(), wide=True),
            Column("state", _("Tình trạng"), value=lambda one: one.get_state_display()),
            Column("made_count", _("Biểu ghi đã lập"), kind="number", sort="made_count"),
            Column("by_name", _("Người nhập"), wide=True),
            Column("made_at", _("Gửi lúc"), kind="moment", sort="made_at"),
        ],
        search=selectors.search_imports,
        search_label=_("Tên tệp"),
        filters=[
            Filter(
                "state",
                _("Tình trạng"),
                State.choices,
                lambda found, value: found.filter(state=value),
            )
        ],
        default_sort="-made_at",
        empty=_("Chưa nhập tệp nào."),
        name="lan-nhap",
    )


def _list_page(request: HttpRequest, *, refused: str = "", status: int = 200) -> HttpResponseBase:
    listing = _listing(request)
    if (file := listing.export()) is not None:
        return file
    context = {
        "listing": listing,
        "form": FileForm(),
        "refused": refused,
        "limit": settings.UPLOAD_LIMIT // 1_000_000,
    }
    return render(request, "catalogue/imports.html", context, status=status)


def _send(request: HttpRequest) -> HttpResponseBase:
    """Takes the file. What is wrong with it is said on the page it was sent from."""
    form = FileForm(request.POST, request.FILES)
    if not form.is_valid():
        return _list_page(request, refused=_("Hãy chọn một tệp."), status=422)
    file = form.cleaned_data["file"]
    try:
        imported = services.take_file(
            file.file, file.name or "", by=actor_of(request), at=timezone.now()
        )
    except FileRefused as refused:
        sentence = _("Tệp “%(name)s” không được nhận. %(why)s") % {
            "name": file.name,
            "why": str(refused),
        }
        return _list_page(request, refused=sentence, status=422)
    return redirect(imported)


@needs("catalogue.import")
def imported(request: HttpRequest, pk: int) -> HttpResponse:
    """The import where it stands: columns to fit, progress, preview or outcome."""
    one = found(request, pk)
    if one.state == State.MAPPING:
        return redirect("catalogue:import_fit", pk)
    return render(request, "catalogue/import.html", context_of(request, one))


@needs("catalogue.import")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The part of the page that is asked for every other second while work goes on."""
    one = found(request, pk)
    answer = render(request, "ui/progress.html", _progress(one))
    if not one.is_under_way:
        answer["HX-Refresh"] = "true"  # the page changes as a whole
    return answer


def _progress(one: Import) -> dict[str, Any]:
    total = one.read_to
    done: int | None = None
    if one.state == State.APPLYING:
        done = one.applied_to
    elif one.state == State.UNDOING:
        done = one.undone_to
    elif one.state == State.READING and not one.is_sheet:
        # Of a MARC file the bytes read tell how far it is.
        done, total = one.next_offset, one.size
    return {
        "one": one,
        "work": one,
        "line": _how_far(one),
        "done": done,
        "total": total,
        "standing": standing(one, timezone.now()),
        "progress_url": reverse("catalogue:import_progress", args=[one.pk]),
        "again_url": reverse("catalogue:import_ask_again", args=[one.pk]),
        "here": one.get_absolute_url(),
    }


def _how_far(one: Import) -> str:
    if one.state == State.READING:
        return _("đã đọc đến dòng %(count)s") % {"count": number(one.read_to)}
    if one.state == State.APPLYING:
        return _("đến dòng %(done)s trên %(total)s, đã lập %(made)s biểu ghi") % {
            "done": number(one.applied_to),
            "total": number(one.read_to),
            "made": number(one.made_count),
        }
    return _("đến dòng %(done)s trên %(total)s") % {
        "done": number(one.undone_to),
        "total": number(one.read_to),
    }


_TABS = (
    ImportRow.Status.NEW,
    ImportRow.Status.DIFFERS,
    ImportRow.Status.SAME,
    ImportRow.Status.DAMAGED,
    ImportRow.Status.OTHER,
    ImportRow.Status.SKIPPED,
    ImportRow.Status.UNDONE,
    ImportRow.Status.KEPT,
)


def context_of(request: HttpRequest, one: Import) -> dict[str, Any]:
    counts = selectors.counts(one)
    tabs = [(status.value, status.label, counts[status]) for status in _TABS if counts[status]]
    chosen = request.GET.get("dong", "")
    if chosen not in [value for value, _label, _count in tabs]:
        chosen = tabs[0][0] if tabs else ""
    page = Paginator(selectors.rows_of(one, chosen), selectors.SHOWN).get_page(
        request.GET.get("page")
    )
    rows = list(page.object_list)
    is_read = one.state == State.READ
    said = selectors.listener_warnings(one, rows, one.choices) if is_read else {}
    different = selectors.differences_of(one, rows) if is_read else {}
    shown = selectors.shown(rows)
    for row in shown:
        row.warnings.extend(said.get(row.row.number, []))
        row.differences.extend(different.get(row.row.number, []))
    told = selectors.told_copies(one) if is_read else []
    return {
        **_progress(one),
        "counts": counts,
        "tabs": tabs,
        "chosen": chosen,
        "page": page,
        "rows": shown,
        "same_file": selectors.imports_of_same_file(account(request), one),
        "forms": listener_forms(request, one, told) if is_read else [],
        "steps": steps(one),
        "pending": selectors.pending(one) if is_read else 0,
        "has_written": has_written(one),
        "copies_told": sum(part.count for part in told),
        "profiles": selectors.profiles(ImportProfile.Shape.ITEMS) if is_read else [],
        "charsets": list(OF_MARC.items()),
        "decisions": Difference.choices,
    }


def steps(one: Import) -> list[tuple[str, str]]:
    """(label, "done", "now" or "") of the way of an import."""
    labels = [_("Gửi tệp")]
    if one.is_sheet:
        labels.append(_("Ghép cột"))
    labels += [_("Đọc và xem trước"), _("Ghi vào mục lục"), _("Xong")]
    now = {
        State.MAPPING: 1,
        State.READING: len(labels) - 3,
        State.READ: len(labels) - 3,
        State.FAILED: len(labels) - 3,
        State.APPLYING: len(labels) - 2,
    }.get(State(one.state), len(labels) - 1)
    return [
        (label, "done" if at < now else "now" if at == now else "")
        for at, label in enumerate(labels)
    ]


def listener_forms(
    request: HttpRequest, one: Import, told: Sequence[ToldCopies]
) -> list[tuple[str, forms.Form]]:
    """What the rooms that listen ask, filled with what was chosen before."""
    data = request.POST if request.method == "POST" else None
    return [
        (
            listener.name,
            listener.form(
                user=request.user,
                data=data,
                told=told,
                imported=one.pk,
                initial=one.choices.get(listener.name) or None,
            ),
        )
        for listener in selectors.listeners_asked(one, told)
        if listener.form is not None
    ]


@require_POST
@needs("catalogue.import")
def read_as(request: HttpRequest, pk: int) -> HttpResponse:
    """The file once more, in another code or with another way of reading its copies."""
    found(request, pk)
    charset = request.POST.get("charset", "")
    profile = request.POST.get("profile", "")
    if charset not in OF_MARC or (profile.isdecimal() and len(profile) > 9):
        raise Http404
    return redirect(
        services.read_as(
            pk,
            charset,
            profile=int(profile) if profile.isdecimal() else None,
            no_items=profile == "none",
            at=timezone.now(),
        )
    )


@require_POST
@needs("catalogue.import")
def drop(request: HttpRequest, pk: int) -> HttpResponse:
    found(request, pk)
    services.drop(pk, by=actor_of(request), at=timezone.now())
    messages.success(request, _("Đã bỏ tệp này; mục lục không thay đổi."))
    return redirect("catalogue:imports")


@require_POST
@needs("catalogue.import")
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    found(request, pk)
    return redirect(services.take_back(pk, by=actor_of(request), at=timezone.now()))


@require_POST
@needs("catalogue.import")
def ask_again(request: HttpRequest, pk: int) -> HttpResponse:
    found(request, pk)
    return redirect(services.ask_again(pk, at=timezone.now()))
