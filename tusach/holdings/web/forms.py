"""The room's forms. They read what was typed; the services decide."""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from tusach.holdings.models import Collection, Condition, Copy, Register, RegisterKind, Source
from tusach.holdings.rules import State
from tusach.network.api import PointField, ServicePoint
from tusach.ui.api import DayField, DongField

FIRST_DAY = date(1917, 1, 1)


def day_field(**more: Any) -> DayField:
    """A day of the register: not before there were public libraries here, not in the future."""
    return DayField(earliest=FIRST_DAY, latest=timezone.localdate, **more)


def moment_of(day: date | None, now: datetime) -> datetime:
    """Today stands for now; an earlier day for its noon, in the province's time."""
    if day is None or day >= timezone.localdate(now):
        return now
    return timezone.make_aware(datetime.combine(day, time(12, 0)))


class RegisterField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """A register, called by its library too: several have one of the same name."""

    def label_from_instance(self, obj: Register) -> str:
        return f"{obj.owner.name} – {obj.name}"


class AccessionForm(forms.Form):
    """Entering copies of a title in a register."""

    register = RegisterField(Register.objects.none(), label=gettext_lazy("Sổ đăng ký cá biệt"))
    count = forms.IntegerField(
        label=gettext_lazy("Số bản"), min_value=1, max_value=500, initial=1,
        help_text=gettext_lazy("Mỗi bản nhận một số ĐKCB và một mã vạch."),
    )  # fmt: skip
    source = forms.ModelChoiceField(Source.objects.none(), label=gettext_lazy("Nguồn"))
    fund = forms.CharField(
        label=gettext_lazy("Kinh phí, số quyết định hoặc người tặng"),
        max_length=200,
        required=False,
    )
    price = DongField(
        label=gettext_lazy("Giá một bản (đồng)"), required=False,
        help_text=gettext_lazy("Dùng để tính giá trị và bồi thường. Để trống nếu không biết."),
    )  # fmt: skip
    day = day_field(label=gettext_lazy("Ngày vào sổ"))
    collection = forms.ChoiceField(label=gettext_lazy("Kho"), choices=Collection.choices)
    condition = forms.ChoiceField(
        label=pgettext_lazy("copy", "Tình trạng"), choices=Condition.choices, initial=Condition.NEW
    )
    shelf_mark = forms.CharField(
        label=gettext_lazy("Ký hiệu xếp giá"), max_length=80, required=False,
        help_text=gettext_lazy(
            "Gợi ý theo bảng thư viện chọn, sửa được. Để trống thì lấy ký hiệu phân loại."
        ),
    )  # fmt: skip
    barcodes = forms.CharField(
        label=gettext_lazy("Mã vạch in sẵn"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy(
            "Nếu đã dán nhãn in sẵn: quét lần lượt, mỗi mã một dòng. Để trống thì hệ thống cấp."
        ),
    )
    aliases = forms.CharField(
        label=gettext_lazy("Mã vạch cũ"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=gettext_lazy("Mã có sẵn trên sách, mỗi bản một dòng, theo thứ tự."),
    )

    def __init__(
        self,
        *args: Any,
        registers: QuerySet[Register],
        sources: QuerySet[Source],
        **more: Any,
    ) -> None:
        super().__init__(*args, **more)
        register = self.fields["register"]
        source = self.fields["source"]
        assert isinstance(register, forms.ModelChoiceField)
        assert isinstance(source, forms.ModelChoiceField)
        register.queryset = registers
        source.queryset = sources

    def clean(self) -> dict[str, Any]:
        values: dict[str, Any] = super().clean() or {}
        for name in ("barcodes", "aliases"):
            lines = [line.strip() for line in values.get(name, "").splitlines()]
            values[name] = [line for line in lines if line]
            if values[name] and len(values[name]) != values.get("count"):
                self.add_error(
                    name,
                    _("Có %(lines)s mã cho %(count)s bản; mỗi bản một mã.")
                    % {"lines": len(values[name]), "count": values.get("count", 0)},
                )
            elif len(set(values[name])) != len(values[name]):
                self.add_error(name, _("Có mã ghi hai lần."))
        return values


class ReasonForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Lý do"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class NoteForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Ghi chú"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


class LoseForm(ReasonForm):
    day = day_field(label=gettext_lazy("Ngày phát hiện"))


class WhereForm(NoteForm):
    """Where a copy is: at a point or in a box."""

    def __init__(self, *args: Any, points: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["point"] = PointField(
            points=points,
            label=pgettext_lazy("one thing", "Điểm phục vụ"),
            help_text=gettext_lazy("Gõ tên hoặc mã của điểm."),
        )
        self.order_fields(["point", "state", "note"])


class SettleForm(WhereForm):
    state = forms.ChoiceField(
        label=gettext_lazy("Trạng thái"),
        choices=[
            (s.value, s.label)
            for s in (
                State.IN_STORE,
                State.IN_SERVICE,
                State.ON_LOAN,
                State.LOST,
                State.DAMAGED,
                State.QUARANTINE,
            )
        ],
    )

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.fields["note"].required = True
        self.fields["note"].label = _("Căn cứ (đã kiểm tra thế nào)")


class WithdrawForm(forms.Form):
    decision = forms.CharField(label=gettext_lazy("Số quyết định"), max_length=100)
    note = forms.CharField(
        label=gettext_lazy("Mất vì sao, căn cứ nào"),
        max_length=300,
        help_text=gettext_lazy(
            "Ví dụ: thiếu khi kiểm kê (biên bản số …), bạn đọc đã đền (phiếu thu số …), bị trộm, "
            "lũ quét (biên bản ngày …)."
        ),
    )
    day = day_field(label=gettext_lazy("Ngày quyết định"))


class WithdrawManyForm(WithdrawForm):
    scans = forms.CharField(
        label=gettext_lazy("Các bản"),
        max_length=60_000,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Quét hoặc gõ mã vạch, số ĐKCB; mỗi bản một dòng."),
    )


class DetailsForm(forms.ModelForm):  # type: ignore[type-arg]  # not generic at run time
    price = DongField(label=gettext_lazy("Giá (đồng)"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput)

    class Meta:
        model = Copy
        fields = ["collection", "shelf_mark", "condition", "price", "source", "fund", "note"]

    field_order = ["collection", "shelf_mark", "condition", "price", "source", "fund", "note"]


class AliasForm(forms.Form):
    value = forms.CharField(label=gettext_lazy("Mã vạch cũ"), max_length=60)


class BoxForm(forms.Form):
    owner = forms.ModelChoiceField(ServicePoint.objects.none(), label=gettext_lazy("Của thư viện"))
    code = forms.CharField(
        label=gettext_lazy("Mã thùng"),
        max_length=30,
        required=False,
        help_text=gettext_lazy("Để trống thì hệ thống cấp mã tiếp theo."),
    )
    name = forms.CharField(label=gettext_lazy("Tên thùng"), max_length=120, required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)

    def __init__(self, *args: Any, owners: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = owners


class RenameBoxForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Tên thùng"), max_length=120, required=False)
    note = forms.CharField(label=gettext_lazy("Ghi chú"), max_length=300, required=False)


class RegisterForm(forms.Form):
    owner = forms.ModelChoiceField(ServicePoint.objects.none(), label=gettext_lazy("Của thư viện"))
    name = forms.CharField(label=gettext_lazy("Tên sổ"), max_length=120)
    kind = forms.ChoiceField(
        label=gettext_lazy("Loại sổ"),
        choices=RegisterKind.choices,
        initial=RegisterKind.BOOKS,
        required=False,
        help_text=gettext_lazy(
            "Trường học giữ riêng sổ sách giáo khoa, sách nghiệp vụ, sách tham khảo."
        ),
    )
    mark = forms.CharField(
        label=gettext_lazy("Ký hiệu trước số"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("Như LC. trong LC.000123."),
    )
    width = forms.IntegerField(
        label=gettext_lazy("Số chữ số"), min_value=1, max_value=10, initial=6
    )
    next_number = forms.IntegerField(
        label=gettext_lazy("Số tiếp theo"),
        min_value=1,
        max_value=10**9,
        initial=1,
        help_text=gettext_lazy("Sổ giấy đã ghi đến số nào thì bắt đầu từ số kế tiếp."),
    )

    def __init__(self, *args: Any, owners: QuerySet[ServicePoint], **more: Any) -> None:
        super().__init__(*args, **more)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)
        owner.queryset = owners

    def clean_kind(self) -> str:
        return str(self.cleaned_data["kind"] or RegisterKind.BOOKS)


class MomentForm(forms.Form):
    """As of when, and as known when."""

    ngay = day_field(label=gettext_lazy("Tính đến hết ngày"), required=False)
    biet = day_field(
        label=gettext_lazy("Theo những gì đã ghi đến hết ngày"),
        required=False,
        help_text=gettext_lazy("Để trống: kể cả những gì được ghi về sau."),
    )
