import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.BtreeGistExtension(),
        migrations.CreateModel(
            name="CodeNumber",
            fields=[
                ("prefix", models.CharField(max_length=16, primary_key=True, serialize=False)),
                ("last", models.PositiveIntegerField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="AdminUnit",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "cấp tỉnh"),
                            ("district", "cấp huyện (đến 30/06/2025)"),
                            ("commune", "cấp xã"),
                        ],
                        max_length=10,
                        verbose_name="cấp",
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="tên")),
                ("bare_name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("province", "Tỉnh"),
                            ("municipality", "Thành phố trực thuộc trung ương"),
                            ("rural_district", "Huyện"),
                            ("urban_district", "Quận"),
                            ("town", "Thị xã"),
                            ("city", "Thành phố"),
                            ("commune", "Xã"),
                            ("ward", "Phường"),
                            ("township", "Thị trấn"),
                            ("special_zone", "Đặc khu"),
                        ],
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=10, verbose_name="mã")),
                ("ended_on", models.DateField(null=True, verbose_name="không còn từ ngày")),
                ("sort_key", models.CharField(blank=True, max_length=1000)),
                ("lat", models.FloatField(null=True, verbose_name="vĩ độ")),
                ("lon", models.FloatField(null=True, verbose_name="kinh độ")),
                (
                    "area_km2",
                    models.DecimalField(
                        decimal_places=2, max_digits=10, null=True, verbose_name="diện tích (km²)"
                    ),
                ),
                ("source_key", models.CharField(max_length=40, null=True, unique=True)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.adminunit",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.adminunit",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
                "indexes": [
                    models.Index(fields=["province", "level", "ended_on"], name="unit_by_province"),
                    models.Index(fields=["parent"], name="unit_by_parent"),
                ],
            },
        ),
        migrations.CreateModel(
            name="HomeProvince",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("letters", models.CharField(max_length=6, verbose_name="chữ đầu của mã điểm")),
                ("position", models.PositiveSmallIntegerField(default=1, verbose_name="thứ tự")),
                (
                    "unit",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.adminunit",
                    ),
                ),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ServicePoint",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=24, unique=True, verbose_name="mã điểm")),
                (
                    "opened_on",
                    models.DateField(blank=True, null=True, verbose_name="phục vụ từ ngày"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="đóng từ ngày")),
                (
                    "closed_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do đóng"),
                ),
                (
                    "closed_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="căn cứ đóng"),
                ),
                (
                    "founded_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày thành lập"),
                ),
                (
                    "founding_basis",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="quyết định thành lập"
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                ("invented", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("sort_key", models.CharField(blank=True, max_length=2000)),
                ("folded", models.CharField(blank=True, max_length=200)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("provincial_library", "Thư viện tỉnh"),
                            ("rotation_store", "Kho sách luân chuyển"),
                            ("district_library", "Thư viện cấp huyện"),
                            ("commune_library", "Thư viện cấp xã"),
                            ("grassroots_model", "Mô hình thư viện cơ sở"),
                            ("post_culture_point", "Điểm Bưu điện – Văn hóa xã"),
                            ("learning_centre", "Trung tâm học tập cộng đồng"),
                            ("internet_point", "Điểm truy cập internet cộng đồng"),
                            ("law_bookcase", "Tủ sách pháp luật"),
                            ("village_bookcase", "Tủ sách bản, khu phố"),
                            ("family_bookcase", "Tủ sách gia đình, dòng họ, khuyến học"),
                            ("private_library", "Thư viện tư nhân có phục vụ cộng đồng"),
                            ("community_library", "Thư viện cộng đồng"),
                            ("school_library", "Thư viện trường học"),
                            ("border_post", "Đồn biên phòng"),
                            ("prison", "Trại giam, trại tạm giam"),
                            ("police", "Thư viện, tủ sách công an"),
                            ("armed_forces_library", "Thư viện lực lượng vũ trang"),
                            ("special_library", "Thư viện chuyên ngành"),
                            ("mobile_stop", "Điểm phục vụ lưu động"),
                            ("club", "Câu lạc bộ, nhà văn hóa, bảo tàng"),
                            ("bookshop", "Nhà sách"),
                            ("online", "Thư viện số, trang thông tin"),
                        ],
                        max_length=30,
                        verbose_name="loại",
                    ),
                ),
                (
                    "owner",
                    models.CharField(blank=True, max_length=200, verbose_name="cơ quan chủ quản"),
                ),
                (
                    "legal_form",
                    models.CharField(
                        blank=True,
                        choices=[("public", "công lập"), ("non_public", "ngoài công lập")],
                        max_length=12,
                        verbose_name="loại hình",
                    ),
                ),
                (
                    "area_classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("rural", "nông thôn"),
                                ("deep", "vùng sâu"),
                                ("remote", "vùng xa"),
                                ("border", "biên giới"),
                                ("ethnic_minority", "vùng đồng bào dân tộc thiểu số"),
                                ("hard", "điều kiện kinh tế – xã hội khó khăn"),
                                ("very_hard", "điều kiện kinh tế – xã hội đặc biệt khó khăn"),
                                ("new_rural", "xã nông thôn mới"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "connectivity",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("none", "không có sóng"),
                            ("sms", "chỉ gọi và nhắn tin (2G)"),
                            ("3g", "3G"),
                            ("4g", "4G trở lên"),
                            ("fixed", "internet cố định (ADSL, vệ tinh)"),
                            ("fibre", "cáp quang"),
                        ],
                        max_length=10,
                        verbose_name="kết nối",
                    ),
                ),
                ("lat", models.FloatField(null=True)),
                ("lon", models.FloatField(null=True)),
                (
                    "commune",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.adminunit",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.adminunit",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
                "indexes": [
                    models.Index(fields=["province", "sort_key", "id"], name="point_by_province"),
                    models.Index(fields=["commune"], name="point_by_commune"),
                    models.Index(fields=["kind"], name="point_by_kind"),
                    models.Index(fields=["parent"], name="point_by_parent"),
                    models.Index(
                        fields=["folded"], name="point_folded", opclasses=["text_pattern_ops"]
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("opened_on__isnull", True),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="point_closes_after_it_opens",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("parent__isnull", True),
                            models.Q(("parent", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="point_is_not_its_own_parent",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PointFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "topic",
                    models.CharField(
                        choices=[
                            ("name", "tên"),
                            ("kind", "loại"),
                            ("commune", "xã, phường"),
                            ("parent", "trực thuộc điểm"),
                            ("owner", "cơ quan chủ quản"),
                            ("legal_form", "loại hình"),
                            ("area_classes", "vùng"),
                            ("connectivity", "kết nối"),
                            ("hours", "giờ mở cửa"),
                            ("host", "nơi đặt điểm"),
                            ("contact", "người liên hệ"),
                            ("phone", "điện thoại"),
                            ("email", "thư điện tử"),
                            ("address", "địa chỉ"),
                            ("floor_area", "diện tích (m²)"),
                            ("seats", "chỗ ngồi"),
                            ("computers", "máy tính cho bạn đọc"),
                            ("accessible", "lối đi cho người khuyết tật"),
                            ("position", "vị trí"),
                        ],
                        max_length=20,
                        verbose_name="mục",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực"),
                ),
                ("value", models.JSONField(null=True)),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="căn cứ"),
                ),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                (
                    "recorded_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người ghi"),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.adminunit",
                    ),
                ),
                (
                    "other",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="network.servicepoint",
                    ),
                ),
            ],
            options={
                "ordering": ["point", "topic", "valid"],
                "indexes": [
                    models.Index(fields=["unit"], name="point_fact_by_unit"),
                    models.Index(fields=["other"], name="point_fact_by_other"),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("point", "="), ("topic", "="), ("valid", "&&")],
                        name="point_has_one_fact_of_a_topic_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="point_fact_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("other__isnull", True),
                                ("topic", "commune"),
                                ("unit__isnull", False),
                            ),
                            models.Q(
                                ("other__isnull", False),
                                ("topic", "parent"),
                                ("unit__isnull", True),
                            ),
                            models.Q(
                                models.Q(("topic__in", ["commune", "parent"]), _negated=True),
                                ("other__isnull", True),
                                ("unit__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="point_fact_holds_its_kind_of_value",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "extent",
                    models.CharField(
                        choices=[
                            ("whole", "toàn bộ"),
                            ("main_part", "phần chính"),
                            ("part", "một phần"),
                        ],
                        max_length=10,
                        verbose_name="phạm vi",
                    ),
                ),
                ("on", models.DateField(verbose_name="từ ngày")),
                (
                    "legal_basis",
                    models.CharField(blank=True, max_length=300, verbose_name="căn cứ pháp lý"),
                ),
                ("source", models.CharField(blank=True, max_length=200, verbose_name="nguồn")),
                (
                    "from_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="became",
                        to="network.adminunit",
                    ),
                ),
                (
                    "to_unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="made_of",
                        to="network.adminunit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("from_unit", "to_unit", "on"), name="unit_change_said_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_unit", models.F("to_unit")), _negated=True),
                        name="unit_does_not_become_itself",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitFact",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="hiệu lực"),
                ),
                (
                    "level",
                    models.CharField(
                        choices=[
                            ("province", "cấp tỉnh"),
                            ("district", "cấp huyện (đến 30/06/2025)"),
                            ("commune", "cấp xã"),
                        ],
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=10, verbose_name="mã")),
                ("name", models.CharField(max_length=120, verbose_name="tên")),
                ("bare_name", models.CharField(max_length=120)),
                ("folded", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("province", "Tỉnh"),
                            ("municipality", "Thành phố trực thuộc trung ương"),
                            ("rural_district", "Huyện"),
                            ("urban_district", "Quận"),
                            ("town", "Thị xã"),
                            ("city", "Thành phố"),
                            ("commune", "Xã"),
                            ("ward", "Phường"),
                            ("township", "Thị trấn"),
                            ("special_zone", "Đặc khu"),
                        ],
                        max_length=20,
                        verbose_name="loại",
                    ),
                ),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="child_facts",
                        to="network.adminunit",
                    ),
                ),
                (
                    "province",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.adminunit",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="facts",
                        to="network.adminunit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["folded"], name="unit_fact_folded", opclasses=["text_pattern_ops"]
                    ),
                    models.Index(fields=["province", "level"], name="unit_fact_by_province"),
                    django.contrib.postgres.indexes.GistIndex(
                        fields=["valid"], name="unit_fact_valid"
                    ),
                ],
                "constraints": [
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[("unit", "="), ("valid", "&&")],
                        name="unit_has_one_name_at_a_time",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        expressions=[("level", "="), ("code", "="), ("valid", "&&")],
                        name="code_means_one_unit_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("valid__isempty", False)), name="unit_fact_has_days"
                    ),
                ],
            },
        ),
    ]
