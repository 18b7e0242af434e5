import django.contrib.postgres.constraints
import django.db.models.deletion
from django.db import migrations, models

import tusach.policy.api


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("holdings", "0017_kinds_of_a_stocktakes_sums"),
        ("network", "0006_source_of_a_units_place"),
        ("offline", "0001_devices_and_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="SmsNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.PositiveIntegerField(unique=True, verbose_name="số hiệu nhắn tin"),
                ),
                ("given_at", models.DateTimeField()),
                ("given_by", models.CharField(blank=True, max_length=200)),
                (
                    "point",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Tally",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="tháng")),
                (
                    "span",
                    models.CharField(
                        choices=[("day", "một ngày"), ("month", "cả tháng")], max_length=6
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("on_site", "tại chỗ"),
                            ("home", "mượn về nhà"),
                            ("mobile", "phục vụ lưu động"),
                            ("rotation", "sách luân chuyển"),
                            ("online", "trực tuyến"),
                        ],
                        max_length=20,
                        verbose_name="hình thức",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("tap", "bấm đếm tại quầy"),
                            ("copy", "quét sách đọc tại chỗ"),
                            ("seat", "máy tính công cộng"),
                            ("device", "máy không có mạng gửi về"),
                            ("delivery", "giao sách tận nhà"),
                            ("sheet", "phiếu giấy"),
                            ("sms", "tin nhắn"),
                            ("box", "đợt luân chuyển"),
                        ],
                        max_length=10,
                        verbose_name="cách ghi",
                    ),
                ),
                ("exact", models.BooleanField(default=True, verbose_name="đếm được")),
                (
                    "reference",
                    models.CharField(blank=True, max_length=120, verbose_name="số phiếu, nơi lưu"),
                ),
                (
                    "photo",
                    models.FileField(
                        blank=True, upload_to="circulation/phieu/%Y", verbose_name="ảnh phiếu"
                    ),
                ),
                ("wishes", models.TextField(blank=True, verbose_name="nhu cầu, nguyện vọng")),
                ("text", models.CharField(blank=True, max_length=300)),
                ("key", models.CharField(blank=True, max_length=80)),
                ("seq", models.BigIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("live", "đang dùng"),
                            ("replaced", "đã sửa, có bản mới"),
                            ("taken_back", "đã huỷ"),
                        ],
                        default="live",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                ("by_account", models.BigIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True, verbose_name="huỷ, sửa lúc")),
                (
                    "ended_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người huỷ, sửa"),
                ),
                ("ended_why", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                (
                    "copy",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offline.device",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="điểm",
                    ),
                ),
                (
                    "replaces",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replaced_by",
                        to="circulation.tally",
                    ),
                ),
            ],
            options={
                "verbose_name": "phiếu đếm",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(
                        fields=["point", "month", "source"], name="circulation_tally_month"
                    ),
                    models.Index(fields=["point", "made_at"], name="circulation_tally_recent"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("device__isnull", False)),
                        fields=("device", "seq"),
                        name="circulation_tally_of_event",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "live"), models.Q(("key", ""), _negated=True)),
                        fields=("point", "key"),
                        name="circulation_tally_key_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("device__isnull", True), ("seq__isnull", True)),
                            models.Q(("device__isnull", False), ("seq__isnull", False)),
                            _connector="OR",
                        ),
                        name="circulation_tally_event_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SeatSession",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("seat", models.CharField(max_length=20, verbose_name="máy")),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("children", "thiếu nhi"),
                            ("pupils", "học sinh"),
                            ("adults", "người lớn"),
                            ("elderly", "người cao tuổi"),
                            ("soldiers", "bộ đội, công an"),
                            ("prisoners", "phạm nhân"),
                            ("unknown", "không phân loại"),
                        ],
                        max_length=20,
                        verbose_name="đối tượng",
                    ),
                ),
                ("under_age", models.BooleanField(default=False, verbose_name="trẻ em")),
                (
                    "consent",
                    models.BooleanField(
                        default=False, verbose_name="cha mẹ hoặc người giám hộ đồng ý"
                    ),
                ),
                ("label", models.CharField(blank=True, max_length=60, verbose_name="gọi tạm")),
                ("started_at", models.DateTimeField(verbose_name="bắt đầu")),
                ("until", models.DateTimeField(null=True, verbose_name="được ngồi đến")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="kết thúc")),
                ("ended_why", models.CharField(blank=True, max_length=200)),
                ("made_by", models.CharField(blank=True, max_length=200)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "tally",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session",
                        to="circulation.tally",
                    ),
                ),
            ],
            options={
                "verbose_name": "lượt dùng máy tính",
                "ordering": ["-started_at", "-pk"],
                "indexes": [
                    models.Index(fields=["point", "started_at"], name="circulation_session_day")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("point", "seat"),
                        name="circulation_one_at_a_seat",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("ended_at__isnull", True),
                            ("ended_at__gte", models.F("started_at")),
                            _connector="OR",
                        ),
                        name="circulation_session_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TallyLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                (
                    "family",
                    models.CharField(
                        choices=[
                            ("running", "đếm ngay khi phục vụ"),
                            ("sheet", "phiếu giấy"),
                            ("sms", "tin nhắn"),
                            ("box", "thư viện tỉnh đếm theo đợt luân chuyển"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("on_site", "tại chỗ"),
                            ("home", "mượn về nhà"),
                            ("mobile", "phục vụ lưu động"),
                            ("rotation", "sách luân chuyển"),
                            ("online", "trực tuyến"),
                        ],
                        max_length=20,
                        verbose_name="hình thức",
                    ),
                ),
                (
                    "span",
                    models.CharField(
                        choices=[("day", "một ngày"), ("month", "cả tháng")], max_length=6
                    ),
                ),
                ("live", models.BooleanField(default=True)),
                ("day", models.DateField(verbose_name="ngày")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("visit", "lượt bạn đọc"),
                            ("loan", "lượt mượn"),
                            ("renewal", "lượt gia hạn"),
                            ("in_house", "lượt đọc tại chỗ"),
                            ("item_served", "lượt tài liệu phục vụ"),
                            ("virtual_visit", "lượt truy cập"),
                            ("request", "yêu cầu của bạn đọc"),
                            ("guidance", "buổi hướng dẫn"),
                        ],
                        max_length=20,
                        verbose_name="chỉ số",
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("children", "thiếu nhi"),
                            ("pupils", "học sinh"),
                            ("adults", "người lớn"),
                            ("elderly", "người cao tuổi"),
                            ("soldiers", "bộ đội, công an"),
                            ("prisoners", "phạm nhân"),
                            ("unknown", "không phân loại"),
                        ],
                        max_length=20,
                        verbose_name="đối tượng",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="số lượng")),
                ("counts", models.BooleanField(default=False, verbose_name="được tính")),
                ("times", models.PositiveSmallIntegerField(default=0)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "tally",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="circulation.tally",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("live", True)),
                        fields=["point", "month", "measure", "family"],
                        name="circulation_line_live",
                    ),
                    models.Index(
                        condition=models.Q(("counts", False), ("live", True)),
                        fields=["month", "point"],
                        name="circulation_line_aside",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1)), name="circulation_line_counts"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="CountingRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                (
                    "is_verified",
                    models.BooleanField(default=False, verbose_name="đã đối chiếu với toàn văn"),
                ),
                ("valid_from", models.DateField(verbose_name="áp dụng từ")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="đến trước ngày"),
                ),
                ("made_at", models.DateTimeField(null=True, verbose_name="ghi lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                (
                    "mode",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("on_site", "tại chỗ"),
                            ("home", "mượn về nhà"),
                            ("mobile", "phục vụ lưu động"),
                            ("rotation", "sách luân chuyển"),
                            ("online", "trực tuyến"),
                        ],
                        max_length=20,
                        verbose_name="hình thức",
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        choices=[
                            ("running", "đếm ngay khi phục vụ"),
                            ("sheet", "phiếu giấy"),
                            ("sms", "tin nhắn"),
                            ("box", "thư viện tỉnh đếm theo đợt luân chuyển"),
                        ],
                        max_length=10,
                        verbose_name="lấy số của",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="điểm",
                    ),
                ),
            ],
            options={
                "ordering": ["point", "mode", "-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="circulation_counting_period",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("point", "="),
                            ("mode", "="),
                            (tusach.policy.api.Period("valid_from", "valid_to"), "&&"),
                        ],
                        name="circulation_counting_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OverlapChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField()),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("visit", "lượt bạn đọc"),
                            ("loan", "lượt mượn"),
                            ("renewal", "lượt gia hạn"),
                            ("in_house", "lượt đọc tại chỗ"),
                            ("item_served", "lượt tài liệu phục vụ"),
                            ("virtual_visit", "lượt truy cập"),
                            ("request", "yêu cầu của bạn đọc"),
                            ("guidance", "buổi hướng dẫn"),
                        ],
                        max_length=20,
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        choices=[
                            ("running", "đếm ngay khi phục vụ"),
                            ("sheet", "phiếu giấy"),
                            ("sms", "tin nhắn"),
                            ("box", "thư viện tỉnh đếm theo đợt luân chuyển"),
                            ("both", "tính cả hai: hai bên đếm hai việc khác nhau"),
                        ],
                        max_length=10,
                        verbose_name="lấy số của",
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["point", "month"], name="circulation_choice_month")
                ],
            },
        ),
    ]
