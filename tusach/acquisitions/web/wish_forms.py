"""Forms of suggestions, of staff and of readers."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from tusach.acquisitions.models import Wish
from tusach.acquisitions.selectors.wishes import libraries_for_readers
from tusach.acquisitions.web.fields import choose_from
from tusach.acquisitions.web.reach import places
from tusach.catalogue.api import RecordFields
from tusach.network.api import PointField, ServicePoint
from tusach.ui.api import DongField

# Of staff; readers' own come by the public page.
_CHANNELS = [
    (Wish.Channel.STAFF.value, Wish.Channel.STAFF.label),
    (Wish.Channel.READER.value, Wish.Channel.READER.label),
]


class WishForm(forms.Form):
    title = forms.CharField(label=_("Nhan đề"), max_length=1000)
    author = forms.CharField(label=_("Tác giả"), max_length=300, required=False)
    isbn = forms.CharField(label="ISBN", max_length=20, required=False)
    publisher = forms.CharField(label=_("Nhà xuất bản"), max_length=300, required=False)
    year = forms.IntegerField(
        label=_("Năm xuất bản"), min_value=1400, max_value=2100, required=False
    )
    why = forms.CharField(
        label=_("Vì sao cần"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    for_whom = forms.CharField(
        label=_("Cho ai"),
        max_length=200,
        required=False,
        help_text=_("Nhóm bạn đọc, như “học sinh lớp 4”, “bà con nuôi lợn”. Không ghi tên riêng."),
    )

    def record_fields(self) -> RecordFields:
        data = self.cleaned_data
        return RecordFields(
            title=data["title"],
            author=data["author"],
            isbn=data["isbn"],
            publisher=data["publisher"],
            year=data["year"],
        )


class StaffWishForm(WishForm):
    channel = forms.ChoiceField(label=_("Ai đề nghị"), choices=_CHANNELS)
    quantity = forms.IntegerField(label=_("Số bản"), min_value=1, max_value=500, initial=1)
    price = DongField(label=_("Giá ước tính (đồng)"), required=False)

    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = places(request, "acquisitions.suggest")
        self.fields["point"] = PointField(label=_("Cho thư viện, điểm"), points=mine)
        self.order_fields(
            ["point", "title", "author", "isbn", "publisher", "year", "quantity", "price",
             "why", "for_whom", "channel"]
        )  # fmt: skip


class ReaderWishForm(WishForm):
    """What anybody may send: no name, no address, no telephone is asked for or kept."""

    # Filled in by programs that fill in everything; people do not see it.
    website = forms.CharField(required=False, widget=forms.HiddenInput, max_length=200)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["library"] = forms.ModelChoiceField(
            ServicePoint.objects.none(), label=_("Thư viện nào nên mua")
        )
        choose_from(self, "library", libraries_for_readers())
        del self.fields["publisher"], self.fields["year"], self.fields["isbn"]
        self.order_fields(["library", "title", "author", "why", "for_whom", "website"])

    def record_fields(self) -> RecordFields:
        return RecordFields(title=self.cleaned_data["title"], author=self.cleaned_data["author"])


class EditWishForm(forms.Form):
    quantity = forms.IntegerField(label=_("Số bản"), min_value=1, max_value=500)
    price = DongField(label=_("Giá ước tính (đồng)"), required=False)
    why = forms.CharField(
        label=_("Vì sao cần"), max_length=500, required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    for_whom = forms.CharField(label=_("Cho ai"), max_length=200, required=False)
