"""The simple form: a dozen fields, with help in place."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.compose import RecordFields
from tusach.catalogue.doubts import PLACES
from tusach.catalogue.entries import NameKind, kind_of_name
from tusach.catalogue.languages import LANGUAGES
from tusach.catalogue.marc.isbn import WrongIsbn, normalise, wrong
from tusach.catalogue.models import Audience
from tusach.catalogue.offering.offers import OFFERED, Offer
from tusach.vietnamese.api import NotANumber, parse_number

EARLIEST_YEAR = 1400
_LINES = re.compile(r"\s*[\n;]\s*")
_WRONG_ISBN = {
    "no-digits": _("“%(value)s” không phải là ISBN (10 hoặc 13 chữ số)."),
    "letter": _("Trong ISBN %(value)s, ký tự thứ %(place)s là “%(sign)s”, không phải chữ số."),
    "length": _("ISBN %(value)s có %(count)s chữ số; phải có 10 hoặc 13."),
    "prefix": _("ISBN %(value)s bắt đầu bằng %(begin)s; 13 chữ số phải bắt đầu bằng 978 hay 979."),
    "check": _(
        "ISBN %(value)s sai chữ số kiểm tra: chữ số cuối là %(last)s, theo các chữ số đứng "
        "trước thì phải là %(right)s. Một chữ số bị gõ nhầm, hoặc hai chữ số đổi chỗ nhau. Nếu "
        "sách in như vậy, hãy để trống và ghi vào phụ chú."
    ),
}


def isbn_sentence(text: str, found: WrongIsbn) -> str:
    """What is wrong with an ISBN, and where."""
    return str(_WRONG_ISBN[found.code]) % {"value": text, **found.facts}


@dataclass(frozen=True)
class Shown:
    """A field of the form as the page has it."""

    field: forms.BoundField
    is_wide: bool
    can_doubt: bool
    in_doubt: bool
    is_offered: bool
    # Each with what its button sends: names of fields and their values, as in an address.
    offers: Sequence[tuple[Offer, str]] = ()


# With the field that each is entered in.
KINDS_OF_NAMES: tuple[tuple[NameKind, Any], ...] = (
    ("person", _("một người (100)")),
    ("corporate", _("cơ quan, tổ chức (110)")),
    ("meeting", _("hội nghị, hội thảo (111)")),
)


class RecordForm(forms.Form):
    title = forms.CharField(
        label=_("Nhan đề"),
        max_length=1000,
        help_text=_("Như trên trang tên sách, viết hoa theo chính tả: “Dế Mèn phiêu lưu ký”."),
    )
    subtitle = forms.CharField(
        label=_("Phụ đề"),
        required=False,
        max_length=1000,
        help_text=_("Phần sau dấu hai chấm, nếu có: “Truyện dài”."),
    )
    author = forms.CharField(
        label=_("Tác giả"),
        required=False,
        max_length=300,
        widget=forms.TextInput(attrs={"list": "known-names", "autocomplete": "off"}),
        help_text=_(
            "Viết xuôi, không đảo họ: “Nguyễn Du”. Tên nước ngoài có thể viết “Verne, Jules”. Cơ "
            "quan có thể đứng dưới địa phương: “Việt Nam. Quốc hội”; hội nghị ghi lần, năm, nơi: "
            "“Hội thảo Việt Nam học (Lần 3 : 2008 : Hà Nội)”."
        ),
    )
    author_kind = forms.ChoiceField(
        label=_("Tên ấy là của"), required=False, choices=[("", ""), *KINDS_OF_NAMES]
    )
    other_authors = forms.CharField(
        label=_("Tác giả khác, người dịch, minh hoạ"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi người một dòng."),
    )
    responsibility = forms.CharField(
        label=_("Thông tin trách nhiệm"),
        required=False,
        max_length=1000,
        help_text=_(
            "Như in trên sách: “Tô Hoài ; Tạ Huy Long minh hoạ”. Để trống thì lấy từ tác giả."
        ),
    )
    isbn = forms.CharField(
        label="ISBN",
        required=False,
        max_length=60,
        help_text=_("10 hoặc 13 chữ số, có hay không có gạch nối. Quét mã vạch bìa sau cũng được."),
    )
    price = forms.CharField(
        label=_("Giá bìa"),
        required=False,
        max_length=30,
        help_text=_("Bằng đồng: 45.000"),
    )
    place_published = forms.CharField(
        label=_("Nơi xuất bản"), required=False, max_length=300, help_text=_("“H.” là Hà Nội.")
    )
    publisher = forms.CharField(
        label=_("Nhà xuất bản"),
        required=False,
        max_length=300,
        help_text=_("Không ghi chữ “Nxb.”: “Kim Đồng”."),
    )
    year = forms.CharField(
        label=_("Năm xuất bản"),
        required=False,
        max_length=10,
        help_text=_("Bốn chữ số. Không chắc thì để trống."),
    )
    edition = forms.CharField(
        label=_("Lần xuất bản"), required=False, max_length=200, help_text=_("“Tái bản lần 5”")
    )
    pages = forms.CharField(
        label=_("Số trang"), required=False, max_length=100, help_text=_("“215 tr.”")
    )
    illustrations = forms.CharField(
        label=_("Minh hoạ"), required=False, max_length=100, help_text=_("“tranh màu”")
    )
    size = forms.CharField(label=_("Khổ"), required=False, max_length=60, help_text=_("“21 cm”"))
    series = forms.CharField(label=_("Tùng thư"), required=False, max_length=500)
    series_number = forms.CharField(
        label=_("Số trong tùng thư"), required=False, max_length=60, help_text=_("“T.2”")
    )
    language = forms.ChoiceField(
        label=_("Ngôn ngữ"), required=False, choices=[("", "–"), *LANGUAGES.items()], initial="vie"
    )
    audience = forms.ChoiceField(
        label=_("Đối tượng"), required=False, choices=[("", "–"), *Audience.choices]
    )
    audience_note = forms.CharField(
        label=_("Ghi rõ đối tượng"), required=False, max_length=300, help_text=_("“Lớp 4–5”")
    )
    class_number = forms.CharField(
        label=_("Ký hiệu phân loại"),
        required=False,
        max_length=80,
        help_text=_("DDC: “895.9223”."),
    )
    subjects = forms.CharField(
        label=_("Từ khoá"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Mỗi từ khoá một dòng: “Văn học thiếu nhi”."),
    )
    summary = forms.CharField(
        label=_("Tóm tắt"),
        required=False,
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    note = forms.CharField(
        label=_("Phụ chú"),
        required=False,
        max_length=2000,
        help_text=_("Ví dụ dữ kiện nào chưa chắc."),
    )
    is_unsure = forms.BooleanField(
        label=_("Có dữ kiện chưa chắc (hiện dấu “chưa chắc” bên biểu ghi)"), required=False
    )

    GROUPS = (
        (_("Quét mã vạch trước"), ("isbn",)),
        (
            _("Nhan đề và tác giả"),
            ("title", "subtitle", "author", "author_kind", "other_authors", "responsibility"),
        ),
        (_("Xuất bản"), ("publisher", "place_published", "year", "edition", "price")),
        (_("Hình thức"), ("pages", "illustrations", "size", "series", "series_number")),
        (
            _("Nội dung"),
            (
                "language",
                "audience",
                "audience_note",
                "class_number",
                "subjects",
                "summary",
                "note",
            ),
        ),
    )

    # Those that take the whole width.
    WIDE = frozenset(
        {
            *("title", "subtitle", "author", "other_authors", "responsibility"),
            *("subjects", "summary", "note"),
        }
    )

    def __init__(
        self,
        *args: Any,
        is_edit: bool = False,
        doubts: Iterable[str] = (),
        offers: Mapping[str, Sequence[Offer]] | None = None,
        **kwargs: Any,
    ) -> None:
        """``doubts`` are the fields marked as not sure; ``offers`` what is offered for which."""
        super().__init__(*args, **kwargs)
        self.doubts, self.offers = set(doubts), offers or {}
        kind = self.fields["author_kind"]
        assert isinstance(kind, forms.ChoiceField)
        kind.choices = [("", told_kind(str(self["author"].value() or ""))), *KINDS_OF_NAMES]
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        held = self.initial.get("language", "")
        if held and held not in LANGUAGES:  # a record may be in any language
            language.choices = [("", "–"), *LANGUAGES.items(), (held, held)]
        del self.fields["author"].widget.attrs["list"]  # it is offered with reasons here
        for name in OFFERED:
            self.fields[name].widget.attrs |= {"data-offer": name, "autocomplete": "off"}
        self.fields["isbn"].widget.attrs |= {"data-isbn": "", "inputmode": "text"}
        self.fields["title" if is_edit else "isbn"].widget.attrs["autofocus"] = True

    def groups(self) -> list[tuple[Any, list[Shown]]]:
        """(legend, fields)"""
        return [
            (
                label,
                [
                    Shown(
                        self[name],
                        name in self.WIDE,
                        name in PLACES,
                        name in self.doubts,
                        name in OFFERED,
                        [(one, self._taken(name, one)) for one in self.offers.get(name, ())],
                    )
                    for name in names
                ],
            )
            for label, names in self.GROUPS
        ]

    def _taken(self, name: str, offer: Offer) -> str:
        beside = {key: text for key, text in offer.sets.items() if not self.initial.get(key)}
        return urlencode({name: offer.text, **beside})

    def clean_year(self) -> int | None:
        text = str(self.cleaned_data["year"]).strip()
        if not text:
            return None
        if not re.fullmatch(r"\d{4}", text):
            raise forms.ValidationError(
                gettext("“%(value)s” không phải là năm: hãy ghi đủ bốn chữ số, ví dụ 2019.")
                % {"value": text}
            )
        year, limit = int(text), timezone.localdate().year + 1
        if not EARLIEST_YEAR <= year <= limit:
            raise forms.ValidationError(
                gettext("Năm %(value)s ngoài khoảng %(first)s–%(last)s; có gõ nhầm không?")
                % {"value": year, "first": EARLIEST_YEAR, "last": limit}
            )
        return year

    def clean_price(self) -> int | None:
        text = str(self.cleaned_data["price"]).strip()
        if not text:
            return None
        try:
            price = parse_number(text)
        except NotANumber as error:
            raise forms.ValidationError(
                gettext("“%(value)s” không rõ là bao nhiêu; hãy ghi như 45.000.") % {"value": text}
            ) from error
        if price < 0 or price != int(price) or price > 10**11:
            raise forms.ValidationError(
                gettext("“%(value)s” không rõ là bao nhiêu; hãy ghi như 45.000.") % {"value": text}
            )
        return int(price)

    def clean_isbn(self) -> str:
        text = str(self.cleaned_data["isbn"]).strip()
        if text == str(self.initial.get("isbn", "")) or not text or normalise(text):
            return text
        found = wrong(text)
        assert found is not None
        raise forms.ValidationError(isbn_sentence(text, found))

    def fields_typed(self) -> RecordFields:
        """What was typed, once valid."""
        held = dict(self.cleaned_data)
        held.pop("is_unsure")
        for name in ("other_authors", "subjects"):
            held[name] = tuple(one for one in _LINES.split(held[name]) if one.strip())
        held["summary"] = held["summary"].replace("\r\n", "\n")
        return RecordFields(**held)


def initial_of(fields: RecordFields) -> dict[str, Any]:
    """The form's first values for a record."""
    held = {name: getattr(fields, name) for name in RecordFields.__dataclass_fields__}
    for name in ("other_authors", "subjects"):
        held[name] = "\n".join(held[name])
    held["year"] = "" if fields.year is None else str(fields.year)
    held["price"] = "" if fields.price is None else f"{fields.price:,}".replace(",", ".")
    return held


def told_kind(author: str) -> str:
    """What the first choice says: which kind the name itself tells."""
    if not author.strip():
        return gettext("tự nhận theo tên")
    name = str(dict(KINDS_OF_NAMES)[kind_of_name(author)])
    return gettext("tự nhận: %(kind)s") % {"kind": name}


class QuickForm(forms.Form):
    title = forms.CharField(label=_("Nhan đề"), max_length=1000, help_text=_("Như in trên bìa."))
    author = forms.CharField(label=_("Tác giả"), required=False, max_length=300)
    price = forms.CharField(
        label=_("Giá bìa"), required=False, max_length=30, help_text=_("Bằng đồng: 45.000")
    )
    clean_price = RecordForm.clean_price


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Lý do"), max_length=300)


class AskForm(forms.Form):
    note = forms.CharField(
        label=_("Cần gì"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Ví dụ: “Có 12 bản chờ vào kệ, cần ký hiệu phân loại”, “sai tên tác giả”."),
    )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Trả lời"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, is_asked: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not is_asked:
            del self.fields["answer"]
