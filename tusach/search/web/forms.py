"""Forms of the search workbench."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from tusach.search.curating import OtherName
from tusach.search.finding import FACETS
from tusach.search.models import Synonym
from tusach.search.ranking import HEAVIEST, NAMES, Weights
from tusach.search.saying import FACET_NAMES


class SynonymForm(forms.Form):
    text = forms.CharField(
        label=_("Khi người đọc gõ"), max_length=120, help_text=_("Như: San Thàng. Không cần dấu.")
    )
    also = forms.CharField(
        label=_("Thì tìm thêm"), max_length=120, help_text=_("Như: Tân Phong. Xếp sau từ đã gõ.")
    )
    note = forms.CharField(
        label=_("Lời nhắc trên trang kết quả"),
        max_length=300,
        required=False,
        help_text=_("Như: San Thàng nay là phường Tân Phong. Để trống là không nhắc."),
    )
    source = forms.CharField(
        label=_("Căn cứ của tên gọi"), max_length=200, required=False
    )  # not a legal basis: a dictionary, a resolution, somebody who knows

    def said(self) -> OtherName:
        return OtherName(**self.cleaned_data)

    @staticmethod
    def facts(synonym: Synonym) -> dict[str, str]:
        return {name: getattr(synonym, name) for name in ("text", "also", "note", "source")}


class WeightsForm(forms.Form):
    """One number for each reason, from 0 (does not count) to 50."""

    def __init__(self, *args: Any, weights: Weights, **more: Any) -> None:
        super().__init__(*args, **more)
        for name, label in NAMES.items():
            self.fields[name] = forms.FloatField(
                label=capfirst(str(label)),
                min_value=0,
                max_value=HEAVIEST,
                initial=getattr(weights, name),
                widget=forms.NumberInput(attrs={"step": "0.5", "inputmode": "decimal"}),
            )


class SetForm(forms.Form):
    name = forms.CharField(label=_("Tên bộ câu tìm"), max_length=120)
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp CSV, UTF-8: câu tìm, mức đúng, nhan đề, số biểu ghi"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )


class DraftForm(forms.Form):
    name = forms.CharField(
        label=_("Tên bản nháp"),
        max_length=120,
        help_text=_("Nói định đổi gì, như: Tên cũ các xã, nâng địa chí."),
    )


class LiftForm(forms.Form):
    facet = forms.ChoiceField(label=_("Nhóm lọc"))
    value = forms.CharField(
        label=_("Giá trị"),
        max_length=200,
        help_text=_("Đúng như trong mục lục: chủ đề bằng chữ, ngôn ngữ bằng mã (vie, hmn)."),
    )
    weight = forms.FloatField(label=_("Nâng thêm"), min_value=0.1, max_value=HEAVIEST, initial=2.0)
    reason = forms.CharField(label=_("Vì sao"), max_length=300, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        facet = self.fields["facet"]
        assert isinstance(facet, forms.ChoiceField)
        facet.choices = [(name, FACET_NAMES[name]) for name in FACETS if name in FACET_NAMES]


class ListForm(forms.Form):
    file = forms.FileField(
        label=_("Tệp CSV, UTF-8, ba cột: gõ, tìm thêm, lời nhắc"),
        widget=forms.FileInput(attrs={"accept": ".csv,text/csv"}),
    )
