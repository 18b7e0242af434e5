import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("holdings", "0010_ownership_has_a_past"),
        ("network", "0004_where_a_decision_holds"),
    ]

    operations = [
        migrations.CreateModel(
            name="Stocktake",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("by_account", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="người làm")),
                ("by_post", models.CharField(blank=True, max_length=200)),
                ("by_place", models.BigIntegerField(null=True)),
                ("queued_at", models.DateTimeField(null=True)),
                ("worked_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True, verbose_name="xong lúc")),
                ("problem", models.JSONField(default=dict)),
                ("name", models.CharField(max_length=200, verbose_name="tên đợt")),
                (
                    "collections",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("main", "Kho chính"),
                                ("rotation", "Kho luân chuyển"),
                                ("children", "Kho thiếu nhi"),
                                ("reference", "Kho đọc, tra cứu"),
                                ("local_studies", "Kho địa chí"),
                                ("rare", "Tài liệu quý hiếm"),
                            ],
                            max_length=20,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "shelf_from",
                    models.CharField(blank=True, max_length=80, verbose_name="từ ký hiệu"),
                ),
                (
                    "shelf_to",
                    models.CharField(blank=True, max_length=80, verbose_name="đến ký hiệu"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("counting", "Đang kiểm kê"),
                            ("closing", "Đang ghi kết quả"),
                            ("closed", "Đã khoá"),
                            ("reopening", "Đang mở lại"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="counting",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="bắt đầu lúc")),
                (
                    "lose_missing",
                    models.BooleanField(default=True, verbose_name="ghi mất các bản thiếu"),
                ),
                (
                    "keep_strays",
                    models.BooleanField(
                        default=False, verbose_name="ghi các bản lạc là đang ở đây"
                    ),
                ),
                ("worked_to", models.BigIntegerField(default=0)),
                (
                    "record_number",
                    models.CharField(blank=True, max_length=60, verbose_name="số biên bản"),
                ),
                (
                    "record_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày lập biên bản"),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="quyết định lập hội đồng"
                    ),
                ),
                (
                    "council",
                    models.TextField(blank=True, max_length=2000, verbose_name="thành phần"),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="nơi kiểm kê",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["point", "state"], name="holdings_stocktake_place")
                ],
            },
        ),
        migrations.CreateModel(
            name="StocktakeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("expected", models.BooleanField()),
                ("entry_then", models.BigIntegerField()),
                ("seen_at", models.DateTimeField(null=True, verbose_name="thấy lúc")),
                ("seen_account", models.BigIntegerField(null=True)),
                (
                    "seen_name",
                    models.CharField(blank=True, max_length=200, verbose_name="người quét"),
                ),
                ("damaged", models.BooleanField(default=False, verbose_name="hư hỏng")),
                (
                    "finding",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("found", "có mặt"),
                            ("missing", "thiếu"),
                            ("meanwhile", "có việc khác trong lúc kiểm kê"),
                            ("regained", "tìm lại được"),
                            ("stray", "lạc chỗ"),
                        ],
                        max_length=10,
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
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.ledgerentry",
                    ),
                ),
                (
                    "stocktake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="holdings.stocktake",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["copy"], name="holdings_counts_of_copy")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stocktake", "copy"), name="holdings_counted_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="UnknownCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=60, verbose_name="mã")),
                ("times", models.PositiveIntegerField(default=1, verbose_name="số lần")),
                ("seen_at", models.DateTimeField(verbose_name="thấy lúc")),
                (
                    "seen_name",
                    models.CharField(blank=True, max_length=200, verbose_name="người quét"),
                ),
                (
                    "stocktake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="unknown_codes",
                        to="holdings.stocktake",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("stocktake", "code"), name="holdings_unknown_once"
                    )
                ],
            },
        ),
    ]
