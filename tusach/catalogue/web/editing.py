"""Making and editing a record with the simple form."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qsl

from django.contrib import messages
from django.db import transaction
from django.forms import Field, Form
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import actor_of
from tusach.catalogue import selectors, services
from tusach.catalogue.authorities.selectors import under_control
from tusach.catalogue.doubts import fields_in_doubt, places_of
from tusach.catalogue.errors import RecordWasChanged
from tusach.catalogue.marc.isbn import wrong
from tusach.catalogue.merge import decompose
from tusach.catalogue.models import Record
from tusach.catalogue.offering.offers import LISTS, OFFERED, all_offers, offers_for
from tusach.catalogue.web.copying import chosen_copy
from tusach.catalogue.web.forms import QuickForm, RecordForm, initial_of, isbn_sentence
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


def _first(request: HttpRequest) -> tuple[dict[str, Any], Record | None]:
    """(first values of a new record, the record they were copied from). ``?tu=`` names one by
    its control number: another edition of a book begins from the one that is there."""
    asked = {
        "title": request.GET.get("title", "")[:1000],
        "isbn": request.GET.get("isbn", "")[:60],
    }
    copy = chosen_copy(request)
    if copy is None:
        return {**asked, "language": "vie"}, None
    marc, other = copy
    copied = initial_of(decompose(marc))
    if "ban" in request.GET:  # its fields were chosen one by one
        return copied, other
    return {**copied, "isbn": asked["isbn"], "price": ""}, other


@needs("catalogue.quick_record")
def new(request: HttpRequest) -> HttpResponse:
    """A new record. One that seems to be there already is shown before another is made.

    What a library makes that may not edit the catalogue waits for a cataloguer.
    """
    if request.method != "POST":
        first, other = _first(request)
        shown = _looked_up(str(first["isbn"]))
        return _page(request, RecordForm(initial=first), copied=other, **shown)
    if (asked := _asked_for_offers(request)) is not None:
        return asked
    form = RecordForm(request.POST, doubts=request.POST.getlist("unsure"))
    if not form.is_valid():
        shown = _looked_up(request.POST.get("isbn", "")[:60]) if "isbn" in form.errors else {}
        return _page(request, form, status=422, **shown)
    like = _like(form)
    if like and not request.POST.get("make_anyway"):
        return _page(request, form, like=like, ask=True, status=422)
    is_finished = request.user.has_perm("catalogue.edit")
    record = try_form(
        request,
        form,
        lambda: services.create_record(
            under_control(form.fields_typed()),
            by=actor_of(request),
            at=timezone.now(),
            is_quick=not is_finished,
            is_unsure=form.cleaned_data["is_unsure"],
            unsure=places_of(form.doubts),
        ),
    )
    if record is None:
        return _page(request, form, status=422)
    messages.success(request, _("Đã lập biểu ghi “%(title)s”.") % {"title": record.shown_title})
    if not is_finished:
        messages.info(request, _("Cán bộ biên mục sẽ xem lại; bản sách vào sổ được ngay."))
    if request.POST.get("next") == "another":
        return redirect("catalogue:new")
    # What was just saved is found by the next search (at most two seconds' wait).
    wait_until_applied()
    return redirect(record)


def _looked_up(isbn: str, besides: int | None = None) -> dict[str, Any]:
    """What the page says of an ISBN: the records that have it, or what is wrong with it and
    which records have one that is nearly the same."""
    if not isbn.strip():
        return {}
    found = wrong(isbn)
    if found is None:
        return {"looked_up": True, "like": selectors.likely_same("", isbn=isbn, besides=besides)}
    return {
        "wrong_isbn": isbn_sentence(isbn.strip(), found),
        "nearly": selectors.with_isbns(found.perhaps, besides=besides),
    }


def _asked_for_offers(request: HttpRequest, **more: Any) -> HttpResponse | None:
    """The form again with what is offered, all that was typed in it; None when it is sent to be
    saved. ``take`` is one offer: names of fields and their values, as in an address."""
    if not {"look", "offer", "take"} & set(request.POST):
        return None
    typed = {name: request.POST.get(name, "") for name in RecordForm.base_fields}
    for name, value in parse_qsl(request.POST.get("take", "")[:5000], max_num_fields=5):
        if name in LISTS:
            held = [one for one in typed[name].replace("\r", "").split("\n") if one.strip()]
            typed[name] = "\n".join([*held, value])
        elif name in OFFERED:
            typed[name] = value
    form = RecordForm(
        initial={**typed, "is_unsure": bool(typed["is_unsure"])},
        is_edit="record" in more,
        doubts=request.POST.getlist("unsure"),
        offers={} if "look" in request.POST else all_offers(typed),
    )
    record = more.get("record")
    shown = _looked_up(typed["isbn"][:60], record.pk if record else None)
    return _page(request, form, offered="look" not in request.POST, **shown, **more)


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
    asked = request.GET.get("besides", "")
    besides = int(asked) if asked.isdecimal() and len(asked) < 19 else None
    like = selectors.likely_same(
        title if len(title) > 2 else "",
        request.GET.get("author", "")[:300],
        isbn=isbn,
        besides=besides,
    )
    shown = {**_looked_up(isbn, besides), "like": like, "is_edit": besides is not None}
    return render(request, "catalogue/already.html", shown)


@needs("catalogue.quick_record")
def kind_of_author(request: HttpRequest) -> HttpResponse:
    """The choice of what a name is of, with what the name being typed tells; a part of the
    form's page."""
    form = RecordForm(
        initial={
            "author": request.GET.get("author", "")[:300],
            "author_kind": request.GET.get("author_kind", "")[:10],
        }
    )
    return render(request, "catalogue/author_kind.html", {"field": form["author_kind"]})


@needs("catalogue.quick_record")
def offers(request: HttpRequest) -> JsonResponse:
    """What is offered for the field ``o`` of the form whose fields the address holds."""
    typed = {name: request.GET.get(name, "")[:3000] for name in RecordForm.base_fields}
    found = offers_for(request.GET.get("o", ""), typed)
    return JsonResponse({"found": [vars(one) for one in found]})


@needs("catalogue.edit")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """The form over a record. When somebody saved in between, both values are shown."""
    record = found_or_404(pk)
    if request.method != "POST":
        first = initial_of(decompose(selectors.marc_of(record)))
        first["is_unsure"] = record.is_unsure and not record.unsure
        form = RecordForm(initial=first, is_edit=True, doubts=fields_in_doubt(record.unsure))
        return _page(request, form, record=record, version=record.version)
    opened = version_opened(request, record)
    asked = _asked_for_offers(request, record=record, version=opened)
    if asked is not None:
        return asked
    before = selectors.marc_of_version(record, opened)
    first = initial_of(decompose(before))
    doubts = request.POST.getlist("unsure")
    form = RecordForm(request.POST, initial=first, is_edit=True, doubts=doubts)
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
                unsure=places_of(doubts, record.unsure),
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
    again = RecordForm(initial=values, is_edit=True, doubts=form.doubts)
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
