"""Others' accounts and posts: the list, a page for each, and what may be done there."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tusach.audit.api import actor_of, now_by
from tusach.people import selectors
from tusach.people.models import Account
from tusach.people.places import find_places
from tusach.people.roles import ROLES
from tusach.people.services import accounts as services
from tusach.people.services import one_time, sessions, throttle
from tusach.people.services.posts import end_post as end_post_service
from tusach.people.services.posts import grant_post
from tusach.people.web.account_forms import EndPostForm, NameForm, NewAccountForm, PostForm
from tusach.people.web.slips import slip_page
from tusach.ui.api import Column, Filter, Listing, Refusal, needs, once, press, send_back, try_form

STATES = [("open", gettext_lazy("đang dùng")), ("closed", gettext_lazy("đã khoá"))]


def _me(request: HttpRequest) -> Account:
    if not isinstance(request.user, Account):  # the guard let nobody else through
        raise Http404
    return request.user


def _seen(request: HttpRequest, pk: int) -> Account:
    """The account, if it lies within the reach of who asks; else it is "not found": whether
    there is such a person elsewhere is nobody's business."""
    found = selectors.accounts_seen_by(_me(request)).filter(pk=pk).first()
    if found is None:
        raise Http404
    return found


def _posts_text(account: Any) -> str:
    return "; ".join(str(post) for post in account.posts_now) or "–"


def _state(account: Account) -> str:
    if not account.is_active:
        return _("đã khoá")
    if not account.has_usable_password():
        return _("chờ đăng nhập lần đầu")
    return _("đang dùng")


@needs("people.view")
def accounts(request: HttpRequest) -> HttpResponseBase:
    today = timezone.localdate()

    def by_role(found: QuerySet[Any], role: str) -> QuerySet[Any]:
        return found.filter(pk__in=selectors.holders_of(role, today))

    listing = Listing(
        request,
        selectors.with_posts_on(selectors.accounts_seen_by(_me(request)), today),
        columns=[
            Column(
                "full_name",
                gettext_lazy("Họ và tên"),
                sort="name_key",
                link=lambda a: a.get_absolute_url(),
            ),
            Column("username", gettext_lazy("Tên đăng nhập"), sort="username"),
            Column("posts", gettext_lazy("Vị trí công tác"), value=_posts_text),
            Column("state", gettext_lazy("Tình trạng"), value=_state),
            Column(
                "last_login",
                gettext_lazy("Đăng nhập gần nhất"),
                sort="last_login",
                kind="moment",
                wide=True,
            ),
        ],
        search=selectors.find_people,
        filters=[
            Filter(
                "role",
                gettext_lazy("Vai trò"),
                [(code, role.label) for code, role in ROLES.items()],
                by_role,
            ),
            Filter(
                "state",
                gettext_lazy("Tình trạng"),
                STATES,
                lambda found, value: found.filter(is_active=value == "open"),
            ),
        ],
        default_sort="full_name",
        empty=gettext_lazy("Chưa có tài khoản nào trong phạm vi bạn phụ trách."),
        search_label=gettext_lazy("Tìm theo tên, không cần dấu"),
        name="tai-khoan",
    )
    if (file := listing.export()) is not None:
        return file
    page = {"listing": listing, "may_manage": request.user.has_perm("people.manage")}
    return render(request, "people/accounts.html", page)


@needs("people.manage")
@never_cache
def new_account(request: HttpRequest) -> HttpResponse:
    """Opens an account with its first post; the answer is the slip with the one-time code,
    which is shown once and kept nowhere."""
    me, now = _me(request), timezone.now()
    initial = {"place": request.GET.get("place", "")}
    form = NewAccountForm(request.POST or None, manager=me, initial=initial)
    if request.method == "POST" and form.is_valid():
        name = form.cleaned_data["full_name"]
        username = form.cleaned_data["username"] or selectors.free_username(name)
        by = actor_of(request)
        try:
            with transaction.atomic():
                if not once(request):
                    return _sent_twice(request)
                account = services.open_account(
                    username=username, full_name=name, by=by, at=now, **form.post()
                )
                slip = one_time.make_code(account=account, by=by, at=now)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return slip_page(request, slip, new=True)
    return render(request, "people/new_account.html", {"form": form, "roles": ROLES})


def _sent_twice(request: HttpRequest) -> HttpResponse:
    messages.warning(
        request,
        _("Biểu mẫu này đã gửi rồi. Nếu chưa in được phiếu, hãy mở tài khoản và cấp mã mới."),
    )
    return redirect("people:accounts")


@needs("people.view")
def account(request: HttpRequest, pk: int) -> HttpResponse:
    return _account_page(request, _seen(request, pk))


def _account_page(
    request: HttpRequest, account: Account, *, form: PostForm | None = None, status: int = 200
) -> HttpResponse:
    me, now = _me(request), timezone.now()
    today = timezone.localdate(now)
    posts = selectors.posts_of(account)
    manages = selectors.manages_account(me, account, today)
    may_grant = bool(selectors.roles_to_give(me)) and me.pk != account.pk and account.is_active
    page = {
        "account": account,
        "state": _state(account),
        "posts": [
            {
                "post": post,
                "now": post.holds_on(today),
                "over": post.ends_on is not None and post.ends_on <= today,
                "last_day": post.ends_on - timedelta(days=1) if post.ends_on else None,
                "may_end": me.pk != account.pk and selectors.manages_post(me, post),
            }
            for post in posts
        ],
        "manages": manages,
        "form": form or (PostForm(manager=me) if may_grant else None),
        "form_open": form is not None,
        "open_code": one_time.open_code(account, now) if manages else None,
        "sessions": len(sessions.open_sessions(account, at=now)),
        "failures": throttle.failures_of(throttle.Bucket("name", account.username.lower())),
        "end_form": EndPostForm(),
        "name_form": NameForm(initial={"full_name": account.full_name}),
    }
    return render(request, "people/account.html", page, status=status)


@needs("people.manage")
@require_POST
def grant(request: HttpRequest, pk: int) -> HttpResponse:
    account, me = _seen(request, pk), _me(request)
    form = PostForm(request.POST, manager=me)
    if form.is_valid():
        post = try_form(
            request,
            form,
            lambda: grant_post(
                account=account, by=actor_of(request), at=timezone.now(), **form.post()
            ),
        )
        if post:
            messages.success(request, _("Đã giao vị trí: %(post)s.") % {"post": post})
            return redirect(account)
    return _account_page(request, account, form=form, status=422)


@needs("people.manage")
@require_POST
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    post = selectors.post_by_number(pk)
    if post is None:
        raise Http404
    account = _seen(request, post.account_id)
    form = EndPostForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=account)
    last = form.cleaned_data["last_day"]
    return press(
        request,
        account,
        lambda: end_post_service(
            post=post, on=last + timedelta(days=1) if last else None, **now_by(request)
        ),
        _("Đã ghi thôi vị trí: %(post)s.") % {"post": post},
    )


@needs("people.manage")
@require_POST
@never_cache
def make_code(request: HttpRequest, pk: int) -> HttpResponse:
    account = _seen(request, pk)
    try:
        with transaction.atomic():
            if not once(request):
                return _sent_twice(request)
            slip = one_time.make_code(
                account=account,
                drop_second_factor="drop_second_factor" in request.POST,
                by=actor_of(request),
                at=timezone.now(),
            )
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect(account)
    return slip_page(request, slip, new=False)


def _do(request: HttpRequest, pk: int, service: Any, done: str, **more: Any) -> HttpResponse:
    account = _seen(request, pk)
    said = done % {"name": account.full_name}
    return press(
        request, account, lambda: service(account=account, **now_by(request), **more), said
    )


@needs("people.manage")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    done = _("Đã khoá tài khoản của %(name)s và đóng mọi phiên đang mở.")
    return _do(request, pk, services.close_account, done)


@needs("people.manage")
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    return _do(request, pk, services.reopen_account, _("Đã mở khoá tài khoản của %(name)s."))


@needs("people.manage")
@require_POST
def rename(request: HttpRequest, pk: int) -> HttpResponse:
    account = _seen(request, pk)
    form = NameForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=account)
    done = _("Đã sửa họ tên.")
    name = form.cleaned_data["full_name"]
    return _do(request, pk, services.rename_account, done, full_name=name)


@needs("people.manage")
def places(request: HttpRequest) -> HttpResponse:
    """Suggestions while a place is typed."""
    typed = request.GET.get("place", "")[:200]
    found = find_places(_me(request), typed) if len(typed.strip()) > 1 else []
    return render(request, "people/places.html", {"places": found})


@needs("people.view")
def at_point_panel(request: HttpRequest, pk: int) -> HttpResponse:
    """Who works at a point: a panel on the point's page."""
    me = _me(request)
    point = me.places_for("people.view").filter(pk=pk).first()
    if point is None:
        raise Http404
    page = {
        "point": point,
        "posts": selectors.posts_at(point, timezone.localdate()),
        "may_manage": me.has_perm("people.manage", point),
        "base": "people/part.html" if getattr(request, "htmx", False) else "ui/page.html",
    }
    return render(request, "people/at_point_panel.html", page)
