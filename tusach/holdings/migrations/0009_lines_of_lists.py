import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0006_sheets_of_copies"),
        ("holdings", "0008_dated_sums"),
        ("network", "0004_where_a_decision_holds"),
    ]

    operations = [
        migrations.CreateModel(
            name="ListLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="dòng số")),
                ("is_new", models.BooleanField(default=False)),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("entered", "đã ghi sổ"),
                            ("refused", "chưa ghi sổ"),
                            ("back", "đã rút lại"),
                            ("kept", "giữ lại"),
                        ],
                        max_length=8,
                        verbose_name="kết quả",
                    ),
                ),
                ("count", models.PositiveIntegerField(default=0, verbose_name="số bản")),
                ("fingerprint", models.CharField(blank=True, max_length=64)),
                ("reasons", models.JSONField(default=list)),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.import",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="catalogue.record",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.register",
                    ),
                ),
            ],
            options={
                "ordering": ["imported_id", "number"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("status", "entered")),
                        fields=["record", "fingerprint"],
                        name="holdings_list_line_again",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("imported", "number"), name="holdings_list_line_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="copy",
            name="list_line",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="copies",
                to="holdings.listline",
            ),
        ),
        migrations.AddIndex(
            model_name="copy",
            index=models.Index(
                condition=models.Q(("list_line__isnull", False)),
                fields=["list_line"],
                name="holdings_by_list_line",
            ),
        ),
    ]
