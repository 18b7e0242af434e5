"""The forms by which others' accounts and posts are managed."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.people.models import Account
from tusach.people.places import MOST, Place, find_places
from tusach.people.roles import ROLES
from tusach.people.selectors import roles_to_give
from tusach.ui.api import DayField

_FIRST_DAY = date(2000, 1, 1)


def _last_day() -> date:
    """Posts are planned twenty years ahead at most; what lies beyond is a slip."""
    return timezone.localdate() + timedelta(days=366 * 20)


class _RoleSelect(forms.RadioSelect):
    """Each role with the sentence that says what it is for."""


class PostForm(forms.Form):
    """A role at a place for a period, within what ``manager`` may give."""

    role = forms.ChoiceField(label=_("Vai trò"), widget=_RoleSelect)
    place = forms.CharField(
        label=_("Nơi công tác"),
        max_length=200,
        widget=forms.TextInput(
            attrs={
                "list": "places",
                "autocomplete": "off",
                "hx-get": reverse_lazy("people:places"),
                "hx-trigger": "input changed delay:250ms",
                "hx-target": "#places",
            }
        ),
        help_text=_(
            "Gõ mã điểm hoặc một phần tên (không cần dấu): điểm phục vụ, hoặc xã, tỉnh cho "
            "chuyên viên. Dấu * là toàn hệ thống, chỉ cho quản trị."
        ),
    )
    which = forms.ChoiceField(
        label=_("Có nhiều nơi khớp, hãy chọn một"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Hãy chọn một nơi trong danh sách này.")},
    )
    starts_on = DayField(
        label=_("Từ ngày"),
        earliest=_FIRST_DAY,
        latest=_last_day,
        help_text=_("Để trống: từ hôm nay."),
        required=False,
    )
    ends_on = DayField(
        label=_("Đến hết ngày"),
        earliest=_FIRST_DAY,
        latest=_last_day,
        required=False,
        help_text=_("Ngày cuối cùng còn giữ vị trí. Để trống: chưa định."),
    )
    basis = forms.CharField(
        label=_("Căn cứ"),
        max_length=300,
        required=False,
        help_text=_("Số, ngày quyết định phân công, nếu có."),
    )

    def __init__(self, *args: Any, manager: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.manager = manager
        self.fields["role"].choices = [  # type: ignore[attr-defined]
            (code, ROLES[code].label) for code in roles_to_give(manager) if code != "reader"
        ]
        self.found: list[Place] = []
        typed = str(self.data.get(self.add_prefix("place"), "")) if self.is_bound else ""
        if typed:
            self.found = find_places(manager, typed)
        if len(self.found) > 1:
            self.fields["which"].choices = [  # type: ignore[attr-defined]
                (place.value, place.label) for place in self.found[:MOST]
            ]
        else:
            del self.fields["which"]

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if "place" not in found:
            return found
        chosen = next((p for p in self.found if p.value == found.get("which")), None)
        if chosen is None and len(self.found) == 1:
            chosen = self.found[0]
        if chosen is not None:
            found["chosen"] = chosen
        elif not self.found:
            self.add_error(
                "place",
                forms.ValidationError(
                    _("Không có nơi nào tên hoặc mã “%(typed)s” trong phạm vi bạn phụ trách."),
                    params={"typed": found["place"]},
                ),
            )
        elif len(self.found) > MOST:
            self.add_error("place", _("Có quá nhiều nơi khớp. Hãy gõ thêm chữ, hoặc gõ mã điểm."))
        return found

    def post(self) -> dict[str, Any]:
        """What ``grant_post`` takes. The form asks for the last day, the service for the
        first day after it."""
        found = self.cleaned_data
        last = found.get("ends_on")
        return {
            "role": found["role"],
            "point": found["chosen"].point,
            "unit": found["chosen"].unit,
            "starts_on": found.get("starts_on"),
            "ends_on": last + timedelta(days=1) if last else None,
            "basis": found.get("basis", ""),
        }


class NewAccountForm(PostForm):
    full_name = forms.CharField(
        label=_("Họ và tên"), max_length=200, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    username = forms.CharField(
        label=_("Tên đăng nhập"),
        max_length=40,
        required=False,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}
        ),
        help_text=_("Để trống: đặt theo tên, như an.lt cho Lò Thị An."),
    )
    field_order = ["full_name", "username", "role", "place", "which"]


class EndPostForm(forms.Form):
    last_day = DayField(
        label=_("Ngày cuối cùng giữ vị trí"),
        earliest=_FIRST_DAY,
        latest=_last_day,
        required=False,
        help_text=_("Để trống: thôi ngay hôm nay; các phiên đang mở đóng lại."),
    )


class NameForm(forms.Form):
    full_name = forms.CharField(label=_("Họ và tên"), max_length=200)
