"""Making and editing an article; the articles of a newspaper."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from tusach.audit.api import actor_of
from tusach.catalogue import selectors
from tusach.catalogue.authorities.selectors import under_control
from tusach.catalogue.errors import HostIsMissing, RecordWasChanged
from tusach.catalogue.linking import articles
from tusach.catalogue.linking.selectors import (
    articles_of,
    host_meant,
    hosts_of,
    hosts_typed,
    series_title,
    volumes_of,
)
from tusach.catalogue.merge import decompose
from tusach.catalogue.models import Record
from tusach.catalogue.web.article_forms import ArticleForm, article_initial
from tusach.catalogue.web.editing import both_values
from tusach.catalogue.web.records import found_or_404, version_opened
from tusach.search.api import wait_until_applied
from tusach.ui.api import Column, Listing, Refusal, needs, try_form

_NEW_HOSTS = ("newspaper", "magazine", "book")


def _page(
    request: HttpRequest, form: ArticleForm, *, status: int = 200, **more: Any
) -> HttpResponse:
    host = more.pop("host", None)
    context = {"form": form, "host": host, "hosts": more.pop("hosts", None), **more}
    return render(request, "catalogue/article_form.html", context, status=status)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 19 else 0


def _known(request: HttpRequest, typed: str) -> Record | None:
    """The host the page was opened with, while its title was left as it stood there."""
    known = selectors.record(_number(request.POST.get("host_known", "")))
    return known if known is not None and known.shown_title == typed.strip() else None


def _host(request: HttpRequest, form: ArticleForm) -> Record | None:
    """The host that was chosen, named, or is to be made; None when that is to be asked."""
    typed = str(form.cleaned_data["host"])
    pick = request.POST.get("host_pick", "")
    if pick.startswith("new:") and pick[4:] in _NEW_HOSTS:
        return articles.quick_host(typed, pick[4:], by=actor_of(request), at=timezone.now())
    if chosen := selectors.record(_number(pick)):
        return chosen
    return _known(request, typed) or host_meant(typed)


def _named(request: HttpRequest, form: ArticleForm) -> bool:
    """Whether what was typed says without doubt which record it is."""
    typed = str(form.cleaned_data["host"])
    return (_known(request, typed) or host_meant(typed)) is not None


def _asked(form: ArticleForm) -> dict[str, Any]:
    """The question which host is meant."""
    return {"hosts": hosts_typed(str(form.cleaned_data["host"])), "ask_host": True, "status": 422}


@needs("catalogue.edit")
def new_article(request: HttpRequest) -> HttpResponse:
    """A new article. ``?nguon=`` the control number of its host, ``?so=``, ``?ngay=``."""
    if request.method != "POST":
        host = selectors.record_numbered(request.GET.get("nguon", "")[:20])
        first = {
            "language": "vie",
            "host": host.shown_title if host else "",
            "issue": request.GET.get("so", "")[:60],
            "day": request.GET.get("ngay", "")[:10],
        }
        return _page(request, ArticleForm(initial=first), host=host)
    form = ArticleForm(request.POST)
    known = selectors.record(_number(request.POST.get("host_known", "")))
    if not form.is_valid():
        return _page(request, form, status=422, host=known)

    def act() -> Record:
        host = _host(request, form)
        return articles.create_article(
            under_control(form.fields_typed()),
            host,
            form.place_typed(),
            by=actor_of(request),
            at=timezone.now(),
        )

    if not request.POST.get("host_pick") and not _named(request, form):
        return _page(request, form, host=known, **_asked(form))
    record = try_form(request, form, act)
    if record is None:
        return _page(request, form, status=422, host=known)
    messages.success(request, _("Đã lập bài trích “%(title)s”.") % {"title": record.shown_title})
    if request.POST.get("next") == "another":
        typed = form.cleaned_data
        within = hosts_of([record.pk])[record.pk].host
        number = within.control_number if within else ""
        again = urlencode({"nguon": number, "so": typed["issue"], "ngay": typed["day"]})
        return redirect(f"{reverse('catalogue:new_article')}?{again}")
    wait_until_applied()
    return redirect(record)


@needs("catalogue.edit")
def edit_article(request: HttpRequest, pk: int) -> HttpResponse:
    """The form over an article. When somebody saved in between, both values are shown."""
    record = found_or_404(pk)
    within = hosts_of([pk]).get(pk)
    host = within.host if within else None
    named = within.title if within else ""
    if request.method != "POST":
        form = ArticleForm(initial=article_initial(selectors.marc_of(record), named))
        return _page(request, form, record=record, version=record.version, host=host)
    opened = version_opened(request, record)
    before = selectors.marc_of_version(record, opened)
    first = article_initial(before, named)
    form = ArticleForm(request.POST, initial=first)
    again: dict[str, Any] = {"record": record, "version": opened, "host": host}
    if not form.is_valid():
        return _page(request, form, status=422, **again)
    try:
        with transaction.atomic():
            articles.save_article(
                pk,
                under_control(form.fields_typed(), decompose(before)),
                _host(request, form),
                form.place_typed(),
                version=opened,
                by=actor_of(request),
                at=timezone.now(),
            )
    except HostIsMissing:
        return _page(request, form, **again, **_asked(form))
    except RecordWasChanged as refused:
        record = found_or_404(pk)
        theirs = article_initial(selectors.marc_of(record), named)
        values, rows = both_values(form, first, theirs)
        return _page(
            request,
            ArticleForm(initial=values),
            status=409,
            record=record,
            version=record.version,
            host=host,
            refused=refused,
            meanwhile=rows,
        )
    except Refusal as refused:
        return _page(request, form, refused=refused, status=refused.status, **again)
    messages.success(request, _("Đã lưu “%(title)s”.") % {"title": form.cleaned_data["title"]})
    wait_until_applied()
    return redirect(record)


@needs("catalogue.view")
def hosts(request: HttpRequest) -> HttpResponse:
    """What an article may lie in, as typed so far; a part of the form's page."""
    typed = request.GET.get("host", "").strip()[:200]
    return render(request, "catalogue/hosts.html", {"hosts": hosts_typed(typed)})


@needs("catalogue.view")
def articles_in(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The articles of a newspaper, magazine or collection."""
    record = found_or_404(pk)
    listing = Listing(
        request,
        articles_of(record),
        columns=[
            Column(
                "record",
                _("Bài"),
                value=lambda one: one.record.shown_title,
                sort="record__title_key",
                link=lambda one: one.record.get_absolute_url(),
            ),
            Column("author", _("Tác giả"), value=lambda one: one.record.author),
            Column("place", _("Số, trang"), sort="place_key"),
        ],
        search=lambda found, words: found.filter(
            record__in=selectors.with_words(Record.objects.all(), words)
        ),
        default_sort="-place",
        empty=_("Chưa có bài trích nào."),
        name="bai-trich",
    )
    if (file := listing.export()) is not None:
        return file
    return render(request, "catalogue/articles.html", {"record": record, "listing": listing})


@needs("catalogue.view")
def series(request: HttpRequest, key: str) -> HttpResponseBase:
    """The volumes of a series."""
    title = series_title(key)
    if not title:
        raise Http404
    listing = Listing(
        request,
        volumes_of(key),
        columns=[
            Column("place", _("Tập, số"), sort="place_key"),
            Column(
                "record",
                _("Nhan đề"),
                value=lambda one: one.record.shown_title,
                sort="record__title_key",
                link=lambda one: one.record.get_absolute_url(),
            ),
            Column("author", _("Tác giả"), value=lambda one: one.record.author),
            Column("year", _("Năm"), value=lambda one: one.record.year, sort="record__year"),
        ],
        default_sort="place",
        name="tung-thu",
    )
    if (file := listing.export()) is not None:
        return file
    return render(request, "catalogue/series.html", {"series": title, "listing": listing})
