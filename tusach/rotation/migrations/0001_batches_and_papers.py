import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tusach.rotation.models.rule


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("holdings", "0002_what_the_database_holds"),
        ("network", "0001_units_and_points"),
    ]

    operations = [
        migrations.CreateModel(
            name="YearSerial",
            fields=[
                ("year", models.PositiveSmallIntegerField(primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="Batch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("serial", models.PositiveIntegerField(verbose_name="số thứ tự")),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="số đợt")),
                ("purpose", models.CharField(blank=True, max_length=300, verbose_name="mục đích")),
                (
                    "plan_reference",
                    models.CharField(blank=True, max_length=300, verbose_name="căn cứ kế hoạch"),
                ),
                ("leaves_on", models.DateField(verbose_name="ngày đi")),
                (
                    "staff",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="người đi",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Dự kiến"),
                            ("picking", "Đang chọn và đóng thùng"),
                            ("packed", "Đã đóng thùng"),
                            ("sent", "Đang trên đường"),
                            ("in_service", "Đang phục vụ"),
                            ("recalled", "Đang thu hồi"),
                            ("returned", "Đã nhận trả"),
                            ("inspected", "Đã kiểm tra"),
                            ("closed", "Đã kết thúc"),
                            ("cancelled", "Đã huỷ"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "cancelled_because",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do huỷ"),
                ),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_by", models.CharField(blank=True, max_length=200)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200, verbose_name="người lập")),
                (
                    "return_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="nơi nhận lại",
                    ),
                ),
                (
                    "store",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="nơi gửi",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["store", "state"], name="rotation_batch_by_store")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("year", "serial"), name="rotation_batch_number")
                ],
            },
        ),
        migrations.CreateModel(
            name="Leg",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("due_on", models.DateField(verbose_name="hạn trả")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "Dự kiến"),
                            ("picking", "Đang chọn và đóng thùng"),
                            ("packed", "Đã đóng thùng"),
                            ("sent", "Đang trên đường"),
                            ("in_service", "Đang phục vụ"),
                            ("recalled", "Đang thu hồi"),
                            ("returned", "Đã nhận trả"),
                            ("inspected", "Đã kiểm tra"),
                            ("closed", "Đã kết thúc"),
                            ("cancelled", "Đã huỷ"),
                        ],
                        default="planned",
                        max_length=20,
                        verbose_name="tình trạng",
                    ),
                ),
                ("needs", models.TextField(blank=True, verbose_name="nhu cầu của điểm")),
                ("sent_at", models.DateTimeField(null=True)),
                ("handed_over_at", models.DateTimeField(null=True, verbose_name="bàn giao lúc")),
                ("recalled_at", models.DateTimeField(null=True)),
                ("recalled_because", models.CharField(blank=True, max_length=300)),
                ("returned_at", models.DateTimeField(null=True, verbose_name="nhận trả xong lúc")),
                ("closed_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="legs",
                        to="rotation.batch",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="điểm luân chuyển",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["point", "state"], name="rotation_leg_by_point"),
                    models.Index(fields=["due_on"], name="rotation_leg_by_due"),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("batch", "point"), name="rotation_leg_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handed_over_at__isnull", True),
                                (
                                    "state__in",
                                    ["planned", "picking", "packed", "sent", "cancelled"],
                                ),
                            ),
                            models.Q(
                                ("handed_over_at__isnull", False),
                                (
                                    "state__in",
                                    ["in_service", "recalled", "returned", "inspected", "closed"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="rotation_leg_handed_over",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", False), ("state", "closed")),
                            models.Q(
                                models.Q(("state", "closed"), _negated=True),
                                ("closed_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="rotation_leg_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("returned_at__isnull", True),
                            ("returned_at__gte", models.F("handed_over_at")),
                            _connector="OR",
                        ),
                        name="rotation_leg_returned_after",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Inspection",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("made_on", models.DateField(verbose_name="ngày kiểm tra")),
                (
                    "inspectors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="người kiểm tra",
                    ),
                ),
                ("finding", models.TextField(verbose_name="kết luận")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "leg",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="inspection",
                        to="rotation.leg",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="Guidance",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="ngày")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="số phút"),
                ),
                (
                    "staff",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=200),
                        default=list,
                        size=None,
                        verbose_name="cán bộ",
                    ),
                ),
                ("content", models.TextField(verbose_name="nội dung hướng dẫn")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="guidance",
                        to="rotation.leg",
                    ),
                ),
            ],
            options={
                "ordering": ["day", "id"],
            },
        ),
        migrations.CreateModel(
            name="Extension",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("was_due_on", models.DateField(verbose_name="hạn cũ")),
                ("due_on", models.DateField(verbose_name="hạn mới")),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                ("by_phone", models.BooleanField(default=False, verbose_name="báo qua điện thoại")),
                (
                    "paper_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày nhận giấy"),
                ),
                ("at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="extensions",
                        to="rotation.leg",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("due_on__gt", models.F("was_due_on"))),
                        name="rotation_extension_later",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Line",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("picked", "Đã chọn"),
                            ("packed", "Trong thùng"),
                            ("released", "Bỏ ra"),
                            ("refused", "Không nhận"),
                            ("in_service", "Đang phục vụ"),
                            ("returned", "Đã trả"),
                            ("lost", "Mất"),
                            ("withdrawn", "Đã thanh lý"),
                            ("passed_on", "Đã chuyển tiếp"),
                        ],
                        max_length=20,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "came",
                    models.CharField(
                        choices=[
                            ("picked", "Chọn theo nhu cầu"),
                            ("scanned", "Quét khi đóng thùng"),
                            ("door", "Bổ sung tại nơi bàn giao"),
                            ("later", "Bổ sung trong thời gian phục vụ"),
                            ("passed", "Nhận chuyển tiếp"),
                        ],
                        max_length=20,
                        verbose_name="vào đợt",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="lý do chọn")),
                ("price", models.PositiveBigIntegerField(default=0, verbose_name="giá (đồng)")),
                ("picked_at", models.DateTimeField(null=True)),
                ("packed_at", models.DateTimeField(null=True)),
                ("packed_by", models.CharField(blank=True, max_length=200)),
                ("handed_at", models.DateTimeField(null=True)),
                (
                    "refused_because",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("unwanted", "Bên nhận không nhận"),
                            ("content", "Nội dung không phù hợp"),
                            ("damaged", "Hư hỏng"),
                            ("not_in_box", "Không có trong thùng"),
                        ],
                        max_length=20,
                        verbose_name="lý do không nhận",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True)),
                (
                    "condition",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("good", "Nguyên vẹn"),
                            ("damaged", "Hư hỏng"),
                            ("quarantine", "Cách ly"),
                        ],
                        default="",
                        max_length=20,
                        verbose_name="khi trả",
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "compensation",
                    models.PositiveBigIntegerField(default=0, verbose_name="bồi thường (đồng)"),
                ),
                ("found_at", models.DateTimeField(null=True)),
                (
                    "answered_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rotation.line",
                    ),
                ),
                (
                    "box",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.container",
                        verbose_name="thùng",
                    ),
                ),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="rotation.leg",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(fields=["leg", "state"], name="rotation_line_by_leg"),
                    models.Index(fields=["copy", "-id"], name="rotation_line_by_copy"),
                    models.Index(
                        condition=models.Q(("state", "lost")),
                        fields=["settled_at"],
                        name="rotation_line_lost",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["picked", "packed", "in_service"])),
                        fields=("copy",),
                        name="rotation_line_copy_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("handed_at__isnull", True),
                                ("state__in", ["picked", "packed", "released", "refused"]),
                            ),
                            models.Q(
                                ("handed_at__isnull", False),
                                (
                                    "state__in",
                                    ["in_service", "returned", "lost", "withdrawn", "passed_on"],
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="rotation_line_handed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("settled_at__isnull", False),
                                ("state__in", ["returned", "lost", "withdrawn", "passed_on"]),
                            ),
                            models.Q(
                                models.Q(
                                    ("state__in", ["returned", "lost", "withdrawn", "passed_on"]),
                                    _negated=True,
                                ),
                                ("settled_at__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="rotation_line_settled",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state", "returned"), ("condition", ""), _connector="XOR"
                        ),
                        name="rotation_line_condition",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "passed_on"), ("answered_by__isnull", False)),
                            models.Q(
                                models.Q(("state", "passed_on"), _negated=True),
                                ("answered_by__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="rotation_line_passed_on",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Minutes",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hand_over", "Biên bản bàn giao"),
                            ("return", "Biên bản nhận trả"),
                            ("closing", "Biên bản thanh lý"),
                        ],
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="số")),
                ("version", models.PositiveSmallIntegerField(default=1, verbose_name="lần lập")),
                ("made_on", models.DateField(verbose_name="ngày")),
                ("place", models.CharField(blank=True, max_length=200, verbose_name="địa điểm")),
                (
                    "giver_name",
                    models.CharField(blank=True, max_length=200, verbose_name="họ tên bên giao"),
                ),
                (
                    "giver_post",
                    models.CharField(blank=True, max_length=200, verbose_name="chức vụ bên giao"),
                ),
                (
                    "giver_phone",
                    models.CharField(blank=True, max_length=40, verbose_name="điện thoại bên giao"),
                ),
                (
                    "receiver_name",
                    models.CharField(blank=True, max_length=200, verbose_name="họ tên bên nhận"),
                ),
                (
                    "receiver_post",
                    models.CharField(blank=True, max_length=200, verbose_name="chức vụ bên nhận"),
                ),
                (
                    "receiver_phone",
                    models.CharField(blank=True, max_length=40, verbose_name="điện thoại bên nhận"),
                ),
                ("titles", models.PositiveIntegerField(default=0)),
                ("copies", models.PositiveIntegerField(default=0)),
                ("value", models.PositiveBigIntegerField(default=0)),
                ("content", models.JSONField(default=dict)),
                ("pdf", models.FileField(upload_to="rotation/minutes/%Y")),
                ("pdf_sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                ("signed_at", models.DateTimeField(null=True, verbose_name="ký lúc")),
                ("keyed_at", models.DateTimeField(null=True)),
                (
                    "batch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="rotation.batch",
                    ),
                ),
                (
                    "leg",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="minutes",
                        to="rotation.leg",
                    ),
                ),
                (
                    "replaces",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="rotation.minutes",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "minutes",
                "ordering": ["id"],
                "indexes": [models.Index(fields=["leg", "kind"], name="rotation_minutes_by_leg")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number", "version"), name="rotation_minutes_version"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "closing"), ("leg__isnull", True)),
                            models.Q(
                                models.Q(("kind", "closing"), _negated=True), ("leg__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="rotation_minutes_leg",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Photo",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("picture", models.FileField(upload_to="rotation/photos/%Y")),
                ("width", models.PositiveIntegerField()),
                ("height", models.PositiveIntegerField()),
                ("caption", models.CharField(blank=True, max_length=200, verbose_name="chú thích")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="photos",
                        to="rotation.leg",
                    ),
                ),
            ],
            options={
                "ordering": ["id"],
            },
        ),
        migrations.CreateModel(
            name="RotationRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("stay_months", "Số tháng nhiều nhất ở một điểm"),
                            ("copies_per_title", "Số bản ít nhất của mỗi tên sách"),
                            ("staff", "Số người ít nhất của thư viện tỉnh đi luân chuyển"),
                            ("same_title_years", "Số năm chưa gửi lại cùng tên sách"),
                            ("silent_days", "Số ngày không có tin thì coi là im lặng"),
                            ("copy_grams", "Cân nặng ước tính của một bản (gam)"),
                            ("box_kilos", "Cân nặng nhiều nhất của một thùng (kg)"),
                        ],
                        max_length=30,
                        verbose_name="quy định",
                    ),
                ),
                ("value", models.PositiveIntegerField(verbose_name="giá trị")),
                (
                    "strictness",
                    models.CharField(
                        choices=[("warn", "Nhắc"), ("refuse", "Không cho")],
                        default="warn",
                        max_length=10,
                        verbose_name="khi không giữ đúng",
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
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
            ],
            options={
                "ordering": ["kind", "-valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="rotation_rule_period",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("kind", "="),
                            (tusach.rotation.models.rule._Period("valid_from", "valid_to"), "&&"),
                        ],
                        name="rotation_rule_once_at_a_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UseCount",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("month", models.DateField(verbose_name="tháng")),
                (
                    "measure",
                    models.CharField(
                        choices=[
                            ("visit", "Lượt bạn đọc"),
                            ("item_served", "Lượt tài liệu phục vụ"),
                        ],
                        max_length=20,
                        verbose_name="số liệu",
                    ),
                ),
                ("quantity", models.PositiveIntegerField(verbose_name="số lượt")),
                ("is_exact", models.BooleanField(default=True, verbose_name="đếm chính xác")),
                ("wishes", models.TextField(blank=True, verbose_name="nhu cầu, nguyện vọng")),
                ("times", models.PositiveSmallIntegerField(default=0)),
                ("told_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "leg",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="use_counts",
                        to="rotation.leg",
                    ),
                ),
            ],
            options={
                "ordering": ["month", "measure"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("leg", "month", "measure"), name="rotation_use_count_once"
                    )
                ],
            },
        ),
    ]
