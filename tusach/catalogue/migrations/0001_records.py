import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        django.contrib.postgres.operations.TrigramExtension(),
        migrations.RunSQL(
            sql="CREATE SEQUENCE catalogue_control_number",
            reverse_sql="DROP SEQUENCE catalogue_control_number",
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "control_number",
                    models.CharField(max_length=20, unique=True, verbose_name="số kiểm soát"),
                ),
                (
                    "source_number",
                    models.CharField(blank=True, max_length=120, verbose_name="số kiểm soát nguồn"),
                ),
                (
                    "source_agency",
                    models.CharField(blank=True, max_length=120, verbose_name="nguồn"),
                ),
                ("title", models.TextField(blank=True, verbose_name="nhan đề")),
                ("subtitle", models.TextField(blank=True, verbose_name="phụ đề")),
                (
                    "responsibility",
                    models.TextField(blank=True, verbose_name="thông tin trách nhiệm"),
                ),
                ("author", models.TextField(blank=True, verbose_name="tác giả")),
                (
                    "authors",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("edition", models.TextField(blank=True, verbose_name="lần xuất bản")),
                ("publisher", models.TextField(blank=True, verbose_name="nhà xuất bản")),
                ("place_published", models.TextField(blank=True, verbose_name="nơi xuất bản")),
                (
                    "year",
                    models.SmallIntegerField(blank=True, null=True, verbose_name="năm xuất bản"),
                ),
                ("isbn", models.CharField(blank=True, max_length=13, verbose_name="ISBN")),
                (
                    "isbns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=13),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=3, verbose_name="ngôn ngữ")),
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
                        verbose_name="đối tượng",
                    ),
                ),
                (
                    "class_number",
                    models.CharField(blank=True, max_length=80, verbose_name="ký hiệu phân loại"),
                ),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.TextField(), blank=True, default=list, size=None
                    ),
                ),
                ("series", models.TextField(blank=True, verbose_name="tùng thư")),
                ("pages", models.TextField(blank=True, verbose_name="số trang")),
                ("size", models.CharField(blank=True, max_length=120, verbose_name="khổ")),
                ("summary", models.TextField(blank=True, verbose_name="tóm tắt")),
                (
                    "price",
                    models.BigIntegerField(blank=True, null=True, verbose_name="giá bìa (đồng)"),
                ),
                ("title_key", models.CharField(blank=True, db_collation="C", max_length=400)),
                ("author_key", models.CharField(blank=True, db_collation="C", max_length=400)),
                ("find_text", models.TextField(blank=True)),
                ("match_key", models.CharField(blank=True, max_length=32)),
                ("version", models.PositiveIntegerField(default=1)),
                ("is_quick", models.BooleanField(default=False, verbose_name="chưa biên mục")),
                (
                    "is_unsure",
                    models.BooleanField(default=False, verbose_name="có dữ kiện chưa chắc"),
                ),
                (
                    "is_suppressed",
                    models.BooleanField(default=False, verbose_name="ẩn khỏi mục lục công cộng"),
                ),
                ("suppressed_why", models.TextField(blank=True, verbose_name="lý do ẩn")),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("changed_at", models.DateTimeField(verbose_name="sửa lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người lập")),
            ],
            options={
                "verbose_name": "biểu ghi thư mục",
                "verbose_name_plural": "biểu ghi thư mục",
                "indexes": [
                    models.Index(fields=["title_key", "id"], name="catalogue_by_title"),
                    models.Index(fields=["author_key", "id"], name="catalogue_by_author"),
                    models.Index(fields=["-changed_at", "id"], name="catalogue_by_change"),
                    models.Index(fields=["match_key"], name="catalogue_by_match"),
                    models.Index(
                        fields=["source_number", "source_agency"], name="catalogue_by_source"
                    ),
                    models.Index(
                        condition=models.Q(("is_quick", True)),
                        fields=["id"],
                        name="catalogue_quick",
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["isbns"], name="catalogue_by_isbn"
                    ),
                    django.contrib.postgres.indexes.GinIndex(
                        fields=["find_text"], name="catalogue_find", opclasses=["gin_trgm_ops"]
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField()),
                ("marc", models.JSONField()),
                ("at", models.DateTimeField()),
                ("by_account", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200)),
                ("why", models.CharField(blank=True, max_length=300)),
            ],
            options={
                "verbose_name": "phiên bản biểu ghi",
                "verbose_name_plural": "phiên bản biểu ghi",
                "ordering": ["record_id", "-number"],
            },
        ),
        migrations.CreateModel(
            name="RecordOrigin",
            fields=[
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="origin",
                        serialize=False,
                        to="catalogue.record",
                    ),
                ),
                ("format", models.CharField(max_length=20)),
                ("charset", models.CharField(blank=True, max_length=20)),
                ("file_name", models.CharField(max_length=255)),
                ("file_sha256", models.CharField(max_length=64)),
                ("position", models.PositiveIntegerField()),
                ("content", models.BinaryField()),
            ],
            options={
                "verbose_name": "nguồn của biểu ghi",
                "verbose_name_plural": "nguồn của biểu ghi",
            },
        ),
        migrations.AddField(
            model_name="recordversion",
            name="record",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="versions",
                to="catalogue.record",
            ),
        ),
        migrations.AddConstraint(
            model_name="recordversion",
            constraint=models.UniqueConstraint(
                fields=("record", "number"), name="catalogue_one_version_of_a_number"
            ),
        ),
    ]
