"""The simple form of an authority."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.catalogue.authorities.composing import AuthorityFields
from tusach.catalogue.models import AuthorityKind

_LINES = re.compile(r"\s*\n\s*")
# Kinds that are made here; the others come with imports and stay what they are.
MADE = ("person", "corporate", "meeting", "work", "subject", "place", "genre", "period")
_LISTS = ("see", "also", "broader", "earlier")


def _lines(label: Any, help_text: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        required=False,
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=help_text,
    )


class AuthorityForm(forms.Form):
    kind = forms.ChoiceField(label=_("Loại tiêu đề"), choices=())
    heading = forms.CharField(
        label=_("Tiêu đề"),
        max_length=1000,
        help_text=_("Tên người viết xuôi: “Nguyễn Du”. Chủ đề có phụ đề: “Lai Châu -- Lịch sử”."),
    )
    dates = forms.CharField(
        label=_("Năm sinh, năm mất"),
        required=False,
        max_length=60,
        help_text=_("Chỉ của người: “1765-1820”"),
    )
    titles = forms.CharField(
        label=_("Chức danh, danh hiệu kèm tên"),
        required=False,
        max_length=200,
        help_text=_("Chỉ của người, khi cần để phân biệt: “nhà giáo”"),
    )
    see = _lines(
        _("Dạng khác (xem)"),
        _("Bút danh, tên cũ, viết không dấu, đảo họ: ai tìm bằng dạng này đều gặp tiêu đề trên."),
    )
    also = _lines(
        pgettext_lazy("link between headings", "Xem thêm"),
        _("Tiêu đề gần nghĩa, mỗi tiêu đề một dòng."),
    )
    broader = _lines(_("Tiêu đề rộng hơn"), _("“Nông nghiệp” là rộng hơn của “Trồng lúa”."))
    earlier = _lines(_("Tên trước đây"), _("Của tập thể, địa danh đã đổi tên."))
    note = forms.CharField(
        label=_("Phụ chú"),
        required=False,
        max_length=5000,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    source = forms.CharField(
        label=_("Căn cứ"),
        required=False,
        max_length=1000,
        help_text=_("Lấy dạng này từ đâu: “Từ điển văn học, 2004”."),
    )
    keep_old = forms.BooleanField(
        label=_("Nếu đổi tiêu đề, giữ dạng cũ làm dạng khác (xem)"), required=False, initial=True
    )

    def __init__(self, *args: Any, is_edit: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kind = self.fields["kind"]
        assert isinstance(kind, forms.ChoiceField)
        labels = dict(AuthorityKind.choices)
        kind.choices = [(one, labels[one]) for one in MADE]
        if is_edit:  # a heading does not become one of another kind
            kind.choices = [(one, labels[one]) for one in labels]
            kind.disabled = True
        else:
            del self.fields["keep_old"]

    def fields_typed(self) -> AuthorityFields:
        """What was typed, once valid."""
        held = {name: self.cleaned_data[name] for name in AuthorityFields.__dataclass_fields__}
        for name in _LISTS:
            held[name] = tuple(_LINES.split(held[name].strip())) if held[name].strip() else ()
        return AuthorityFields(**held)


def initial_of_authority(fields: AuthorityFields) -> dict[str, Any]:
    """The form's first values."""
    held: dict[str, Any] = dict(vars(fields))
    for name in _LISTS:
        held[name] = "\n".join(held[name])
    return held
