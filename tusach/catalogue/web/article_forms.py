"""The form of an article of a newspaper, magazine or collection."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.compose import RecordFields
from tusach.catalogue.linking.articles import OF_ARTICLES, Place, place_in
from tusach.catalogue.marc.record import MarcRecord
from tusach.catalogue.merge import decompose
from tusach.catalogue.web.forms import RecordForm, initial_of

_DAY = re.compile(r"(?:(?:(\d{1,2})/)?(\d{1,2})/)?((?:18|19|20)\d\d)")


class ArticleForm(forms.Form):
    title = forms.CharField(
        label=_("Nhan đề bài"),
        max_length=1000,
        help_text=_("Như in trên báo, viết hoa theo chính tả."),
    )
    subtitle = RecordForm.base_fields["subtitle"]
    author = RecordForm.base_fields["author"]
    other_authors = forms.CharField(
        label=_("Tác giả khác"),
        required=False,
        max_length=3000,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi người một dòng."),
    )
    host = forms.CharField(
        label=_("Trích từ"),
        max_length=1000,
        help_text=_("Gõ tên báo, tạp chí, sách có bài này, hoặc số kiểm soát của biểu ghi."),
        widget=forms.TextInput(attrs={"list": "hosts", "autocomplete": "off"}),
    )
    issue = forms.CharField(
        label=_("Số báo"), required=False, max_length=60, help_text=_("“2345”, “Xuân Ất Tỵ”")
    )
    day = forms.CharField(
        label=_("Ngày ra báo"),
        required=False,
        max_length=10,
        help_text=_("“12/05/2025”, “5/2025” hoặc “2025”"),
    )
    in_pages = forms.CharField(
        label=_("Trang"), required=False, max_length=60, help_text=_("“3” hoặc “3-5”")
    )
    other_place = forms.CharField(
        label=_("Vị trí như nguồn ghi"),
        required=False,
        max_length=500,
        help_text=_("Biểu ghi từ nơi khác ghi vị trí bằng lời riêng. Xoá ô này để ghi bằng số."),
    )
    responsibility = RecordForm.base_fields["responsibility"]
    language = RecordForm.base_fields["language"]
    class_number = RecordForm.base_fields["class_number"]
    subjects = RecordForm.base_fields["subjects"]
    summary = RecordForm.base_fields["summary"]
    note = RecordForm.base_fields["note"]

    WIDE = frozenset(
        {
            "title",
            "subtitle",
            "author",
            "responsibility",
            "host",
            "other_authors",
            "subjects",
            "summary",
            "note",
            "other_place",
        }
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        language = self.fields["language"]
        assert isinstance(language, forms.ChoiceField)
        held = self.initial.get("language", "")
        if held and held not in dict(language.choices):  # type: ignore[arg-type]
            language.choices = [*language.choices, (held, held)]  # type: ignore[misc]
        if not self.initial.get("other_place"):
            del self.fields["other_place"]

    def groups(self) -> list[tuple[Any, list[tuple[Any, bool]]]]:
        """(legend, [(field, takes the whole width)])"""
        parts = (
            (_("Bài"), ("title", "subtitle", "author", "other_authors", "responsibility")),
            (_("Nguồn trích"), ("host", "issue", "day", "in_pages", "other_place")),
            (_("Nội dung"), ("subjects", "class_number", "language", "summary", "note")),
        )
        return [
            (label, [(self[name], name in self.WIDE) for name in names if name in self.fields])
            for label, names in parts
        ]

    def clean_day(self) -> str:
        text = str(self.cleaned_data["day"]).strip().replace("-", "/").replace(".", "/")
        if not text:
            return ""
        found = _DAY.fullmatch(text)
        day, month = (int(found[1] or 1), int(found[2] or 1)) if found else (0, 0)
        if found is None or not (1 <= month <= 12 and 1 <= day <= 31):
            raise forms.ValidationError(
                gettext(
                    "“%(value)s” không rõ là ngày nào: hãy ghi như 12/05/2025, 5/2025 hay 2025."
                )
                % {"value": self.cleaned_data["day"]}
            )
        return text

    def clean_issue(self) -> str:
        # "Số" is written before it.
        return re.sub(r"(?i)^số\s+", "", str(self.cleaned_data["issue"]).strip())

    def clean_in_pages(self) -> str:
        return re.sub(r"(?i)^(?:tr\.|trang)\s*", "", str(self.cleaned_data["in_pages"]).strip())

    def fields_typed(self) -> RecordFields:
        """What was typed of the article, once valid."""
        held = {name: self.cleaned_data[name] for name in OF_ARTICLES}
        for name in ("other_authors", "subjects"):
            held[name] = tuple(re.split(r"\s*[\n;]\s*", held[name].strip())) if held[name] else ()
        held["summary"] = held["summary"].replace("\r\n", "\n")
        return RecordFields(**held)

    def place_typed(self) -> Place:
        typed = self.cleaned_data
        if other := typed.get("other_place", "").strip():
            return Place(other=other)
        return Place(issue=typed["issue"], day=typed["day"], pages=typed["in_pages"])


def article_initial(marc: MarcRecord, host: str) -> dict[str, Any]:
    """The form's first values for an article that lies in the record titled ``host``."""
    held = initial_of(decompose(marc))
    place = place_in(marc)
    return {
        **{name: held[name] for name in OF_ARTICLES},
        "host": host,
        "issue": place.issue,
        "day": place.day,
        "in_pages": place.pages,
        "other_place": place.other,
    }
