"""Requests about personal data, and all that is held of a person."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from tusach.network.api import ServicePoint
from tusach.readers.holders import held_of
from tusach.readers.models import CardAct, PrivacyRequest, Reader
from tusach.readers.selectors.consents import consents_of
from tusach.readers.selectors.readers import bars_of, cards_of, guardian_of

State = PrivacyRequest.State


def requests_at(points: QuerySet[ServicePoint]) -> QuerySet[PrivacyRequest]:
    """The requests of readers of these points."""
    return PrivacyRequest.objects.filter(reader__home__in=points).select_related(
        "reader", "reader__home"
    )


def request_of(pk: int) -> PrivacyRequest | None:
    return PrivacyRequest.objects.select_related("reader", "reader__home").filter(pk=pk).first()


def requests_of(reader: Reader) -> QuerySet[PrivacyRequest]:
    return PrivacyRequest.objects.filter(Q(reader=reader) | Q(reader__merged_into=reader))


def late_on(found: QuerySet[PrivacyRequest], day: date) -> QuerySet[PrivacyRequest]:
    """Those that wait longer than they may."""
    return found.filter(state=State.OPEN, due_on__lt=day)


def everything_of(reader: Reader) -> dict[str, Any]:
    """All that is held of a person, by heading, in words a person reads: for whoever asks to see
    it or to have a copy. What other rooms hold is asked of them."""
    found: dict[str, Any] = {
        _("Hồ sơ"): {
            _("Số bạn đọc"): reader.number,
            _("Họ và tên"): reader.name,
            _("Năm sinh"): reader.birth_year,
            _("Nhóm bạn đọc"): str(reader.reader_class),
            _("Điểm phục vụ"): reader.home.name,
            _("Lớp"): reader.school_class,
            _("Năm học"): school_year_label(reader.school_year),
            _("Điện thoại"): reader.phone,
            _("Thư điện tử"): reader.email,
            _("Chỗ ở"): reader.address,
            _("Ngày đăng ký"): _day(reader.registered_on),
            _("Quyền dùng tài liệu dễ tiếp cận do ai xác nhận"): reader.accessible_by,
            _("Ngày xác nhận"): _day(reader.accessible_on),
        }
    }
    if guardian := guardian_of(reader):
        found[_("Người giám hộ")] = {
            _("Họ và tên"): guardian.name,
            _("Quan hệ"): guardian.get_relation_display(),
            _("Điện thoại"): guardian.phone,
        }
    acts: dict[int, list[str]] = {}
    cards = list(cards_of(reader))
    for act in CardAct.objects.filter(card__in=cards, undone_at__isnull=True).order_by("at"):
        acts.setdefault(act.card_id, []).append(f"{act.get_kind_display()} {_day(act.on)}")
    found[_("Thẻ")] = [
        {
            _("Số thẻ"): card.number,
            _("Tình trạng"): card.get_state_display(),
            _("Hạn dùng"): _day(card.valid_until),
            _("Việc đã làm"): "; ".join(acts.get(card.pk, [])),
        }
        for card in cards
    ]
    found[_("Đồng ý")] = [
        {
            _("Mục đích"): str(one.purpose),
            _("Người đồng ý"): one.get_given_by_display(),
            _("Ngày đồng ý"): _day(one.given_on),
            _("Ngày rút lại"): _day(one.withdrawn_on),
        }
        for one in consents_of(reader)
    ]
    found[_("Khoá quyền mượn")] = [
        {
            _("Lý do"): one.reason,
            _("Từ ngày"): _day(one.since),
            _("Đến hết ngày"): _day(one.until),
            _("Đã mở"): _day(one.lifted_at.date() if one.lifted_at else None),
        }
        for one in bars_of(reader)
    ]
    found[_("Yêu cầu về dữ liệu")] = [
        {
            _("Yêu cầu"): one.get_kind_display(),
            _("Ngày nhận"): _day(one.received_on),
            _("Nội dung"): one.what,
            _("Trả lời"): one.answer or one.get_state_display(),
        }
        for one in requests_of(reader)
    ]
    for pk in [reader.pk, *reader.merged.values_list("pk", flat=True)]:
        for holder, rows in held_of(pk):
            found.setdefault(str(holder.label), []).extend(rows)
    return {heading: rows for heading, rows in found.items() if rows}


def school_year_label(year: int | None) -> str:
    """ "2026–2027"; nothing where none is said."""
    return f"{year}–{year + 1}" if year else ""


def _day(day: date | None) -> str:
    return f"{day:%d/%m/%Y}" if day else ""
