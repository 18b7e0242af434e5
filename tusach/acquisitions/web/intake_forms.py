"""Forms of purchases and gifts. What a rule decides is asked of the services."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from tusach.acquisitions.models import Intake, IntakeLine, Supplier
from tusach.acquisitions.selectors.finding import Found
from tusach.acquisitions.selectors.funds import funds_of
from tusach.acquisitions.selectors.suppliers import open_suppliers
from tusach.acquisitions.web.fields import (
    DayField,
    FundField,
    PercentField,
    RegisterField,
    choose_from,
)
from tusach.acquisitions.web.reach import places
from tusach.catalogue.api import LANGUAGES, Audience, RecordFields
from tusach.holdings.api import Collection, Register, Source, sources
from tusach.ui.api import DongField

_GIFT_SOURCES = {
    Intake.DonorKind.PERSON: "gift_person",
    Intake.DonorKind.ORGANISATION: "gift_organisation",
    Intake.DonorKind.PUBLISHER: "gift_publisher",
}


class AcceptForm(forms.Form):
    """Why the lines do not come to the sum of the invoice."""

    difference_why = forms.CharField(label=_("Lý do chênh lệch"), max_length=300, required=False)


class IntakeForm(forms.Form):
    """The head of a purchase or a gift; the library is that of the register."""

    register = RegisterField(
        label=_("Ghi vào sổ đăng ký cá biệt"),
        help_text=_("Sách thuộc thư viện có sổ này; số ĐKCB chạy tiếp trong sổ."),
    )
    received_on = DayField(label=_("Ngày nhận sách"))
    collection = forms.ChoiceField(label=_("Vào kho"), choices=Collection.choices)
    decision = forms.CharField(
        label=_("Quyết định, căn cứ"),
        max_length=200,
        required=False,
        help_text=_("Ví dụ: Quyết định số 45/QĐ-TVT ngày 02/03/2026."),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        mine = places(request, "acquisitions.receive")
        choose_from(
            self,
            "register",
            Register.objects.select_related("owner")
            .filter(owner__in=mine.values("pk"), closed_on=None)
            .order_by("owner__sort_key", "name"),
        )


class PurchaseForm(IntakeForm):
    supplier = forms.ModelChoiceField(
        Supplier.objects.none(), label=pgettext_lazy("one thing", "Nhà cung cấp")
    )
    fund = FundField(
        required=False,
        empty_label=_("(không theo dõi kinh phí)"),
        help_text=_("Tiền của đợt này trừ vào khoản đã chọn; nguồn của sách lấy theo khoản đó."),
    )
    source = forms.ModelChoiceField(
        Source.objects.none(),
        label=_("Nguồn"),
        required=False,
        empty_label=_("(theo khoản kinh phí)"),
    )
    invoice_no = forms.CharField(label=_("Số hoá đơn"), max_length=40, required=False)
    invoice_date = DayField(label=_("Ngày hoá đơn"), required=False)
    invoice_total = DongField(
        label=_("Tổng tiền trên hoá đơn"),
        required=False,
        help_text=_("Hệ thống cộng các dòng và so với số này trước khi vào sổ."),
    )
    extra_cost = DongField(label=_("Chi phí khác trên hoá đơn (vận chuyển, thuế)"), required=False)
    discount = PercentField(
        label=_("Chiết khấu chung (%)"),
        required=False,
        help_text=_("Dòng không ghi giá mua thì tính giá bìa trừ chiết khấu này."),
    )
    register_price = forms.ChoiceField(
        label=_("Giá ghi vào sổ ĐKCB"), choices=Intake.RegisterPrice.choices
    )
    field_order = [
        "supplier", "register", "received_on", "fund", "source", "collection", "invoice_no",
        "invoice_date", "invoice_total", "extra_cost", "discount", "register_price", "decision",
        "note",
    ]  # fmt: skip

    def __init__(self, request: HttpRequest, *args: Any, **more: Any) -> None:
        super().__init__(request, *args, **more)
        choose_from(self, "supplier", open_suppliers())
        choose_from(self, "fund", funds_of(places(request, "acquisitions.receive")))
        choose_from(self, "source", sources())

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or {}
        if "fund" in found and not found.get("fund") and not found.get("source"):
            self.add_error("source", _("Chọn nguồn, hoặc một khoản kinh phí."))
        return found

    def head(self) -> dict[str, Any]:
        """The values for the service; the source is the fund's, when none was chosen."""
        values = dict(self.cleaned_data)
        if not values["source"]:
            values["source"] = values["fund"].source
        values["extra_cost"] = values["extra_cost"] or 0
        return values


class GiftForm(IntakeForm):
    donor_name = forms.CharField(
        label=_("Người, đơn vị tặng"),
        max_length=200,
        help_text=_("Ghi trên biên bản và thư cảm ơn."),
    )
    donor_kind = forms.ChoiceField(label=_("Loại người tặng"), choices=Intake.DonorKind.choices)
    donor_address = forms.CharField(label=_("Địa chỉ"), max_length=300, required=False)
    donor_hidden = forms.BooleanField(
        label=_("Giấu tên người tặng"),
        required=False,
        help_text=_("Tên chỉ có trên biên bản hai bên ký; sổ và danh sách ghi “giấu tên”."),
    )
    field_order = [
        "donor_name", "donor_kind", "donor_address", "donor_hidden", "register", "received_on",
        "collection", "decision", "note",
    ]  # fmt: skip

    def head(self) -> dict[str, Any]:
        """The values for the service; the source follows from who gives."""
        values = dict(self.cleaned_data)
        values["source"] = sources().get(code=_GIFT_SOURCES[values["donor_kind"]])
        return values


def intake_form(kind: str) -> type[PurchaseForm] | type[GiftForm]:
    return GiftForm if kind == Intake.Kind.GIFT else PurchaseForm


class CountsForm(forms.Form):
    """Copies and prices of a line, as the table takes them."""

    quantity = forms.IntegerField(label=_("Số bản"), min_value=0, max_value=5000)
    list_price = DongField(label=_("Giá bìa"), required=False)
    paid_price = DongField(label=_("Giá mua"), required=False)


class LineForm(CountsForm):
    """All of a line but its title."""

    refused = forms.IntegerField(
        label=_("Không nhận (bản)"), min_value=0, max_value=5000, initial=0, required=False,
        help_text=_("Có trên hoá đơn hoặc danh mục nhưng không nhận: hỏng, thiếu, không phù hợp."),
    )  # fmt: skip
    refused_why = forms.CharField(label=_("Lý do không nhận"), max_length=200, required=False)
    collection = forms.ChoiceField(
        label=_("Kho"), choices=[("", _("như cả đợt")), *Collection.choices], required=False
    )
    shelf_mark = forms.CharField(
        label=_("Ký hiệu xếp giá"), max_length=80, required=False,
        help_text=_("Gợi ý theo bảng thư viện chọn, sửa được. Để trống thì lấy ký hiệu phân loại."),
    )  # fmt: skip
    note = forms.CharField(label=_("Ghi chú"), max_length=300, required=False)
    untie = forms.BooleanField(label=_("Không tính cho đơn đặt"), required=False)

    def __init__(self, line: IntakeLine, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        if line.order_line_id is None:
            del self.fields["untie"]
        if line.intake.is_gift:
            del self.fields["paid_price"]
            self.fields["list_price"].label = _("Giá ước tính")

    def values(self) -> dict[str, Any]:
        found = dict(self.cleaned_data)
        found["refused"] = found["refused"] or 0
        if found.pop("untie", False):
            found["order_line"] = None
        return found


class TitleForm(forms.Form):
    """A title that is not in the catalogue: as much of it as is at hand."""

    title = forms.CharField(label=_("Nhan đề"), max_length=1000)
    author = forms.CharField(
        label=_("Tác giả"), max_length=300, required=False,
        help_text=_("Viết xuôi: “Nguyễn Du”. Nhiều người cách nhau bằng dấu chấm phẩy."),
    )  # fmt: skip
    isbn = forms.CharField(label="ISBN", max_length=20, required=False)
    publisher = forms.CharField(label=_("Nhà xuất bản"), max_length=300, required=False)
    year = forms.IntegerField(
        label=_("Năm xuất bản"), min_value=1400, max_value=2100, required=False
    )
    class_number = forms.CharField(label=_("Ký hiệu phân loại"), max_length=80, required=False)
    audience = forms.ChoiceField(
        label=_("Đối tượng"), choices=[("", "–"), *Audience.choices], required=False
    )
    language = forms.ChoiceField(
        label=_("Ngôn ngữ"), choices=list(LANGUAGES.items()), initial="vie"
    )
    is_described = forms.BooleanField(
        label=_("Mô tả thế này là đủ"), required=False,
        help_text=_("Không đánh dấu thì thành biểu ghi nhanh, cán bộ biên mục làm tiếp."),
    )  # fmt: skip

    def record_fields(self) -> RecordFields:
        data = self.cleaned_data
        author, *others = [one.strip() for one in data["author"].split(";") if one.strip()] or [""]
        return RecordFields(
            title=data["title"],
            author=author,
            other_authors=tuple(others),
            isbn=data["isbn"],
            publisher=data["publisher"],
            year=data["year"],
            class_number=data["class_number"],
            audience=data["audience"],
            language=data["language"],
        )


def as_typed(fields: RecordFields, is_described: bool = False) -> dict[str, Any]:
    """What a :class:`TitleForm` that says this holds."""
    names = ("title", "isbn", "publisher", "year", "class_number", "audience", "language")
    return {
        **{name: getattr(fields, name) for name in names},
        "author": "; ".join(fields.authors),
        "is_described": is_described,
    }


class NewLineForm(TitleForm):
    """A new title with its copies and price."""

    quantity = forms.IntegerField(label=_("Số bản"), min_value=1, max_value=5000, initial=1)
    list_price = DongField(label=_("Giá bìa (đồng)"), required=False)
    field_order = [
        "title", "author", "isbn", "quantity", "list_price", "publisher", "year",
        "class_number", "audience", "language", "is_described",
    ]  # fmt: skip


def which_title(found: Found, text: str) -> dict[str, Any]:
    """For a page that was asked for ``text``: what it may be, and a form for a new title."""
    new = NewLineForm(initial={"isbn": found.isbn, "title": "" if found.isbn else text})
    return {
        "choices": found.choices,
        "scan": text,
        "new": new,
        "isbn": found.isbn,
        "wrong_isbn": found.wrong_isbn,
        "stay": True,
    }


class ReasonForm(forms.Form):
    reason = forms.CharField(
        label=_("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("Danh mục của nhà cung cấp hoặc người tặng"),
        help_text=_("Excel (.xlsx, .xls) hoặc CSV; dòng đầu là tên cột."),
    )
