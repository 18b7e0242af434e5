import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("search", "0002_ranking_and_lifts"),
    ]

    operations = [
        migrations.CreateModel(
            name="JudgedSet",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "name",
                    models.CharField(max_length=120, unique=True, verbose_name="tên bộ câu tìm"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
            ],
            options={
                "ordering": ["name"],
            },
        ),
        migrations.CreateModel(
            name="RankingDraft",
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
                ("name", models.CharField(max_length=120, verbose_name="tên bản nháp")),
                ("changes", models.JSONField(default=list)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "đang soạn"),
                            ("in_force", "đã áp dụng"),
                            ("thrown", "đã bỏ"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("ended_at", models.DateTimeField(null=True)),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="JudgedQuery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=400, verbose_name="câu tìm")),
                (
                    "judged_set",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="queries",
                        to="search.judgedset",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("judged_set", "text"), name="search_judged_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Judgement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=40)),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="nhan đề")),
                (
                    "grade",
                    models.SmallIntegerField(
                        choices=[(3, "đúng"), (2, "khá đúng"), (1, "đúng một phần"), (0, "sai")],
                        verbose_name="mức đúng",
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="người làm")),
                (
                    "query",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="judgements",
                        to="search.judgedquery",
                    ),
                ),
            ],
            options={
                "ordering": ["-grade", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("query", "key"), name="search_graded_once"),
                    models.CheckConstraint(
                        condition=models.Q(("grade__gte", 0), ("grade__lte", 3)),
                        name="search_grade_within",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Measurement",
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
                ("draft_version", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("measuring", "Đang đo"),
                            ("done", "Xong"),
                            ("stopped", "Đã dừng"),
                        ],
                        default="measuring",
                        max_length=9,
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lúc")),
                ("queries", models.PositiveIntegerField(default=0)),
                ("reached", models.BigIntegerField(default=0)),
                ("looked_at", models.PositiveIntegerField(default=0)),
                ("measured", models.PositiveIntegerField(default=0)),
                ("before", models.FloatField(null=True)),
                ("after", models.FloatField(null=True)),
                (
                    "judged_set",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measurements",
                        to="search.judgedset",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measurements",
                        to="search.rankingdraft",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
        migrations.CreateModel(
            name="MeasuredQuery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("text", models.CharField(max_length=400)),
                ("before", models.FloatField()),
                ("after", models.FloatField(null=True)),
                ("gained", models.FloatField(default=0.0)),
                (
                    "measurement",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rows",
                        to="search.measurement",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["measurement", "gained"], name="search_measured_rows")
                ],
            },
        ),
        migrations.CreateModel(
            name="RankingVersion",
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
                ("name", models.CharField(max_length=200, verbose_name="thay đổi")),
                ("changes", models.JSONField(default=list)),
                ("at", models.DateTimeField(verbose_name="lúc")),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="search.rankingdraft",
                    ),
                ),
            ],
            options={
                "ordering": ["-id"],
            },
        ),
    ]
