import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

import tusach.ui.api


class Migration(migrations.Migration):
    dependencies = [
        ("catalogue", "0003_authorities_links_merges_work"),
        ("holdings", "0003_boxes_have_one_word"),
        ("network", "0004_where_a_decision_holds"),
    ]

    operations = [
        migrations.CreateModel(
            name="RegisterLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField()),
                ("accession_no", models.CharField(max_length=40, verbose_name="số ĐKCB")),
                ("is_current", models.BooleanField()),
            ],
            options={
                "db_table": "holdings_registerline",
                "ordering": ["register_id", "number"],
                "managed": False,
            },
        ),
        migrations.CreateModel(
            name="Ownership",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("number", models.PositiveBigIntegerField()),
                ("accession_no", models.CharField(max_length=40, verbose_name="số ĐKCB")),
                ("old_number", models.PositiveBigIntegerField()),
                ("old_accession_no", models.CharField(max_length=40, verbose_name="số ĐKCB cũ")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("by_account", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
            ],
            options={
                "ordering": ["id"],
                "indexes": [
                    models.Index(
                        tusach.ui.api.Folded("old_accession_no"),
                        name="holdings_by_folded_old_no",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
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
                ("decision", models.CharField(max_length=200, verbose_name="quyết định")),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày quyết định"),
                ),
                ("on", models.DateField(verbose_name="từ ngày")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                (
                    "with_custody",
                    models.BooleanField(default=True, verbose_name="giao cả sách đang ở bên giao"),
                ),
                ("whole", models.BooleanField(default=False)),
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
                ("closes", models.BooleanField(default=False)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang lập"),
                            ("waiting", "Chờ đến ngày"),
                            ("applying", "Đang ghi"),
                            ("done", "Đã điều chuyển"),
                            ("undoing", "Đang rút lại"),
                            ("undone", "Đã rút lại"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("filled_at", models.DateTimeField(null=True)),
                ("applied_to", models.PositiveIntegerField(default=0)),
                ("undone_to", models.PositiveIntegerField(default=0)),
                ("moved_count", models.PositiveIntegerField(default=0, verbose_name="số bản")),
                ("moved_value", models.PositiveBigIntegerField(default=0, verbose_name="giá trị")),
                ("along", models.JSONField(default=dict)),
                (
                    "record_number",
                    models.CharField(blank=True, max_length=60, verbose_name="số biên bản"),
                ),
                (
                    "record_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày lập biên bản"),
                ),
                ("record_place", models.CharField(blank=True, max_length=200, verbose_name="tại")),
                (
                    "giver_name",
                    models.CharField(blank=True, max_length=120, verbose_name="đại diện bên giao"),
                ),
                (
                    "giver_post",
                    models.CharField(blank=True, max_length=120, verbose_name="chức vụ bên giao"),
                ),
                (
                    "taker_name",
                    models.CharField(blank=True, max_length=120, verbose_name="đại diện bên nhận"),
                ),
                (
                    "taker_post",
                    models.CharField(blank=True, max_length=120, verbose_name="chức vụ bên nhận"),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="TransferLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("waiting", "chờ"),
                            ("moved", "đã chuyển"),
                            ("refused", "không chuyển"),
                            ("back", "đã rút lại"),
                            ("kept", "giữ lại"),
                        ],
                        default="waiting",
                        max_length=8,
                        verbose_name="kết quả",
                    ),
                ),
                ("price", models.PositiveBigIntegerField(null=True, verbose_name="giá")),
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
                ("reason", models.JSONField(default=dict)),
            ],
            options={
                "ordering": ["transfer_id", "position", "pk"],
            },
        ),
        migrations.AlterField(
            model_name="ledgerentry",
            name="act",
            field=models.CharField(
                choices=[
                    ("accession", "Ghi sổ"),
                    ("pack", "Đóng vào thùng"),
                    ("unpack", "Lấy ra khỏi thùng"),
                    ("send", "Gửi đi"),
                    ("hand_over", "Bàn giao"),
                    ("receive", "Nhận"),
                    ("put_in_service", "Đưa ra phục vụ"),
                    ("lend", "Cho mượn"),
                    ("return", "Nhận trả"),
                    ("pass_on", "Chuyển tiếp"),
                    ("recall", "Thu hồi"),
                    ("send_back", "Gửi trả"),
                    ("take_back", "Nhận lại"),
                    ("lose", "Báo mất"),
                    ("find", "Tìm thấy"),
                    ("damage", "Báo hư hỏng"),
                    ("mend", "Phục chế"),
                    ("withdraw", "Xuất khỏi sổ"),
                    ("settle", "Giải quyết"),
                    ("move", "Chuyển chỗ"),
                    ("transfer", "Điều chuyển"),
                ],
                max_length=20,
                verbose_name="việc",
            ),
        ),
        migrations.AddIndex(
            model_name="copy",
            index=models.Index(tusach.ui.api.Folded("accession_no"), name="holdings_by_folded_no"),
        ),
        migrations.AddField(
            model_name="ownership",
            name="copy",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.copy",
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="former",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.servicepoint",
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="old_register",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.register",
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="owner",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.servicepoint",
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="register",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.register",
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="undoes",
            field=models.OneToOneField(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="undone_by",
                to="holdings.ownership",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="giver",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.servicepoint",
                verbose_name="thư viện giao",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="register",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.register",
                verbose_name="sổ cấp số mới",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="reorganisation",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.reorganisation",
            ),
        ),
        migrations.AddField(
            model_name="transfer",
            name="taker",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.servicepoint",
                verbose_name="thư viện nhận",
            ),
        ),
        migrations.AddField(
            model_name="ownership",
            name="transfer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.transfer",
            ),
        ),
        migrations.AddField(
            model_name="transferline",
            name="copy",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="holdings.copy"
            ),
        ),
        migrations.AddField(
            model_name="transferline",
            name="entry",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.ledgerentry",
            ),
        ),
        migrations.AddField(
            model_name="transferline",
            name="ownership",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.ownership",
            ),
        ),
        migrations.AddField(
            model_name="transferline",
            name="transfer",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="holdings.transfer",
            ),
        ),
        migrations.AddIndex(
            model_name="transfer",
            index=models.Index(fields=["reorganisation"], name="holdings_transfer_reorganised"),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(("giver", models.F("taker")), _negated=True),
                name="holdings_transfer_to_another",
            ),
        ),
        migrations.AddIndex(
            model_name="ownership",
            index=models.Index(fields=["copy", "since", "id"], name="holdings_owners_of_copy"),
        ),
        migrations.AddConstraint(
            model_name="ownership",
            constraint=models.CheckConstraint(
                condition=models.Q(("owner", models.F("former")), _negated=True),
                name="holdings_owner_changes",
            ),
        ),
        migrations.AddIndex(
            model_name="transferline",
            index=models.Index(fields=["transfer", "position"], name="holdings_line_position"),
        ),
        migrations.AddConstraint(
            model_name="transferline",
            constraint=models.UniqueConstraint(
                fields=("transfer", "copy"), name="holdings_line_once"
            ),
        ),
    ]
