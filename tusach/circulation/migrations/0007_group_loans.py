import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("circulation", "0006_money"),
        ("holdings", "0017_kinds_of_a_stocktakes_sums"),
        ("network", "0006_source_of_a_units_place"),
        ("readers", "0003_class_lists_and_promotion"),
    ]

    operations = [
        migrations.CreateModel(
            name="GroupLoan",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="cho nhóm, lớp")),
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
                        verbose_name="người đọc là",
                    ),
                ),
                ("due", models.DateField(verbose_name="hạn trả")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "đang mượn"),
                            ("closed", "đã kết thúc"),
                            ("dropped", "đã bỏ"),
                        ],
                        default="open",
                        max_length=10,
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người lập")),
                ("closed_at", models.DateTimeField(null=True, verbose_name="kết thúc lúc")),
                ("closed_by", models.CharField(blank=True, max_length=200)),
                ("missing", models.PositiveIntegerField(null=True)),
                (
                    "missing_why",
                    models.CharField(
                        blank=True, max_length=300, verbose_name="về những bản còn thiếu"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="readers.reader",
                    ),
                ),
            ],
            options={
                "ordering": ["state", "due", "pk"],
                "indexes": [models.Index(fields=["point", "state"], name="circulation_groups_at")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("missing__isnull", True),
                            ("missing", 0),
                            models.Q(("missing_why", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="circulation_missing_explained",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="GroupLoanCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("statement", models.BigIntegerField(unique=True)),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="copies",
                        to="circulation.grouploan",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
    ]
