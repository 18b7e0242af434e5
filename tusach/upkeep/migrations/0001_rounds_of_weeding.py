import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("holdings", "0012_tables_and_kinds_of_registers"),
        ("network", "0006_source_of_a_units_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("name_en", models.CharField(blank=True, max_length=200)),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
                ("finder", models.CharField(blank=True, max_length=30)),
                ("position", models.PositiveSmallIntegerField(default=50)),
                ("is_used", models.BooleanField(default=True, verbose_name="còn dùng")),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Weeding",
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
                    "reason",
                    models.TextField(blank=True, max_length=2000, verbose_name="lý do thanh lọc"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang lập danh sách"),
                            ("submitted", "Chờ thẩm định"),
                            ("appraised", "Đã thẩm định"),
                            ("decided", "Đã có quyết định"),
                            ("carrying", "Đang xuất sổ"),
                            ("carried_out", "Đã xuất sổ"),
                            ("closed", "Đã kết thúc"),
                            ("cancelling", "Đang ghi lại vào sổ"),
                            ("cancelled", "Đã huỷ quyết định"),
                            ("dropped", "Đã bỏ"),
                        ],
                        max_length=12,
                        verbose_name="tình trạng",
                    ),
                ),
                ("opened_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "request_number",
                    models.CharField(blank=True, max_length=60, verbose_name="số tờ trình"),
                ),
                (
                    "requested_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày trình"),
                ),
                ("base_count", models.PositiveIntegerField(default=0, verbose_name="tổng số bản")),
                ("most_percent", models.PositiveSmallIntegerField(default=0)),
                ("share_basis", models.CharField(blank=True, max_length=300)),
                (
                    "council_decision",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="quyết định lập hội đồng"
                    ),
                ),
                (
                    "council_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày lập hội đồng"),
                ),
                (
                    "council",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="thành phần hội đồng"
                    ),
                ),
                (
                    "appraisal_number",
                    models.CharField(
                        blank=True, max_length=60, verbose_name="số biên bản thẩm định"
                    ),
                ),
                (
                    "appraised_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày thẩm định"),
                ),
                (
                    "conclusion",
                    models.TextField(
                        blank=True, max_length=2000, verbose_name="kết luận của hội đồng"
                    ),
                ),
                (
                    "decision",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="quyết định thanh lọc"
                    ),
                ),
                (
                    "decided_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày quyết định"),
                ),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=120, verbose_name="người ký"),
                ),
                (
                    "carried_out_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="xuất sổ lúc"),
                ),
                (
                    "struck_count",
                    models.PositiveIntegerField(default=0, verbose_name="số bản xuất sổ"),
                ),
                (
                    "struck_value",
                    models.PositiveBigIntegerField(default=0, verbose_name="giá trị xuất sổ"),
                ),
                (
                    "closed_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày kết thúc"),
                ),
                (
                    "cancel_decision",
                    models.CharField(blank=True, max_length=120, verbose_name="quyết định huỷ"),
                ),
                ("cancelled_on", models.DateField(blank=True, null=True, verbose_name="ngày huỷ")),
                ("worked_to", models.BigIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.register",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["owner", "state"], name="upkeep_weeding_of_owner")
                ],
            },
        ),
        migrations.CreateModel(
            name="Disposal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "fate",
                    models.CharField(
                        choices=[
                            ("destroyed", "tiêu huỷ"),
                            ("given", "cho, tặng"),
                            ("exchanged", "trao đổi"),
                            ("sold", "bán giấy vụn"),
                            ("province", "chuyển về thư viện tỉnh"),
                        ],
                        max_length=12,
                        verbose_name="xử lý",
                    ),
                ),
                ("to_whom", models.CharField(blank=True, max_length=200, verbose_name="bên nhận")),
                ("on", models.DateField(verbose_name="ngày")),
                (
                    "paper",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="số biên bản, hoá đơn"
                    ),
                ),
                (
                    "amount",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="số tiền thu được"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                (
                    "weeding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disposals",
                        to="upkeep.weeding",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="WeedingFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("request", "Tờ trình"),
                            ("list", "Danh mục đề nghị thanh lọc"),
                            ("minutes", "Biên bản thẩm định của hội đồng"),
                            ("decision", "Quyết định thanh lọc"),
                            ("disposal", "Biên bản xử lý sách thanh lọc"),
                            ("other", "Giấy tờ khác"),
                        ],
                        max_length=10,
                        verbose_name="loại giấy tờ",
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên tệp")),
                ("content", models.FileField(upload_to="upkeep/weeding/%Y")),
                ("content_type", models.CharField(max_length=40)),
                ("size", models.PositiveIntegerField(verbose_name="cỡ")),
                ("sha256", models.CharField(max_length=64)),
                ("is_scan", models.BooleanField(default=True, verbose_name="bản chụp")),
                ("made_at", models.DateTimeField(verbose_name="lưu lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người lưu")),
                (
                    "weeding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="files",
                        to="upkeep.weeding",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="WeedingLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("listed", "đề nghị thanh lọc"),
                            ("kept", "hội đồng giữ lại"),
                            ("struck", "đã xuất sổ"),
                            ("refused", "không xuất được"),
                            ("back", "đã ghi lại vào sổ"),
                        ],
                        default="listed",
                        max_length=8,
                        verbose_name="kết quả",
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
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
                ("why", models.CharField(blank=True, max_length=20)),
                (
                    "again",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
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
                    "criterion",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="upkeep.criterion",
                        verbose_name="lý do",
                    ),
                ),
                (
                    "disposal",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="lines",
                        to="upkeep.disposal",
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
                    "weeding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="upkeep.weeding",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["copy"], name="upkeep_rounds_of_copy")],
                "constraints": [
                    models.UniqueConstraint(fields=("weeding", "copy"), name="upkeep_weeded_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("copy",),
                        name="upkeep_in_one_round",
                    ),
                ],
            },
        ),
    ]
