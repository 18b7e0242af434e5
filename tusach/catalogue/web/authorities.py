"""Authorities: the list, one of them, making, editing, merging; headings not under control."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of
from tusach.catalogue.authorities import merging, selectors, services
from tusach.catalogue.authorities.composing import AuthorityFields, decompose_authority
from tusach.catalogue.authorities.jobs import drawing_again
from tusach.catalogue.authorities.variants import proposed
from tusach.catalogue.keys import plain_words
from tusach.catalogue.labels import shown
from tusach.catalogue.models import Authority, AuthorityKind, Heading
from tusach.catalogue.web.authority_forms import AuthorityForm, initial_of_authority
from tusach.ui.api import (
    Column,
    Filter,
    Listing,
    Refusal,
    needs,
    number_posted,
    numbers_posted,
    send_back,
    try_form,
)

_INDEXES = [one for one in Heading.Index.choices if one[0] != "class"]


@needs("catalogue.view")
def authorities(request: HttpRequest) -> HttpResponseBase:
    listing = Listing(
        request,
        selectors.authorities(),
        columns=[
            Column("heading", _("Tiêu đề"), sort="heading_key", link=Authority.get_absolute_url),
            Column("kind", _("Loại"), value=lambda one: one.get_kind_display(), sort="kind"),
            Column("control_number", _("Số kiểm soát"), sort="control_number", wide=True),
            Column("changed_at", _("Sửa lúc"), kind="moment", sort="changed_at", wide=True),
        ],
        search=selectors.with_words,
        search_label=_("Tiêu đề hoặc dạng khác"),
        filters=[
            Filter(
                "kind",
                _("Loại"),
                AuthorityKind.choices,
                lambda found, value: found.filter(kind=value),
            )
        ],
        default_sort="heading",
        empty=_("Chưa có tiêu đề chuẩn nào."),
        name="tieu-de-chuan",
    )
    if (file := listing.export()) is not None:
        return file
    return render(request, "catalogue/authorities.html", {"listing": listing})


def authority_or_404(pk: int) -> Authority:
    found = selectors.authority(pk)
    if found is None:
        raise Http404
    return found


@needs("catalogue.view")
def authority(request: HttpRequest, pk: int) -> HttpResponseBase:
    """One authority: its forms, its neighbours, the records that use it."""
    one = authority_or_404(pk)
    listing = Listing(
        request,
        selectors.records_with(one),
        columns=[
            Column(
                "record",
                _("Nhan đề"),
                value=lambda link: link.record.shown_title,
                sort="record__title_key",
                link=lambda link: link.record.get_absolute_url(),
            ),
            Column("author", _("Tác giả"), value=lambda link: link.record.author),
            Column("year", _("Năm"), value=lambda link: link.record.year, sort="record__year"),
            Column("tag", _("Trường"), sort="tag", wide=True),
        ],
        default_sort="record",
        empty=_("Chưa có biểu ghi nào dùng tiêu đề này."),
        name="bieu-ghi",
        page_size=25,
    )
    if (file := listing.export()) is not None:
        return file
    return render(
        request,
        "catalogue/authority.html",
        {
            "one": one,
            "listing": listing,
            "references": selectors.references_of(one),
            "referred": selectors.referred_from(one),
            "others": selectors.other_forms_in_use(one),
            "merges": selectors.merges_into(one),
            "jobs": one.jobs.exclude(state__in=["dropped"])[:5],
            "versions": selectors.versions_of(one)[:20],
            "fields": shown(services.marc_of_authority(one)),
        },
    )


def _form_page(
    request: HttpRequest, form: AuthorityForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    return render(request, "catalogue/authority_form.html", {"form": form, **more}, status=status)


@needs("catalogue.edit")
def new_authority(request: HttpRequest) -> HttpResponse:
    """A new authority. ``?tieu-de=`` and ``?loai=`` begin it, with the forms proposed."""
    if request.method != "POST":
        heading = request.GET.get("tieu-de", "")[:1000]
        kind = request.GET.get("loai", "person")
        first = AuthorityFields(kind, heading, see=tuple(proposed(kind, heading, heading)))
        return _form_page(request, AuthorityForm(initial=initial_of_authority(first)))
    form = AuthorityForm(request.POST)
    if not form.is_valid():
        return _form_page(request, form, status=422)
    one = try_form(
        request,
        form,
        lambda: services.create_authority(
            form.fields_typed(), by=actor_of(request), at=timezone.now()
        ),
    )
    if one is None:
        return _form_page(request, form, status=422)
    messages.success(request, _("Đã lập tiêu đề “%(heading)s”.") % {"heading": one.heading})
    return redirect(one)


def version_of(request: HttpRequest, one: Authority) -> int:
    number = number_posted(request, "version") or 0
    return number if 1 <= number <= one.version else one.version


@needs("catalogue.edit")
def edit_authority(request: HttpRequest, pk: int) -> HttpResponse:
    """The simple form over an authority."""
    one = authority_or_404(pk)
    held = decompose_authority(services.marc_of_authority(one))
    if held is None:
        raise Http404
    first = initial_of_authority(held)
    if request.method != "POST":
        form = AuthorityForm(initial={**first, "keep_old": True}, is_edit=True)
        return _form_page(request, form, one=one, version=one.version)
    opened = version_of(request, one)
    form = AuthorityForm(request.POST, initial=first, is_edit=True)
    if not form.is_valid():
        return _form_page(request, form, one=one, version=opened, status=422)
    try:
        with transaction.atomic():
            saved = services.save_authority(
                pk,
                form.fields_typed(),
                version=opened,
                by=actor_of(request),
                at=timezone.now(),
                keep_old=form.cleaned_data["keep_old"],
            )
    except Refusal as refused:
        form.add_error(None, str(refused))
        return _form_page(request, form, one=one, version=opened, status=refused.status)
    return saved_page(request, saved)


def saved_page(request: HttpRequest, one: Authority) -> HttpResponse:
    messages.success(request, _("Đã lưu tiêu đề “%(heading)s”.") % {"heading": one.heading})
    return redirect(one)


@require_POST
@needs("catalogue.edit")
def delete_authority(request: HttpRequest, pk: int) -> HttpResponse:
    one = authority_or_404(pk)
    try:
        with transaction.atomic():
            services.delete_authority(
                pk, version=version_of(request, one), by=actor_of(request), at=timezone.now()
            )
    except Refusal as refused:
        messages.error(request, str(refused))
        return redirect(one)
    messages.success(request, _("Đã xoá tiêu đề “%(heading)s”.") % {"heading": one.heading})
    return redirect("catalogue:authorities")


@needs("catalogue.edit")
def merge_authority(request: HttpRequest, pk: int) -> HttpResponse:
    """Another authority is looked for and taken into this one."""
    one = authority_or_404(pk)
    words = request.GET.get("q", "").strip()[:200]
    found = selectors.with_words(selectors.authorities(), words).filter(kind=one.kind)
    likely = list(found.exclude(pk=pk).order_by("heading_key")[:20]) if words else []
    if request.method == "POST":
        gone = selectors.authority(number_posted(request, "gone") or 0)
        if gone is not None:
            try:
                with transaction.atomic():
                    merging.merge_authorities(
                        pk,
                        gone.pk,
                        kept_version=version_of(request, one),
                        gone_version=number_posted(request, "gone_version") or 0,
                        by=actor_of(request),
                        at=timezone.now(),
                    )
            except Refusal as refused:
                messages.error(request, str(refused))
                return redirect("catalogue:merge_authority", pk)
            said = _("Đã gộp “%(gone)s” vào “%(kept)s”.")
            messages.success(request, said % {"gone": gone.heading, "kept": one.heading})
            return redirect(one)
    context = {"one": one, "words": words, "likely": likely}
    return render(request, "catalogue/authority_merge.html", context)


@require_POST
@needs("catalogue.edit")
def undo_authority_merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Takes a merge of two headings apart; says what could not simply be put back."""
    held = selectors.merge_numbered(pk)
    if held is None:
        raise Http404
    try:
        with transaction.atomic():
            done, back = merging.undo_authority_merge(pk, by=actor_of(request), at=timezone.now())
    except Refusal as refused:
        return send_back(request, refused, to=held.kept or "catalogue:authorities")
    said = _("Đã tách lại “%(gone)s” (%(number)s).")
    messages.success(request, said % {"gone": back.heading, "number": back.control_number})
    for note in done.undo_notes:
        messages.warning(request, note)
    return redirect(drawing_again(back) or back)


@needs("catalogue.view")
def suggest_headings(request: HttpRequest) -> HttpResponse:
    """Headings that continue what is typed in the forms: a part of their page."""
    index = request.GET.get("loai", "")
    kinds = selectors.NAMES if index == "author" else selectors.SUBJECTS
    names = [name for name in request.GET if name not in ("loai", "dang")]
    typed = request.GET.get(names[0], "") if names else ""
    # Of a list the line that is being typed.
    line = typed.replace(";", "\n").splitlines()[-1] if typed.strip() else ""
    found = selectors.suggested(line[:200], kinds)
    if request.GET.get("dang") == "json":
        return JsonResponse({"found": [vars(one) for one in found]})
    name = "words" if request.GET.get("dang") == "chu" else "options"
    return render(request, f"catalogue/heading_{name}.html", {"found": found})


@needs("catalogue.edit")
def uncontrolled(request: HttpRequest) -> HttpResponseBase:
    """Headings that records use and that no authority stands for, made into authorities."""
    if request.method == "POST":
        keys = numbers_posted(request, "heading")
        made, passed = services.control_headings(
            keys[:200], by=actor_of(request), at=timezone.now()
        )
        said = ngettext("Đã lập %(n)s tiêu đề chuẩn.", "Đã lập %(n)s tiêu đề chuẩn.", made)
        messages.success(request, said % {"n": made})
        if passed:
            messages.info(request, _("%(n)s tiêu đề đã có hoặc bỏ qua.") % {"n": passed})
        return redirect(request.get_full_path())
    index = request.GET.get("loai", "")
    listing = Listing(
        request,
        selectors.uncontrolled(index if index in dict(_INDEXES) else ""),
        columns=[
            Column("text", _("Tiêu đề"), sort="sort_key"),
            Column("kind", _("Loại"), value=_kind, sort="kind"),
            Column("records", _("Số biểu ghi"), kind="number", sort="records"),
        ],
        search=lambda found, words: found.filter(plain__contains=plain_words(words)),
        search_label=_("Tiêu đề"),
        filters=[Filter("loai", _("Danh sách"), _INDEXES, lambda found, value: found)],
        default_sort="-records",
        empty=_("Mọi tiêu đề đang dùng đều đã được kiểm soát."),
        name="chua-kiem-soat",
    )
    if (file := listing.export()) is not None:
        return file
    return render(request, "catalogue/uncontrolled.html", {"listing": listing})


def _kind(one: Heading) -> str:
    return str(dict(AuthorityKind.choices).get(one.kind, one.kind))
