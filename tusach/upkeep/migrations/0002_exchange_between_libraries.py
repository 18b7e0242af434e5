import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("holdings", "0013_whose_the_copies_of_a_list_are"),
        ("network", "0006_source_of_a_units_place"),
        ("upkeep", "0001_rounds_of_weeding"),
    ]

    operations = [
        migrations.AlterField(
            model_name="disposal",
            name="fate",
            field=models.CharField(
                choices=[
                    ("destroyed", "tiêu huỷ"),
                    ("given", "cho, tặng"),
                    ("exchanged", "trao đổi"),
                    ("sale", "bán sách"),
                    ("sold", "bán giấy vụn"),
                    ("province", "chuyển về thư viện tỉnh"),
                ],
                max_length=12,
                verbose_name="xử lý",
            ),
        ),
        migrations.CreateModel(
            name="Exchange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên danh mục")),
                (
                    "note",
                    models.CharField(
                        blank=True, max_length=500, verbose_name="muốn nhận lại, ghi chú"
                    ),
                ),
                (
                    "until",
                    models.DateField(
                        blank=True, null=True, verbose_name="nhận đề nghị đến hết ngày"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang lập danh mục"),
                            ("open", "Đang chào"),
                            ("closed", "Đã khoá"),
                            ("dropped", "Đã bỏ"),
                        ],
                        max_length=8,
                        verbose_name="tình trạng",
                    ),
                ),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người lập")),
                ("opened_at", models.DateTimeField(blank=True, null=True, verbose_name="chào từ")),
                ("closed_at", models.DateTimeField(blank=True, null=True, verbose_name="khoá lúc")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện chào",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["owner", "state"], name="upkeep_exchange_of_owner")
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "outside",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="thư viện ngoài mạng lưới"
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("asked", "Chờ quyết định"),
                            ("decided", "Đã có quyết định"),
                            ("declined", "Không đồng ý"),
                            ("withdrawn", "Đã rút"),
                        ],
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                (
                    "asked_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người đề nghị"),
                ),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                (
                    "decision",
                    models.CharField(
                        blank=True, max_length=120, verbose_name="quyết định trao đổi"
                    ),
                ),
                ("decided_on", models.DateField(null=True, verbose_name="ngày quyết định")),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=120, verbose_name="người ký"),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="upkeep.exchange",
                    ),
                ),
                (
                    "register",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.register",
                        verbose_name="sổ nhận",
                    ),
                ),
                (
                    "taker",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện nhận",
                    ),
                ),
                (
                    "transfer",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.transfer",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("outside", ""), ("taker__isnull", False)),
                            models.Q(
                                ("taker__isnull", True), models.Q(("outside", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="upkeep_exchange_with_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ExchangeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_open", models.BooleanField(default=True)),
                ("accession_no", models.CharField(max_length=40, verbose_name="số ĐKCB")),
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
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "exchange",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="upkeep.exchange",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="upkeep.exchangerequest",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["copy"], name="upkeep_offers_of_copy")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("exchange", "copy"), name="upkeep_offered_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("copy",),
                        name="upkeep_in_one_offer",
                    ),
                ],
            },
        ),
    ]
