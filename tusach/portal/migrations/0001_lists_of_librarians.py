import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0012_rows_that_are_no_books"),
        ("network", "0006_source_of_a_units_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="Compilation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("slug", models.SlugField(max_length=90, unique=True, verbose_name="địa chỉ")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("intro", "Giới thiệu sách"),
                            ("subject", "Thư mục chuyên đề"),
                            ("bulletin", "Thông báo sách mới"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="tên")),
                (
                    "introduction",
                    models.TextField(blank=True, max_length=5000, verbose_name="lời giới thiệu"),
                ),
                ("for_all", models.BooleanField(default=False, verbose_name="cho cả mạng lưới")),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("hand", "theo thứ tự tự xếp"),
                            ("title", "theo nhan đề"),
                            ("class", "theo ký hiệu phân loại"),
                            ("author", "theo tác giả"),
                        ],
                        default="hand",
                        max_length=8,
                        verbose_name="thứ tự",
                    ),
                ),
                (
                    "period_from",
                    models.DateField(blank=True, null=True, verbose_name="sách mới từ ngày"),
                ),
                (
                    "period_until",
                    models.DateField(blank=True, null=True, verbose_name="đến hết ngày"),
                ),
                ("subject", models.CharField(blank=True, max_length=200, verbose_name="chủ đề")),
                (
                    "audience",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("preschool", "Mầm non"),
                            ("primary", "Tiểu học"),
                            ("lower_secondary", "Trung học cơ sở"),
                            ("upper_secondary", "Trung học phổ thông"),
                            ("juvenile", "Thiếu nhi"),
                            ("adult", "Người lớn"),
                            ("specialised", "Chuyên ngành"),
                            ("general", "Mọi người"),
                        ],
                        max_length=20,
                        verbose_name="dành cho",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang soạn"),
                            ("published", "Đang đăng"),
                            ("withdrawn", "Đã rút"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("published_revision", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người lập")),
                ("changed_at", models.DateTimeField(verbose_name="sửa lúc")),
                (
                    "withdrawn_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="rút lúc"),
                ),
                (
                    "withdrawn_why",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do rút"),
                ),
                (
                    "library",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện",
                    ),
                ),
            ],
            options={
                "verbose_name": "thư mục",
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["library", "state"], name="portal_lists_of_library")
                ],
            },
        ),
        migrations.CreateModel(
            name="CompilationItem",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "note",
                    models.CharField(blank=True, max_length=1000, verbose_name="lời giới thiệu"),
                ),
                ("is_out", models.BooleanField(default=False)),
                (
                    "compilation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="portal.compilation",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.record",
                    ),
                ),
            ],
            options={
                "verbose_name": "sách trong thư mục",
                "ordering": ["position", "pk"],
                "indexes": [
                    models.Index(fields=["compilation", "position"], name="portal_items_in_order")
                ],
            },
        ),
        migrations.CreateModel(
            name="Edition",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="lần")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("intro", "Giới thiệu sách"),
                            ("subject", "Thư mục chuyên đề"),
                            ("bulletin", "Thông báo sách mới"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("title", models.CharField(max_length=200, verbose_name="tên")),
                (
                    "introduction",
                    models.TextField(blank=True, max_length=5000, verbose_name="lời giới thiệu"),
                ),
                ("for_all", models.BooleanField(default=False)),
                (
                    "order",
                    models.CharField(
                        choices=[
                            ("hand", "theo thứ tự tự xếp"),
                            ("title", "theo nhan đề"),
                            ("class", "theo ký hiệu phân loại"),
                            ("author", "theo tác giả"),
                        ],
                        max_length=8,
                    ),
                ),
                ("period_from", models.DateField(blank=True, null=True)),
                ("period_until", models.DateField(blank=True, null=True)),
                ("content", models.JSONField(default=list)),
                ("published_at", models.DateTimeField(verbose_name="đăng lúc")),
                (
                    "published_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người đăng"),
                ),
                ("is_last", models.BooleanField(default=True)),
                (
                    "compilation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="editions",
                        to="portal.compilation",
                    ),
                ),
                (
                    "library",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
            ],
            options={
                "verbose_name": "lần đăng",
                "ordering": ["-number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_last", True)),
                        fields=["-published_at"],
                        name="portal_editions",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("compilation", "number"), name="portal_edition_number_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_last", True)),
                        fields=("compilation",),
                        name="portal_one_last_edition",
                    ),
                ],
            },
        ),
    ]
