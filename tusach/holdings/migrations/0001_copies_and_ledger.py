import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0001_records"),
        ("network", "0001_units_and_points"),
        ("offline", "0001_devices_and_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="Copy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(verbose_name="số")),
                ("accession_no", models.CharField(max_length=40, verbose_name="số ĐKCB")),
                ("barcode", models.CharField(max_length=10, unique=True, verbose_name="mã vạch")),
                ("accessioned_at", models.DateTimeField(verbose_name="vào sổ lúc")),
                (
                    "fund",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="kinh phí, quyết định"
                    ),
                ),
                (
                    "price",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="giá"),
                ),
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
                        default="good",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "collection",
                    models.CharField(
                        choices=[
                            ("main", "Kho chính"),
                            ("rotation", "Kho luân chuyển"),
                            ("children", "Kho thiếu nhi"),
                            ("reference", "Kho đọc, tra cứu"),
                            ("local_studies", "Kho địa chí"),
                            ("rare", "Tài liệu quý hiếm"),
                        ],
                        default="main",
                        max_length=20,
                        verbose_name="kho",
                    ),
                ),
                (
                    "shelf_mark",
                    models.CharField(blank=True, max_length=80, verbose_name="ký hiệu xếp giá"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện sở hữu",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.record",
                        verbose_name="biểu ghi",
                    ),
                ),
            ],
            options={
                "ordering": ["register_id", "number"],
                "indexes": [
                    models.Index(fields=["accession_no"], name="holdings_by_accession_no"),
                    models.Index(fields=["owner", "collection"], name="holdings_by_collection"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="holdings_number_positive"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LedgerMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("marked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=120, verbose_name="tên")),
                ("name_en", models.CharField(blank=True, max_length=120)),
                (
                    "group",
                    models.CharField(
                        choices=[
                            ("budget", "ngân sách"),
                            ("programme", "chương trình mục tiêu"),
                            ("gift", "xã hội hóa, biếu tặng"),
                            ("exchange", "trao đổi"),
                            ("transfer", "điều chuyển"),
                            ("other", "khác"),
                        ],
                        max_length=12,
                        verbose_name="nhóm",
                    ),
                ),
                ("position", models.PositiveSmallIntegerField(default=50)),
                ("since", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("until", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Container",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="mã hộp")),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="tên hộp")),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "discarded_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="bỏ lúc"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện sở hữu",
                    ),
                ),
            ],
            options={
                "ordering": ["code"],
            },
        ),
        migrations.CreateModel(
            name="LedgerEntry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "act",
                    models.CharField(
                        choices=[
                            ("accession", "Ghi sổ"),
                            ("pack", "Đóng vào hộp"),
                            ("unpack", "Lấy ra khỏi hộp"),
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
                        ],
                        max_length=20,
                        verbose_name="việc",
                    ),
                ),
                ("from_post", models.CharField(max_length=120, null=True)),
                ("to_post", models.CharField(max_length=120, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_store", "trong kho"),
                            ("packed", "đã đóng hộp"),
                            ("in_transit", "đang chuyển"),
                            ("in_service", "đang phục vụ"),
                            ("on_loan", "đang cho mượn"),
                            ("lost", "mất"),
                            ("damaged", "hư hỏng"),
                            ("quarantine", "chờ kiểm tra"),
                            ("withdrawn", "đã xuất khỏi sổ"),
                        ],
                        max_length=20,
                        verbose_name="trạng thái",
                    ),
                ),
                ("happened_at", models.DateTimeField(verbose_name="lúc")),
                ("stated_at", models.DateTimeField(null=True, verbose_name="giờ được báo")),
                ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                ("by_account", models.BigIntegerField(null=True)),
                ("by_name", models.CharField(blank=True, max_length=200, verbose_name="người làm")),
                ("device_seq", models.BigIntegerField(null=True)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="ghi chú")),
                ("final", models.BooleanField(default=False)),
                (
                    "copy",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "device",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offline.device",
                    ),
                ),
                (
                    "from_container",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.container",
                    ),
                ),
                (
                    "from_point",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "settles",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.ledgerentry",
                    ),
                ),
                (
                    "to_container",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.container",
                    ),
                ),
                (
                    "to_point",
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
                "ordering": ["id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("act", "accession"),
                                ("from_container__isnull", True),
                                ("from_point__isnull", True),
                                ("from_post__isnull", True),
                            ),
                            models.Q(
                                models.Q(("act", "accession"), _negated=True),
                                models.Q(
                                    models.Q(
                                        ("from_container__isnull", True),
                                        ("from_point__isnull", False),
                                        ("from_post__isnull", True),
                                    ),
                                    models.Q(
                                        ("from_container__isnull", False),
                                        ("from_point__isnull", True),
                                        ("from_post__isnull", True),
                                    ),
                                    models.Q(
                                        ("from_container__isnull", True),
                                        ("from_point__isnull", True),
                                        ("from_post__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="holdings_ledger_from",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("act", "withdraw"),
                                ("final", True),
                                ("state", "withdrawn"),
                                ("to_container__isnull", True),
                                ("to_point__isnull", True),
                                ("to_post__isnull", True),
                            ),
                            models.Q(
                                ("final", False),
                                models.Q(("act", "withdraw"), _negated=True),
                                models.Q(("state", "withdrawn"), _negated=True),
                                models.Q(
                                    models.Q(
                                        ("to_container__isnull", True),
                                        ("to_point__isnull", False),
                                        ("to_post__isnull", True),
                                    ),
                                    models.Q(
                                        ("to_container__isnull", False),
                                        ("to_point__isnull", True),
                                        ("to_post__isnull", True),
                                    ),
                                    models.Q(
                                        ("to_container__isnull", True),
                                        ("to_point__isnull", True),
                                        ("to_post__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="holdings_ledger_to",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("device__isnull", True), ("device_seq__isnull", True)),
                            models.Q(
                                ("device__isnull", False),
                                ("device_seq__isnull", False),
                                ("stated_at__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="holdings_ledger_device",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settles__isnull", True), ("act", "settle"), _connector="OR"
                        ),
                        name="holdings_ledger_settles",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("device__isnull", False)),
                        fields=("device", "device_seq", "copy", "act"),
                        name="holdings_ledger_event_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("act", "accession")),
                        fields=("copy",),
                        name="holdings_accession_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("final", True)),
                        fields=("copy",),
                        name="holdings_withdrawn_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("settles__isnull", False)),
                        fields=("settles",),
                        name="holdings_settled_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Register",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=120, verbose_name="tên sổ")),
                (
                    "prefix",
                    models.CharField(blank=True, max_length=20, verbose_name="ký hiệu trước số"),
                ),
                ("width", models.PositiveSmallIntegerField(default=6, verbose_name="số chữ số")),
                (
                    "next_number",
                    models.PositiveBigIntegerField(default=1, verbose_name="số tiếp theo"),
                ),
                ("closed_on", models.DateField(blank=True, null=True, verbose_name="khoá sổ ngày")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện",
                    ),
                ),
            ],
            options={
                "ordering": ["owner_id", "name", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "name"), name="holdings_register_name"
                    ),
                    models.UniqueConstraint(
                        fields=("owner", "prefix"), name="holdings_register_prefix"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_number__gte", 1)), name="holdings_register_next"
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="copy",
            name="register",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.register",
                verbose_name="sổ đăng ký",
            ),
        ),
        migrations.AddField(
            model_name="copy",
            name="source",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="holdings.source",
                verbose_name="nguồn",
            ),
        ),
        migrations.CreateModel(
            name="CopyPlace",
            fields=[
                (
                    "copy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="place",
                        serialize=False,
                        to="holdings.copy",
                    ),
                ),
                ("post", models.CharField(max_length=120, null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("in_store", "trong kho"),
                            ("packed", "đã đóng hộp"),
                            ("in_transit", "đang chuyển"),
                            ("in_service", "đang phục vụ"),
                            ("on_loan", "đang cho mượn"),
                            ("lost", "mất"),
                            ("damaged", "hư hỏng"),
                            ("quarantine", "chờ kiểm tra"),
                            ("withdrawn", "đã xuất khỏi sổ"),
                        ],
                        max_length=20,
                    ),
                ),
                ("since", models.DateTimeField()),
                ("recorded_at", models.DateTimeField()),
                ("unsettled", models.PositiveIntegerField(default=0)),
                (
                    "container",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.container",
                    ),
                ),
                (
                    "entry",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.ledgerentry",
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
                    models.Index(fields=["point", "state"], name="holdings_place_point"),
                    models.Index(
                        condition=models.Q(("container__isnull", False)),
                        fields=["container"],
                        name="holdings_place_container",
                    ),
                    models.Index(
                        condition=models.Q(("post__isnull", False)),
                        fields=["post"],
                        name="holdings_place_post",
                    ),
                    models.Index(
                        condition=models.Q(("unsettled__gt", 0)),
                        fields=["copy"],
                        name="holdings_place_unsettled",
                    ),
                    models.Index(fields=["since"], name="holdings_place_since"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state", "withdrawn"),
                                ("container__isnull", True),
                                ("point__isnull", True),
                                ("post__isnull", True),
                            ),
                            models.Q(
                                models.Q(("state", "withdrawn"), _negated=True),
                                models.Q(
                                    models.Q(
                                        ("container__isnull", True),
                                        ("point__isnull", False),
                                        ("post__isnull", True),
                                    ),
                                    models.Q(
                                        ("container__isnull", False),
                                        ("point__isnull", True),
                                        ("post__isnull", True),
                                    ),
                                    models.Q(
                                        ("container__isnull", True),
                                        ("point__isnull", True),
                                        ("post__isnull", False),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="holdings_place_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("value", models.CharField(max_length=60, verbose_name="mã cũ")),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="aliases",
                        to="holdings.copy",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [models.Index(fields=["value"], name="holdings_by_alias")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("owner", "value"), name="holdings_alias_in_library"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="copy",
            constraint=models.UniqueConstraint(
                fields=("owner", "register", "number"), name="holdings_number_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="copy",
            constraint=models.UniqueConstraint(
                fields=("register", "number"), name="holdings_register_once"
            ),
        ),
    ]
