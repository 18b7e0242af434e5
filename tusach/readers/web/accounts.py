"""The account of a reader, on the reader's page: open, a new code, close; a parent's sight of a
child's card."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tusach.audit.api import now_by
from tusach.people.api import Slip, slip_page
from tusach.readers import errors
from tusach.readers.models import Reader
from tusach.readers.selectors.accounts import children_of, own_account, parents_of
from tusach.readers.selectors.readers import find_readers
from tusach.readers.services import accounts
from tusach.readers.web.reach import home_of, places, reader_or_404
from tusach.ui.api import Refusal, act_once, needs, number_posted, once, press, send_back


class ChildForm(forms.Form):
    child = forms.CharField(label=gettext_lazy("Số thẻ hoặc số bạn đọc của con"), max_length=40)


@needs("readers.account", at=home_of)
def panel(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_or_404(pk)
    page = {
        "reader": reader,
        "account": own_account(reader),
        "children": children_of(reader),
        "parents": parents_of(reader),
        "form": ChildForm(),
    }
    return render(request, "readers/account_panel.html", page)


@needs("readers.account", at=home_of)
@require_POST
@never_cache
def give_code(request: HttpRequest, pk: int) -> HttpResponse:
    """Open the account, or make a new code for it; the answer is the slip, shown once."""
    reader = reader_or_404(pk)
    new = own_account(reader) is None
    make: Callable[..., Slip] = accounts.open_account if new else accounts.new_code
    try:
        with transaction.atomic():
            if not once(request):
                messages.warning(
                    request,
                    _("Biểu mẫu này đã gửi rồi. Nếu chưa in được phiếu, hãy cấp mã mới."),
                )
                return redirect(reader)
            slip = make(reader=reader, **now_by(request))
    except Refusal as refusal:
        return send_back(request, refusal, to=reader)
    return slip_page(request, slip, new=new, whom=reader.name, back=reader.get_absolute_url())


@needs("readers.account", at=home_of)
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    reader = reader_or_404(pk)
    return press(
        request,
        reader,
        lambda: accounts.close_account(reader=reader, **now_by(request)),
        _("Đã đóng tài khoản; không ai đăng nhập bằng tài khoản này được nữa."),
    )


@needs("readers.account", at=home_of)
@require_POST
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """Let this reader's account see a child's card."""
    reader = reader_or_404(pk)
    form = ChildForm(request.POST)
    if not form.is_valid():
        return send_back(request, form, to=reader)

    def act() -> None:
        with act_once(request):
            accounts.show_child(
                child=_child(request, form.cleaned_data["child"]),
                parent=reader,
                **now_by(request),
            )

    return press(request, reader, act, _("Tài khoản này đã xem được thẻ của con."))


def _child(request: HttpRequest, typed: str) -> Reader:
    found = find_readers(typed, places(request, "readers.account"), limit=2)
    if len(found) != 1:
        raise errors.NoSuchCard(number=typed)
    return found[0]


@needs("readers.account", at=home_of)
@require_POST
def hide(request: HttpRequest, pk: int) -> HttpResponse:
    """End a sight: of a child from the parent's page, or of a parent from the child's."""
    reader = reader_or_404(pk)
    wanted = number_posted(request, "link")
    links: list[Any] = [*children_of(reader), *parents_of(reader)]
    link = next((one for one in links if one.pk == wanted), None)
    if link is None:
        return send_back(request, errors.NothingChosen(), to=reader)
    return press(
        request,
        reader,
        lambda: accounts.hide_child(link=link, **now_by(request)),
        _("Đã thôi cho xem thẻ."),
    )
