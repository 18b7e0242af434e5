"""Service points with a lasting identity, and what was true of each and when."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeOperators
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from tusach.network.models.units import AdminUnit


class PointKind(models.TextChoices):
    """Every kind of place that serves readers (R-033 to R-053 and the police)."""

    PROVINCIAL_LIBRARY = "provincial_library", _("Thư viện tỉnh")
    ROTATION_STORE = "rotation_store", _("Kho sách luân chuyển")
    DISTRICT_LIBRARY = "district_library", _("Thư viện cấp huyện")
    COMMUNE_LIBRARY = "commune_library", _("Thư viện cấp xã")
    GRASSROOTS_MODEL = "grassroots_model", _("Mô hình thư viện cơ sở")
    POST_CULTURE_POINT = "post_culture_point", _("Điểm Bưu điện – Văn hóa xã")
    LEARNING_CENTRE = "learning_centre", _("Trung tâm học tập cộng đồng")
    INTERNET_POINT = "internet_point", _("Điểm truy cập internet cộng đồng")
    LAW_BOOKCASE = "law_bookcase", _("Tủ sách pháp luật")
    VILLAGE_BOOKCASE = "village_bookcase", _("Tủ sách bản, khu phố")
    FAMILY_BOOKCASE = "family_bookcase", _("Tủ sách gia đình, dòng họ, khuyến học")
    PRIVATE_LIBRARY = "private_library", _("Thư viện tư nhân có phục vụ cộng đồng")
    COMMUNITY_LIBRARY = "community_library", _("Thư viện cộng đồng")
    SCHOOL_LIBRARY = "school_library", _("Thư viện trường học")
    BORDER_POST = "border_post", _("Đồn biên phòng")
    PRISON = "prison", _("Trại giam, trại tạm giam")
    POLICE = "police", _("Thư viện, tủ sách công an")
    ARMED_FORCES_LIBRARY = "armed_forces_library", _("Thư viện lực lượng vũ trang")
    SPECIAL_LIBRARY = "special_library", _("Thư viện chuyên ngành")
    MOBILE_STOP = "mobile_stop", _("Điểm phục vụ lưu động")
    CLUB = "club", _("Câu lạc bộ, nhà văn hóa, bảo tàng")
    BOOKSHOP = "bookshop", _("Nhà sách")
    ONLINE = "online", _("Thư viện số, trang thông tin")


# Places of army, border guard, police and prisons: no public page, position, hours or facet
# (Law on the protection of state secrets; design §5).
SECRET_KINDS = frozenset(
    {
        PointKind.BORDER_POST,
        PointKind.PRISON,
        PointKind.POLICE,
        PointKind.ARMED_FORCES_LIBRARY,
    }
)


class LegalForm(models.TextChoices):
    PUBLIC = "public", _("công lập")
    NON_PUBLIC = "non_public", _("ngoài công lập")


class AreaClass(models.TextChoices):
    """Classes of area by which plans count points (R-054)."""

    RURAL = "rural", _("nông thôn")
    DEEP = "deep", _("vùng sâu")
    REMOTE = "remote", _("vùng xa")
    BORDER = "border", _("biên giới")
    ETHNIC_MINORITY = "ethnic_minority", _("vùng đồng bào dân tộc thiểu số")
    HARD = "hard", _("điều kiện kinh tế – xã hội khó khăn")
    VERY_HARD = "very_hard", _("điều kiện kinh tế – xã hội đặc biệt khó khăn")
    NEW_RURAL = "new_rural", _("xã nông thôn mới")


class Connectivity(models.TextChoices):
    NONE = "none", _("không có sóng")
    SMS = "sms", _("chỉ gọi và nhắn tin (2G)")
    MOBILE_3G = "3g", _("3G")
    MOBILE_4G = "4g", _("4G trở lên")
    FIXED = "fixed", _("internet cố định (ADSL, vệ tinh)")
    FIBRE = "fibre", _("cáp quang")


class Topic(models.TextChoices):
    """What can be true of a point for a time."""

    NAME = "name", _("tên")
    KIND = "kind", _("loại")
    COMMUNE = "commune", _("xã, phường")
    PARENT = "parent", _("trực thuộc điểm")
    OWNER = "owner", _("cơ quan chủ quản")
    LEGAL_FORM = "legal_form", _("loại hình")
    AREA_CLASSES = "area_classes", _("vùng")
    CONNECTIVITY = "connectivity", _("kết nối")
    HOURS = "hours", _("giờ mở cửa")
    HOST = "host", _("nơi đặt điểm")
    CONTACT = "contact", _("người liên hệ")
    PHONE = "phone", _("điện thoại")
    EMAIL = "email", _("thư điện tử")
    ADDRESS = "address", _("địa chỉ")
    FLOOR_AREA = "floor_area", _("diện tích (m²)")
    SEATS = "seats", _("chỗ ngồi")
    COMPUTERS = "computers", _("máy tính cho bạn đọc")
    ACCESSIBLE = "accessible", _("lối đi cho người khuyết tật")
    POSITION = "position", pgettext_lazy("geography", "vị trí")


class ServicePoint(models.Model):
    """A place that serves readers; it keeps this row while all else about it changes.

    What is true of it at a date stands in :class:`PointFact`. The columns marked below
    repeat today's facts for lists and filters; ``services.current.refresh`` alone writes
    them.
    """

    code = models.CharField(_("mã điểm"), max_length=24, unique=True)
    opened_on = models.DateField(_("phục vụ từ ngày"), null=True, blank=True)
    # The first day on which it no longer served.
    closed_on = models.DateField(_("đóng từ ngày"), null=True, blank=True)
    closed_reason = models.CharField(_("lý do đóng"), max_length=300, blank=True)
    closed_basis = models.CharField(_("căn cứ đóng"), max_length=300, blank=True)
    founded_on = models.DateField(_("ngày thành lập"), null=True, blank=True)
    founding_basis = models.CharField(_("quyết định thành lập"), max_length=300, blank=True)
    note = models.TextField(_("ghi chú"), blank=True)
    # Made up for the demonstration; pages say so.
    invented = models.BooleanField(default=False)
    version = models.PositiveIntegerField(default=1)

    # Today's facts.
    name = models.CharField(_("tên"), max_length=200)
    sort_key = models.CharField(max_length=2000, blank=True)
    folded = models.CharField(max_length=200, blank=True)
    kind = models.CharField(_("loại"), max_length=30, choices=PointKind)
    commune = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    province = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="+")
    owner = models.CharField(_("cơ quan chủ quản"), max_length=200, blank=True)
    legal_form = models.CharField(_("loại hình"), max_length=12, choices=LegalForm, blank=True)
    area_classes = ArrayField(
        models.CharField(max_length=20, choices=AreaClass), default=list, blank=True
    )
    connectivity = models.CharField(_("kết nối"), max_length=10, choices=Connectivity, blank=True)
    lat = models.FloatField(null=True)
    lon = models.FloatField(null=True)

    class Meta:
        ordering = ["sort_key", "pk"]
        indexes = [
            models.Index(fields=["province", "sort_key", "id"], name="point_by_province"),
            models.Index(fields=["commune"], name="point_by_commune"),
            models.Index(fields=["kind"], name="point_by_kind"),
            models.Index(fields=["parent"], name="point_by_parent"),
            models.Index(fields=["folded"], name="point_folded", opclasses=["text_pattern_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                name="point_closes_after_it_opens",
                condition=Q(closed_on__isnull=True)
                | Q(opened_on__isnull=True)
                | Q(closed_on__gte=F("opened_on")),
            ),
            models.CheckConstraint(
                name="point_is_not_its_own_parent",
                condition=Q(parent__isnull=True) | ~Q(parent=F("id")),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("network:point", args=[self.pk])

    @property
    def is_public(self) -> bool:
        """False for army, border guard, police and prisons: nothing of them is published."""
        return self.kind not in SECRET_KINDS

    @property
    def public_name(self) -> str:
        """What a public page may call it."""
        return self.name if self.is_public else gettext("một điểm khác")

    @property
    def is_closed(self) -> bool:
        """It is closed, or the day on which it will be is set."""
        return self.closed_on is not None


class PointFact(models.Model):
    """One thing that was true of a point in a period.

    ``valid`` is half-open; a missing lower end means that it is not known since when. A
    commune stands in ``unit`` and a superior point in ``other``, all else in ``value`` in
    the form that ``rules.topics`` gives for the topic.
    """

    point = models.ForeignKey(ServicePoint, models.PROTECT, related_name="facts")
    topic = models.CharField(_("mục"), max_length=20, choices=Topic)
    valid = DateRangeField(_("hiệu lực"))
    value = models.JSONField(null=True)
    unit = models.ForeignKey(AdminUnit, models.PROTECT, null=True, related_name="+")
    other = models.ForeignKey(ServicePoint, models.PROTECT, null=True, related_name="+")
    legal_basis = models.CharField(_("căn cứ"), max_length=300, blank=True)
    recorded_at = models.DateTimeField(_("ghi lúc"))
    recorded_by = models.CharField(_("người ghi"), max_length=200, blank=True)

    class Meta:
        ordering = ["point", "topic", "valid"]
        constraints = [
            ExclusionConstraint(
                name="point_has_one_fact_of_a_topic_at_a_time",
                expressions=[
                    ("point", RangeOperators.EQUAL),
                    ("topic", RangeOperators.EQUAL),
                    ("valid", RangeOperators.OVERLAPS),
                ],
            ),
            models.CheckConstraint(name="point_fact_has_days", condition=Q(valid__isempty=False)),
            models.CheckConstraint(
                name="point_fact_holds_its_kind_of_value",
                condition=(
                    Q(topic="commune", unit__isnull=False, other__isnull=True)
                    | Q(topic="parent", unit__isnull=True, other__isnull=False)
                    | (
                        ~Q(topic__in=["commune", "parent"])
                        & Q(unit__isnull=True, other__isnull=True)
                    )
                ),
            ),
        ]
        indexes = [
            models.Index(fields=["unit"], name="point_fact_by_unit"),
            models.Index(fields=["other"], name="point_fact_by_other"),
        ]

    def __str__(self) -> str:
        return f"{self.point_id} {self.topic}"


class CodeNumber(models.Model):
    """The last number given under a prefix of point codes; a number is never given twice."""

    prefix = models.CharField(max_length=16, primary_key=True)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.prefix}{self.last}"
