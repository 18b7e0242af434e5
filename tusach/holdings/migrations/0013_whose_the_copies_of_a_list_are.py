import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0006_sheets_of_copies"),
        ("holdings", "0012_tables_and_kinds_of_registers"),
        ("network", "0006_source_of_a_units_place"),
    ]

    operations = [
        migrations.AddField(
            model_name="listline",
            name="last_entry",
            field=models.BigIntegerField(null=True),
        ),
        migrations.CreateModel(
            name="ListBranch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(blank=True, max_length=200, verbose_name="tên trong tệp"),
                ),
                (
                    "imported",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="catalogue.import",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["name", "-id"], name="holdings_list_branch_again")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("imported", "name"), name="holdings_list_branch_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ListPrefix",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "prefix",
                    models.CharField(blank=True, max_length=60, verbose_name="ký hiệu trước số"),
                ),
                ("last", models.PositiveBigIntegerField(default=0)),
                (
                    "branch",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="prefixes",
                        to="holdings.listbranch",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.register",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("branch", "prefix"), name="holdings_list_prefix_once"
                    )
                ],
            },
        ),
    ]
