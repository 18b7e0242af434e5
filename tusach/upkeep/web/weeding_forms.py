"""Forms of a round of weeding."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from tusach.holdings.api import MOST_CODES, Collection, Register, codes_in
from tusach.network.api import PointField, ServicePoint
from tusach.ui.api import DayField, DongField
from tusach.upkeep.models import Fate, FileKind
from tusach.upkeep.selectors.weedings import criteria


def past_day(**more: Any) -> DayField:
    """A day up to today: what a paper says has happened."""
    return DayField(latest=timezone.localdate, **more)


class NewWeedingForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên đợt"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Lý do thanh lọc"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Đứng trong tờ trình; ghi sau cũng được."),
    )

    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["owner"] = PointField(
            points=points,
            label=gettext_lazy("Thư viện"),
            help_text=gettext_lazy("Gõ tên hoặc mã của điểm."),
        )
        self.order_fields(["owner", "name", "reason"])


class EditWeedingForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên đợt"), max_length=200)
    reason = forms.CharField(
        label=gettext_lazy("Lý do thanh lọc"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class CodesForm(forms.Form):
    """Copies named by their codes, for one reason."""

    criterion: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=gettext_lazy("Lý do thanh lọc"), empty_label=None
    )
    codes = forms.CharField(
        label=gettext_lazy("Mã vạch, số ĐKCB"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 5, "spellcheck": "false"}),
        help_text=gettext_lazy("Quét lần lượt hoặc dán từ bảng tính; mỗi bản một mã."),
    )
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["criterion"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = criteria()

    def clean_codes(self) -> list[str]:
        codes = codes_in(self.cleaned_data["codes"])
        if len(codes) > MOST_CODES:
            raise forms.ValidationError(
                _("Danh sách có %(count)s mã; mỗi lần nhiều nhất %(most)s. Hãy chia ra.")
                % {"count": len(codes), "most": MOST_CODES}
            )
        return codes


class FindForm(forms.Form):
    """What the system proposes: by a reason, within a part of the shelves."""

    criterion: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label=gettext_lazy("Lý do thanh lọc"), empty_label=None
    )
    shelf_from = forms.CharField(
        label=gettext_lazy("Từ ký hiệu xếp giá"), max_length=80, required=False
    )
    shelf_to = forms.CharField(
        label=gettext_lazy("Đến ký hiệu xếp giá"), max_length=80, required=False
    )
    collections = forms.MultipleChoiceField(
        label=gettext_lazy("Kho"),
        choices=[
            (key, label)
            for key, label in Collection.choices
            if key not in {Collection.LOCAL, Collection.RARE}
        ],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["criterion"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = criteria()

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        criterion = values.get("criterion")
        part = values.get("shelf_from") or values.get("shelf_to") or values.get("collections")
        if criterion is not None and not criterion.finder and not part:
            self.add_error(
                "shelf_from",
                _("Hệ thống không tự xét được lý do này: hãy nêu đoạn giá hoặc kho, hoặc quét mã."),
            )
        return values


class KeepForm(forms.Form):
    """The council keeps copies back."""

    codes = forms.CharField(
        label=gettext_lazy("Mã vạch, số ĐKCB"),
        max_length=200_000,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
    )
    note = forms.CharField(label=gettext_lazy("Lý do giữ lại"), max_length=300, required=False)
    lets_go = forms.BooleanField(
        label=gettext_lazy("Bỏ giữ lại: các bản này vẫn thanh lọc"), required=False
    )

    def clean_codes(self) -> list[str]:
        return codes_in(self.cleaned_data["codes"])


class SubmitForm(forms.Form):
    reason = forms.CharField(
        label=gettext_lazy("Lý do thanh lọc"),
        max_length=2000,
        help_text=gettext_lazy("In trong tờ trình."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    request_number = forms.CharField(
        label=gettext_lazy("Số tờ trình"), max_length=60, required=False
    )
    requested_on = past_day(label=gettext_lazy("Ngày trình"))


class AppraiseForm(forms.Form):
    council_decision = forms.CharField(
        label=gettext_lazy("Quyết định lập hội đồng"),
        max_length=200,
        help_text=gettext_lazy("Như: Quyết định số 12/QĐ-TVT."),
    )
    council_on = past_day(label=gettext_lazy("Ngày lập hội đồng"), required=False)
    council = forms.CharField(
        label=gettext_lazy("Thành phần hội đồng"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=gettext_lazy("Mỗi người một dòng: họ tên, chức vụ, vai trò."),
    )
    appraisal_number = forms.CharField(
        label=gettext_lazy("Số biên bản thẩm định"), max_length=60, required=False
    )
    appraised_on = past_day(label=gettext_lazy("Ngày thẩm định"))
    conclusion = forms.CharField(
        label=gettext_lazy("Kết luận của hội đồng"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class DecideForm(forms.Form):
    decision = forms.CharField(
        label=gettext_lazy("Số quyết định thanh lọc"),
        max_length=120,
        help_text=gettext_lazy("Như: 45/QĐ-TVT. Ghi vào cột xuất của sổ đăng ký."),
    )
    decided_on = past_day(label=gettext_lazy("Ngày quyết định"))
    decided_by = forms.CharField(label=gettext_lazy("Người ký"), max_length=120)


class DisposeForm(forms.Form):
    fate = forms.ChoiceField(label=gettext_lazy("Xử lý"), choices=Fate.choices)
    on_day = past_day(label=gettext_lazy("Ngày"))
    to_whom = forms.CharField(
        label=gettext_lazy("Bên nhận"),
        max_length=200,
        required=False,
        help_text=gettext_lazy("Cần khi tặng hoặc trao đổi."),
    )
    paper = forms.CharField(
        label=gettext_lazy("Số biên bản, hoá đơn"), max_length=120, required=False
    )
    amount = DongField(label=gettext_lazy("Số tiền thu được (đồng)"), required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)
    codes = forms.CharField(
        label=gettext_lazy("Chỉ những bản này"),
        max_length=200_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3, "spellcheck": "false"}),
        help_text=gettext_lazy("Để trống là mọi bản chưa ghi cách xử lý."),
    )

    def clean_codes(self) -> list[str]:
        return codes_in(self.cleaned_data["codes"])


class CancelForm(forms.Form):
    decision = forms.CharField(label=gettext_lazy("Số quyết định huỷ"), max_length=120)
    on_day = past_day(label=gettext_lazy("Ngày quyết định"))
    register: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None,
        label=gettext_lazy("Sổ ghi lại"),
        empty_label=None,
        help_text=gettext_lazy("Mỗi bản được cấp số mới; số đã gạch không cấp lại cho bản nào."),
    )

    def __init__(self, *args: Any, registers: QuerySet[Register], **more: Any) -> None:
        super().__init__(*args, **more)
        chosen = self.fields["register"]
        assert isinstance(chosen, forms.ModelChoiceField)
        chosen.queryset = registers


class ScanForm(forms.Form):
    """A scan of a signed paper for the file."""

    kind = forms.ChoiceField(label=gettext_lazy("Loại giấy tờ"), choices=FileKind.choices)
    file = forms.FileField(
        label=gettext_lazy("Tệp PDF, JPEG hoặc PNG"),
        help_text=gettext_lazy("Bản đã ký, đóng dấu. Nhiều nhất 20 MB."),
    )
