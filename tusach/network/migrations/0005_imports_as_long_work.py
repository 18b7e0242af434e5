"""An import of points becomes work that a worker does: its rows get a table of their own."""

import django.db.models.deletion
from django.db import migrations, models

BATCH = 500


def rows_into_their_table(apps, schema_editor):
    """Each row that was kept with its import; one that was not applied is checked anew when
    its sender asks for it."""
    imports = apps.get_model("network", "PointImport")
    rows = apps.get_model("network", "PointImportRow")
    for pk in imports.objects.values_list("pk", flat=True):
        one = imports.objects.get(pk=pk)
        rows.objects.bulk_create(
            (rows(sent=one, number=number, cells=cells) for number, cells in one.old_rows),
            batch_size=BATCH,
        )
        one.row_count = len(one.old_rows)
        one.state = "done" if one.finished_at else "columns"
        one.save(update_fields=["row_count", "state"])
    # The table is altered next, which checks that are put off would forbid.
    schema_editor.execute("SET CONSTRAINTS ALL IMMEDIATE")


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0004_where_a_decision_holds"),
    ]

    operations = [
        migrations.RenameField("pointimport", "rows", "old_rows"),
        migrations.RenameField("pointimport", "sender", "by_account"),
        migrations.RenameField("pointimport", "sent_by", "by_name"),
        migrations.RenameField("pointimport", "applied_at", "finished_at"),
        migrations.AlterField(
            "pointimport",
            "by_name",
            models.CharField(blank=True, max_length=200, verbose_name="người làm"),
        ),
        migrations.AlterField(
            "pointimport",
            "finished_at",
            models.DateTimeField(null=True, verbose_name="xong lúc"),
        ),
        migrations.AddField("pointimport", "by_post", models.CharField(blank=True, max_length=200)),
        migrations.AddField("pointimport", "by_place", models.BigIntegerField(null=True)),
        migrations.AddField("pointimport", "queued_at", models.DateTimeField(null=True)),
        migrations.AddField("pointimport", "worked_at", models.DateTimeField(null=True)),
        migrations.AddField("pointimport", "problem", models.JSONField(default=dict)),
        migrations.AddField(
            "pointimport",
            "state",
            models.CharField(
                choices=[
                    ("columns", "Chờ chọn cột"),
                    ("checking", "Đang kiểm từng dòng"),
                    ("checked", "Đã kiểm, chờ nhập"),
                    ("applying", "Đang nhập"),
                    ("done", "Đã nhập"),
                ],
                default="columns",
                max_length=10,
                verbose_name="tình trạng",
            ),
        ),
        migrations.AddField("pointimport", "check_number", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "pointimport", "language", models.CharField(default="vi", max_length=10)
        ),
        migrations.AddField(
            "pointimport",
            "row_count",
            models.PositiveIntegerField(default=0, verbose_name="số dòng"),
        ),
        migrations.AddField("pointimport", "checked_to", models.PositiveIntegerField(default=0)),
        migrations.AddField(
            "pointimport",
            "bad_count",
            models.PositiveIntegerField(default=0, verbose_name="dòng có lỗi"),
        ),
        migrations.CreateModel(
            name="PointImportRow",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("cells", models.JSONField()),
                ("name", models.CharField(blank=True, max_length=200)),
                ("kind", models.CharField(blank=True, max_length=30)),
                ("commune", models.CharField(blank=True, max_length=200)),
                ("errors", models.JSONField(default=list)),
                (
                    "sent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="network.pointimport",
                    ),
                ),
            ],
            options={
                "ordering": ["number"],
                "constraints": [
                    models.UniqueConstraint(fields=("sent", "number"), name="point_import_row_once")
                ],
            },
        ),
        migrations.RunPython(rows_into_their_table, migrations.RunPython.noop, elidable=True),
        migrations.RemoveField("pointimport", "old_rows"),
        migrations.RemoveField("pointimport", "applied_by"),
    ]
