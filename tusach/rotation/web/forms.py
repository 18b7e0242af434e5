"""The room's forms. What a rule decides is asked of the services, not checked here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django import forms
from django.forms import formset_factory
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tusach.catalogue.api import Audience
from tusach.holdings.api import Collection, registers_of, sources
from tusach.network.api import PointField
from tusach.people.api import Account
from tusach.rotation.models import Leg, UseCount
from tusach.rotation.rules.states import ReturnedAs
from tusach.rotation.selectors.batches import destinations_for, stores_for
from tusach.rotation.selectors.picking import Profile, languages
from tusach.ui.api import DayField, DongField, MomentField


def names_in(text: str) -> list[str]:
    """One name a line, or several on a line with commas."""
    return [name.strip() for name in text.replace("\n", ",").split(",") if name.strip()]


class BatchForm(forms.Form):
    store: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Nơi gửi"), queryset=None, empty_label=None
    )
    leaves_on = DayField(label=_("Ngày đi"))
    purpose = forms.CharField(
        label=_("Mục đích"),
        max_length=300,
        required=False,
        help_text=_("Ví dụ: phục vụ năm học 2026–2027."),
    )
    plan_reference = forms.CharField(
        label=_("Căn cứ kế hoạch"),
        max_length=300,
        required=False,
        help_text=_("Số, ngày của kế hoạch; in vào phần căn cứ của biên bản."),
    )
    staff = forms.CharField(
        label=_("Người đi"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi người một dòng. Thư viện tỉnh thường cần ít nhất hai người."),
    )
    note = forms.CharField(
        label=_("Ghi chú"), required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, user: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["store"].queryset = stores_for(user)  # type: ignore[attr-defined]

    def clean_staff(self) -> list[str]:
        return names_in(self.cleaned_data["staff"])


class DestinationForm(forms.Form):
    due_on = DayField(label=_("Hạn trả"), required=False)
    needs = forms.CharField(label=_("Nhu cầu của điểm"), max_length=1000, required=False)

    def __init__(self, *args: Any, user: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["point"] = PointField(
            label=_("Điểm nhận"), required=False, points=destinations_for(user)
        )
        self.order_fields(["point", "due_on", "needs"])

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("point") and not found.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Cần hạn trả của điểm này."))
        return found


DestinationSet = formset_factory(DestinationForm, extra=0, max_num=60)


class ProfileForm(forms.Form):
    words = forms.CharField(
        label=_("Chủ đề, từ khoá"),
        required=False,
        max_length=300,
        help_text=_("Cách nhau bằng dấu phẩy; có một từ là được."),
    )
    audiences = forms.MultipleChoiceField(
        label=_("Đối tượng"),
        choices=Audience.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    class_prefix = forms.CharField(
        label=_("Ký hiệu phân loại bắt đầu bằng"), required=False, max_length=20
    )
    language = forms.ChoiceField(label=_("Ngôn ngữ"), required=False)
    collection = forms.ChoiceField(
        label=_("Kho"), choices=[("", _("Mọi kho")), *Collection.choices], required=False
    )
    wished = forms.IntegerField(label=_("Số bản muốn lấy"), min_value=1, max_value=2000)
    per_title = forms.IntegerField(
        label=_("Nhiều nhất mỗi tên sách"),
        min_value=1,
        max_value=60,
        help_text=_("Bộ cho cả lớp thì tăng lên."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["language"]
        field.choices = [("", _("Mọi ngôn ngữ")), *((c, c) for c in languages())]  # type: ignore[attr-defined]

    def profile(self) -> Profile:
        data = self.cleaned_data
        return Profile(
            words=tuple(names_in(data["words"])),
            audiences=tuple(data["audiences"]),
            language=data["language"],
            class_prefix=data["class_prefix"].strip(),
            collection=data["collection"],
            wished=data["wished"],
            per_title=data["per_title"],
        )


class UnlabelledForm(forms.Form):
    title = forms.CharField(label=_("Nhan đề"), max_length=300)
    author = forms.CharField(label=_("Tác giả"), max_length=200, required=False)
    register: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Sổ đăng ký"), queryset=None, empty_label=None
    )
    source: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        label=_("Nguồn"), queryset=None, to_field_name="code"
    )
    price = DongField(label=_("Giá (đồng)"), required=False)

    def __init__(self, leg: Leg, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        store = leg.batch.store
        found = registers_of(store.pk)
        if not found.exists() and store.parent_id:
            found = registers_of(store.parent_id)
        self.fields["register"].queryset = found.select_related("owner")  # type: ignore[attr-defined]
        self.fields["source"].queryset = sources()  # type: ignore[attr-defined]


class PartiesForm(forms.Form):
    made_on = DayField(label=_("Ngày biên bản"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    giver_name = forms.CharField(label=_("Họ và tên"), max_length=200, required=False)
    giver_post = forms.CharField(label=_("Chức vụ"), max_length=200, required=False)
    giver_phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)
    receiver_name = forms.CharField(
        label=_("Họ và tên"),
        max_length=200,
        required=False,
        help_text=_("Để trống được: ký và ghi tên bằng tay khi bàn giao."),
    )
    receiver_post = forms.CharField(label=_("Chức vụ"), max_length=200, required=False)
    receiver_phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)


class SignForm(forms.Form):
    giver_name = forms.CharField(label=_("Người giao đã ký"), max_length=200)
    receiver_name = forms.CharField(label=_("Người nhận đã ký"), max_length=200)
    signed_at = MomentField(label=_("Ký lúc"))
    keyed_later = forms.BooleanField(label=_("Ghi lại sau từ bản giấy đã ký"), required=False)


class ReceiveForm(forms.Form):
    receiver_name = forms.CharField(label=_("Họ và tên người nhận"), max_length=200)
    receiver_post = forms.CharField(label=_("Chức vụ"), max_length=200, required=False)
    receiver_phone = forms.CharField(label=_("Điện thoại"), max_length=40, required=False)
    added = forms.CharField(
        label=_("Bản nhận thêm ngoài danh mục"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("Mỗi mã vạch một dòng. Để trống nếu không có."),
    )

    def clean_added(self) -> list[str]:
        return list(dict.fromkeys(names_in(self.cleaned_data["added"])))


class ExtendForm(forms.Form):
    due_on = DayField(label=_("Hạn mới"))
    reason = forms.CharField(label=_("Lý do"), max_length=300)
    by_phone = forms.BooleanField(label=_("Báo qua điện thoại, giấy gửi sau"), required=False)
    paper_on = DayField(label=_("Ngày nhận giấy"), required=False)


class PaperCameForm(forms.Form):
    paper_on = DayField(label=_("Ngày nhận giấy"))


class RecallForm(forms.Form):
    reason = forms.CharField(label=_("Lý do thu hồi"), max_length=300)


class GuidanceForm(forms.Form):
    day = DayField(label=_("Ngày"))
    minutes = forms.IntegerField(label=_("Số phút"), min_value=1, max_value=1440, required=False)
    staff = forms.CharField(label=_("Cán bộ hướng dẫn"), max_length=600)
    content = forms.CharField(
        label=_("Nội dung hướng dẫn"), widget=forms.Textarea(attrs={"rows": 4})
    )

    def clean_staff(self) -> list[str]:
        return names_in(self.cleaned_data["staff"])


class PhotoForm(forms.Form):
    picture = forms.FileField(
        label=_("Ảnh"),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
        help_text=_("JPEG, PNG hoặc WebP. Không chụp rõ mặt trẻ em khi chưa được đồng ý."),
    )
    caption = forms.CharField(label=_("Chú thích"), max_length=200, required=False)


def _months(leg: Leg) -> list[tuple[str, str]]:
    start = timezone.localdate(leg.handed_over_at) if leg.handed_over_at else leg.batch.leaves_on
    end = timezone.localdate(leg.returned_at) if leg.returned_at else timezone.localdate()
    found, month = [], end.replace(day=1)
    while month >= start.replace(day=1):
        found.append((f"{month:%Y-%m}", f"{month:%m/%Y}"))
        month = (month - timedelta(days=1)).replace(day=1)
    return found


class UseForm(forms.Form):
    month = forms.ChoiceField(label=_("Tháng"))
    visit = forms.IntegerField(
        label=UseCount.Measure.VISIT.label,
        min_value=0,
        max_value=1_000_000,
        help_text=_("Người đến, kể cả đến nhiều lần."),
    )
    item_served = forms.IntegerField(
        label=UseCount.Measure.ITEM_SERVED.label,
        min_value=0,
        max_value=1_000_000,
        help_text=_("Số lần sách được đọc hoặc mượn, không phải số người."),
    )
    is_exact = forms.ChoiceField(
        label=_("Cách đếm"),
        choices=[("1", _("Đếm từng lượt")), ("", _("Ước tính"))],
        required=False,
        initial="1",
    )
    wishes = forms.CharField(
        label=_("Bạn đọc muốn có thêm"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, leg: Leg, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["month"].choices = _months(leg)  # type: ignore[attr-defined]

    def clean_month(self) -> date:
        year, month = self.cleaned_data["month"].split("-")
        return date(int(year), int(month), 1)


class MissingForm(forms.Form):
    """What is paid for each chosen copy that did not come back, or by which decision they are
    withdrawn."""

    decision = forms.CharField(label=_("Số quyết định"), max_length=300, required=False)

    def __init__(self, *args: Any, chosen: list[int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key in chosen:
            self.fields[f"paid-{key}"] = DongField(label=_("Bồi thường (đồng)"), required=False)

    def paid(self, key: int) -> int:
        return self.cleaned_data[f"paid-{key}"] or 0


class ReturnForm(forms.Form):
    """Who hands back and who takes back, for the record of the return."""

    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    giver_name = forms.CharField(label=_("Người trả"), max_length=200, required=False)
    receiver_name = forms.CharField(label=_("Người nhận lại"), max_length=200, required=False)


class InspectForm(forms.Form):
    made_on = DayField(label=_("Ngày kiểm tra"))
    inspectors = forms.CharField(label=_("Người kiểm tra"), max_length=600)
    finding = forms.CharField(label=_("Kết luận"), widget=forms.Textarea(attrs={"rows": 4}))

    def clean_inspectors(self) -> list[str]:
        return names_in(self.cleaned_data["inspectors"])


class CloseForm(forms.Form):
    made_on = DayField(label=_("Ngày biên bản"))
    place = forms.CharField(label=_("Địa điểm"), max_length=200, required=False)
    drawn_by = forms.CharField(label=_("Người lập"), max_length=200)
    director = forms.CharField(label=_("Thủ trưởng đơn vị"), max_length=200, required=False)


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Lý do huỷ"), max_length=300)


class PassOnForm(forms.Form):
    due_on = DayField(label=_("Hạn trả"))
    signed_at = MomentField(label=_("Ký lúc"))
    giver_name = forms.CharField(label=_("Người giao đã ký"), max_length=200)
    giver_post = forms.CharField(label=_("Chức vụ"), max_length=200, required=False)
    receiver_name = forms.CharField(label=_("Người nhận đã ký"), max_length=200)
    receiver_post = forms.CharField(label=_("Chức vụ"), max_length=200, required=False)

    def __init__(self, user: Account, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["to"] = PointField(label=_("Chuyển đến điểm"), points=destinations_for(user))
        self.order_fields(["to"])
        # Whoever has the books in hand scans them; a list to tick is for a few.
        self.fields["codes"] = forms.CharField(
            label=_("Mã các bản chuyển đi"),
            help_text=_("Quét hoặc dán mã vạch, mỗi dòng một mã; hoặc đánh dấu trong danh sách."),
            widget=forms.Textarea(attrs={"rows": 4, "spellcheck": "false"}),
            required=False,
        )


class AnswerForm(forms.Form):
    answer = forms.CharField(
        label=_("Trả lời"),
        max_length=300,
        help_text=_("Thiết bị của điểm nhận được câu này ở lần liên lạc sau nếu là xin gia hạn."),
    )


class OverviewForm(forms.Form):
    day = DayField(label=_("Ngày"))


CONDITIONS = list(ReturnedAs.choices)
