"""Making and editing a record with the simple form."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.forms import Field, Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import actor_of
from tusach.catalogue import selectors, services
from tusach.catalogue.authorities.selectors import under_control
from tusach.catalogue.errors import RecordWasChanged
from tusach.catalogue.merge import decompose
from tusach.catalogue.models import Record
from tusach.catalogue.web.forms import QuickForm, RecordForm, initial_of
from tusach.catalogue.web.records import found_or_404, version_opened
from tusach.search.api import wait_until_applied
from tusach.ui.api import needs, try_form


def _like(form: RecordForm, besides: int | None = None) -> list[Record]:
    typed = form.cleaned_data
    return selectors.likely_same(
        typed.get("title", ""),
        typed.get("author", ""),
        typed.get("year"),
        typed.get("isbn", ""),
        besides=besides,
    )


@needs("catalogue.edit")
def new(request: HttpRequest) -> HttpResponse:
    """A new record. One that seems to be there already is shown before another is made."""
    if request.method != "POST":
        first = {
            "title": request.GET.get("title", "")[:1000],
            "isbn": request.GET.get("isbn", "")[:60],
            "language": "vie",
        }
        return _page(request, RecordForm(initial=first))
    form = RecordForm(request.POST)
    if not form.is_valid():
        return _page(request, form, status=422)
    like = _like(form)
    if like and not request.POST.get("make_anyway"):
        return _page(request, form, like=like, ask=True, status=422)
    record = try_form(
        request,
        form,
        lambda: services.create_record(
            under_control(form.fields_typed()),
            by=actor_of(request),
            at=timezone.now(),
            is_unsure=form.cleaned_data["is_unsure"],
        ),
    )
    if record is None:
        return _page(request, form, status=422)
    messages.success(request, _("Đã lập biểu ghi “%(title)s”.") % {"title": record.shown_title})
    if request.POST.get("next") == "another":
        return redirect("catalogue:new")
    # What was just saved is found by the next search (at most two seconds' wait).
    wait_until_applied()
    return redirect(record)


def _page(
    request: HttpRequest,
    form: RecordForm,
    *,
    like: list[Record] | None = None,
    ask: bool = False,
    status: int = 200,
    **more: Any,
) -> HttpResponse:
    context = {"form": form, "like": like or [], "ask": ask, **more}
    return render(request, "catalogue/form.html", context, status=status)


@needs("catalogue.view")
def already(request: HttpRequest) -> HttpResponse:
    """What is there under the title or ISBN being typed; a part of the form's page."""
    title = request.GET.get("title", "").strip()[:1000]
    isbn = request.GET.get("isbn", "").strip()[:60]
    besides = request.GET.get("besides", "")
    like = selectors.likely_same(
        title if len(title) > 2 else "",
        request.GET.get("author", "")[:300],
        isbn=isbn,
        besides=int(besides) if besides.isdecimal() and len(besides) < 19 else None,
    )
    return render(request, "catalogue/already.html", {"like": like})


@needs("catalogue.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form over a record. When somebody saved in between, both values are shown."""
    record = found_or_404(pk)
    if request.method != "POST":
        first = initial_of(decompose(selectors.marc_of(record)))
        first["is_unsure"] = record.is_unsure
        form = RecordForm(initial=first, is_edit=True)
        return _page(request, form, record=record, version=record.version)
    opened = version_opened(request, record)
    before = selectors.marc_of_version(record, opened)
    first = initial_of(decompose(before))
    form = RecordForm(request.POST, initial=first, is_edit=True)
    if not form.is_valid():
        return _page(request, form, status=422, record=record, version=opened)
    finished = request.POST.get("finished") == "1"
    try:
        with transaction.atomic():
            services.save_record(
                pk,
                under_control(form.fields_typed(), decompose(before)),
                version=opened,
                by=actor_of(request),
                at=timezone.now(),
                is_quick=False if finished else None,
                is_unsure=form.cleaned_data["is_unsure"],
            )
    except RecordWasChanged as refused:
        return _both(request, record, first, form, refused)
    messages.success(request, _("Đã lưu “%(title)s”.") % {"title": form.cleaned_data["title"]})
    wait_until_applied()
    return redirect(record)


def _both(
    request: HttpRequest,
    record: Record,
    opened: dict[str, Any],
    form: RecordForm,
    refused: RecordWasChanged,
) -> HttpResponse:
    """The form again with both people's changes in it."""
    record = found_or_404(record.pk)
    theirs = initial_of(decompose(selectors.marc_of(record)))
    values, rows = both_values(form, opened, theirs)
    values["is_unsure"] = bool(form.data.get("is_unsure"))
    again = RecordForm(initial=values, is_edit=True)
    return _page(
        request,
        again,
        status=409,
        record=record,
        version=record.version,
        refused=refused,
        meanwhile=rows,
    )


def both_values(
    form: Form, opened: dict[str, Any], theirs: dict[str, Any]
) -> tuple[dict[str, Any], list[dict[str, Any]]]:
    """(values of the form to show again, what the other changed beside what was typed): what
    this editor changed stays as typed, what only the other changed is taken over."""
    values: dict[str, Any] = {}
    rows = []
    for name, bound in form.fields.items():
        if name not in theirs:
            continue
        typed = form.data.get(name, "")
        now, before, mine = _plain(theirs[name]), _plain(opened[name]), _plain(typed)
        values[name] = theirs[name] if mine == before else typed
        if now not in (before, mine):
            said = _("(không sửa)") if mine == before else _in_words(bound, mine)
            rows.append({"label": bound.label, "theirs": _in_words(bound, now), "mine": said})
    return values, rows


def _in_words(field: Field, value: str) -> str:
    """A value as the form shows it: of a choice its words."""
    choices: Any = getattr(field, "choices", ())
    return str(dict(choices).get(value, value))


def _plain(value: Any) -> str:
    return str(value or "").replace("\r\n", "\n").strip()


@needs("catalogue.quick_record")
def quick(request: HttpRequest) -> HttpResponse:
    """Title, author and price for a copy that must go now."""
    form = QuickForm(request.POST or None)
    like: list[Record] = []
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        like = selectors.likely_same(typed["title"], typed["author"])
        if (not like or request.POST.get("make_anyway")) and (record := _quick(request, form)):
            return redirect(record)
    status = 422 if request.method == "POST" else 200
    return render(request, "catalogue/quick.html", {"form": form, "like": like}, status=status)


def _quick(request: HttpRequest, form: QuickForm) -> Record | None:
    typed = form.cleaned_data
    record: Record | None = try_form(
        request,
        form,
        lambda: services.quick_record(
            typed["title"],
            typed["author"],
            by=actor_of(request),
            at=timezone.now(),
            price=typed["price"],
        ),
    )
    if record is not None:
        said = _("Đã lập biểu ghi nhanh “%(title)s”; cán bộ biên mục sẽ bổ sung sau.")
        messages.success(request, said % {"title": record.shown_title})
    return record
