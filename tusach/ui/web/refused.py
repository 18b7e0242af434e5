"""What the user sees when something was refused, is not there, or failed."""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from tusach.ui.refusals import Refusal
from tusach.ui.sent_forms import SentTwice
from tusach.ui.web.keeping import keep, page_of_form

log = logging.getLogger(__name__)


def _page(
    request: HttpRequest, status: int, title: str, text: str, *, back: str = ""
) -> HttpResponse:
    # A htmx request gets only the sentence: the script shows it in the page's live region.
    template = "ui/refused_part.html" if getattr(request, "htmx", False) else "ui/refused.html"
    return render(request, template, {"title": title, "text": text, "back": back}, status=status)


class RefusalMiddleware:
    """Turns a refusal that no view caught into a page with its sentence.

    Views of forms catch refusals themselves, so that what was typed stays in the form; this
    is the floor below them. It also refuses an upload over the limit before it is read.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        # Here, not in process_view: the check of forms (CSRF) reads all that was sent there.
        return self._refused(request) or self.get_response(request)

    def _refused(self, request: HttpRequest) -> HttpResponse | None:
        asked = unquote_to_bytes(request.META.get("QUERY_STRING", ""))
        if b"\0" in asked or "\0" in request.path_info:
            # PostgreSQL holds no such text; nobody types it.
            return _page(request, 400, _("Địa chỉ sai"), _("Địa chỉ này có ký tự không dùng được."))
        try:
            length = int(request.META.get("CONTENT_LENGTH") or 0)
        except ValueError:
            length = 0  # as Django takes it: nothing is read
        if not length and request.META.get("HTTP_TRANSFER_ENCODING"):
            # Django reads no more than was announced, so that it would take such a form for
            # an empty one. Browsers always say the length.
            return _page(
                request,
                411,
                _("Không rõ cỡ tệp"),
                _("Chương trình gửi không nói trước gửi bao nhiêu; hãy gửi bằng trình duyệt."),
            )
        if length > settings.UPLOAD_LIMIT:
            return _page(
                request,
                413,
                _("Tệp quá lớn"),
                _(
                    "Tệp gửi lên nặng %(sent)s MB; hệ thống nhận nhiều nhất %(limit)s MB. "
                    "Hãy chia tệp ra rồi gửi từng phần."
                )
                % {"sent": length // 1_000_000, "limit": settings.UPLOAD_LIMIT // 1_000_000},
            )
        return None

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        if isinstance(error, Refusal):
            # A form sent twice was acted upon: there is nothing to send again.
            may_return = not isinstance(error, SentTwice) and not getattr(request, "htmx", False)
            back = page_of_form(request) if may_return and keep(request) else ""
            return _page(request, error.status, _("Không thực hiện được"), str(error), back=back)
        if isinstance(error, RequestDataTooBig | TooManyFieldsSent):
            return _page(
                request, 413, _("Gửi quá nhiều"), _("Biểu mẫu gửi lên quá lớn nên chưa được ghi.")
            )
        return None


def stale(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token against forgery does not fit: mostly a page that was open while its
    owner signed in again elsewhere. What was typed comes back on it with a new token."""
    from_here = urlsplit(request.headers.get("Referer", "")).netloc == request.get_host()
    if from_here and not getattr(request, "htmx", False) and keep(request):
        messages.warning(
            request,
            _("Trang đã mở từ trước lần đăng nhập gần nhất nên việc vừa gửi chưa được ghi."),
        )
        return redirect(page_of_form(request))
    return _page(
        request,
        403,
        _("Trang đã cũ"),
        _("Việc vừa gửi chưa được ghi. Hãy tải lại trang rồi gửi lần nữa."),
    )


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        403,
        _("Không có quyền"),
        _(
            "Tài khoản của bạn không được giao việc này ở nơi này. "
            "Nếu cần, hãy nhờ người phụ trách giao thêm vị trí công tác."
        ),
    )


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return _page(
        request,
        404,
        _("Không tìm thấy"),
        _("Không có trang nào ở địa chỉ này, hoặc mục đã được chuyển đi."),
    )


def failed(request: HttpRequest) -> HttpResponse:
    number = uuid.uuid4().hex[:8]
    log.error("request failed, number %s: %s %s", number, request.method, request.path)
    return _page(
        request,
        500,
        _("Hệ thống gặp lỗi"),
        _("Việc vừa rồi chưa được ghi. Hãy báo số %(number)s cho người quản trị.")
        % {"number": number},
    )
