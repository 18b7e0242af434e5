import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("holdings", "0013_whose_the_copies_of_a_list_are"),
        ("network", "0006_source_of_a_units_place"),
        ("upkeep", "0002_exchange_between_libraries"),
    ]

    operations = [
        migrations.CreateModel(
            name="Grade",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=120, verbose_name="tên")),
                ("name_en", models.CharField(blank=True, max_length=120)),
                (
                    "condition",
                    models.CharField(
                        choices=[
                            ("new", "mới"),
                            ("good", "tốt"),
                            ("worn", "cũ"),
                            ("damaged", "hư hỏng"),
                            ("unusable", "không dùng được"),
                        ],
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("repairs", models.BooleanField(default=False, verbose_name="cần sửa")),
                ("position", models.PositiveSmallIntegerField(default=50)),
                ("is_used", models.BooleanField(default=True, verbose_name="còn dùng")),
            ],
            options={
                "ordering": ["position", "pk"],
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
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("at", models.DateTimeField(verbose_name="lúc")),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="người xem")),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "grade",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="upkeep.grade",
                        verbose_name="mức",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Trip",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("in_house", models.BooleanField(default=True, verbose_name="tự sửa")),
                ("holder", models.CharField(max_length=120, verbose_name="nơi sửa")),
                ("sent_on", models.DateField(verbose_name="ngày gửi")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hẹn trả")),
                (
                    "note",
                    models.CharField(blank=True, max_length=300, verbose_name="yêu cầu, ghi chú"),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người lập")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("due_on__isnull", True),
                            ("due_on__gte", models.F("sent_on")),
                            _connector="OR",
                        ),
                        name="upkeep_trip_due",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Repair",
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
                            ("waiting", "Chờ sửa"),
                            ("out", "Đang sửa"),
                            ("mended", "Đã sửa xong"),
                            ("beyond", "Không sửa được"),
                            ("dropped", "Thôi không sửa"),
                        ],
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("back_on", models.DateField(null=True, verbose_name="ngày nhận lại")),
                ("cost", models.PositiveBigIntegerField(null=True, verbose_name="chi phí")),
                (
                    "outcome",
                    models.CharField(blank=True, max_length=300, verbose_name="kết quả, ghi chú"),
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
                    "inspection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="upkeep.inspection",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "trip",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="repairs",
                        to="upkeep.trip",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["owner", "state"], name="upkeep_repairs_of_owner")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ["waiting", "out"])),
                        fields=("copy",),
                        name="upkeep_repaired_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), ("trip", None)),
                            ("state", "dropped"),
                            models.Q(
                                ("state__in", ["out", "mended", "beyond"]), ("trip__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="upkeep_repair_with_whom",
                    ),
                ],
            },
        ),
    ]
