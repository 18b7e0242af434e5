"""What is asked of a reader: short, and nothing that is not used."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tusach.network.api import PointField, ServicePoint
from tusach.readers.models import Consent, Guardian, PrivacyRequest, Reader, Relation
from tusach.readers.rules.persons import school_year_of
from tusach.readers.selectors.readers import classes_on, guardian_of
from tusach.readers.services.registering import GuardianSaid
from tusach.ui.api import DayField

_TEL = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "autocomplete": "off"})


def _school_years() -> list[tuple[int, str]]:
    now = school_year_of(timezone.localdate())
    return [(year, f"{year}–{year + 1}") for year in range(now + 1, now - 3, -1)]


class ReaderForm(forms.Form):
    """A reader's own data. The guardian's fields stand at the end for everybody, so that they
    work without a script; the service says when they are needed."""

    name = forms.CharField(
        label=_("Họ và tên"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "off"})
    )
    birth_year = forms.IntegerField(
        label=_("Năm sinh"),
        required=False,
        min_value=1900,
        max_value=2200,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "size": 6}),
        help_text=_("Chỉ cần năm. Không hỏi dân tộc, số căn cước."),
    )
    reader_class: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=_("Nhóm bạn đọc"), empty_label=None
    )
    school_class = forms.CharField(
        label=pgettext_lazy("of pupils", "Lớp"),
        max_length=20,
        required=False,
        help_text=_("Chỉ ghi với học sinh, như 4A."),
    )
    school_year = forms.TypedChoiceField(label=_("Năm học"), coerce=int, required=False)
    phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False, widget=_TEL)
    email = forms.EmailField(label=_("Thư điện tử"), max_length=200, required=False)
    address = forms.CharField(
        label=_("Chỗ ở"),
        max_length=200,
        required=False,
        help_text=_("Bản, tổ, thôn; cần khi giao sách tại nhà."),
    )
    guardian_name = forms.CharField(
        label=_("Họ tên người giám hộ"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    guardian_relation = forms.ChoiceField(
        label=_("Quan hệ với bạn đọc"),
        required=False,
        choices=[("", "–"), *Relation.choices],
        help_text=_("“Nhà trường”: trường đứng ra với học sinh của mình, chỉ để mượn sách."),
    )
    guardian_phone = forms.CharField(
        label=_("Điện thoại người giám hộ"), max_length=40, required=False, widget=_TEL
    )

    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["reader_class"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = classes_on(timezone.localdate())
        years = self.fields["school_year"]
        assert isinstance(years, forms.ChoiceField)
        years.choices = _school_years()
        years.initial = school_year_of(timezone.localdate())
        self.fields["home"] = PointField(points=points, label=_("Điểm phục vụ"))
        if len(settings.LANGUAGES) > 1:
            self.fields["language"] = forms.ChoiceField(
                label=_("Ngôn ngữ của giấy báo"),
                choices=[(code, gettext(name)) for code, name in settings.LANGUAGES],
            )

    def said(self) -> dict[str, Any]:
        """The arguments of ``register`` and ``change``."""
        clean = dict(self.cleaned_data)
        guardian = GuardianSaid(
            clean.pop("guardian_name"),
            clean.pop("guardian_phone"),
            clean.pop("guardian_relation"),
        )
        clean["guardian"] = guardian if any(vars(guardian).values()) else None
        clean["school_year"] = clean["school_year"] or None
        return clean


def values_of(reader: Reader) -> dict[str, Any]:
    """What the form begins with for a reader that is there."""
    guardian: Guardian | None = guardian_of(reader)
    fields = (
        "name", "birth_year", "reader_class", "school_class", "school_year", "phone", "email",
        "address", "home", "language",
    )  # fmt: skip
    return {field: getattr(reader, field) for field in fields} | {
        "guardian_name": guardian.name if guardian else "",
        "guardian_relation": guardian.relation if guardian else "",
        "guardian_phone": guardian.phone if guardian else "",
    }


class CardForm(forms.Form):
    number = forms.CharField(
        label=_("Số thẻ in sẵn"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric"}),
        help_text=_("Quét thẻ in sẵn hoặc thẻ cũ; để trống thì lấy số mới."),
    )


class BarForm(forms.Form):
    reason = forms.CharField(label=_("Lý do"), max_length=300)
    until = DayField(
        label=_("Đến hết ngày"), required=False, help_text=_("Để trống: đến khi có người mở.")
    )


class AccessibleForm(forms.Form):
    verified_by = forms.CharField(
        label=_("Người xác nhận"),
        max_length=200,
        required=False,
        help_text=_("Ai đã thấy bạn đọc có quyền này; không xin giấy tờ, không ghi dạng tật."),
    )
    verified_on = DayField(label=_("Ngày xác nhận"), required=False, latest=timezone.localdate)


class RequestForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("Yêu cầu"), choices=PrivacyRequest.Kind.choices, widget=forms.RadioSelect
    )
    asked_by = forms.ChoiceField(label=_("Người yêu cầu"), choices=Consent.Giver.choices)
    what = forms.CharField(
        label=_("Nội dung"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    received_on = DayField(label=_("Ngày nhận"), latest=timezone.localdate)
