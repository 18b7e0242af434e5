import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("network", "0006_source_of_a_units_place"),
        ("offline", "0001_devices_and_events"),
    ]

    operations = [
        migrations.CreateModel(
            name="ConsentPurpose",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=30, unique=True, verbose_name="mã")),
                ("name", models.CharField(max_length=120, verbose_name="mục đích")),
                ("name_en", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(max_length=500, verbose_name="nội dung đồng ý")),
                ("text_en", models.CharField(blank=True, max_length=500)),
                ("publishes", models.BooleanField(default=False, verbose_name="đưa ra công khai")),
                ("position", models.PositiveSmallIntegerField(default=50)),
                ("since", models.DateField(blank=True, null=True, verbose_name="từ ngày")),
                ("until", models.DateField(blank=True, null=True, verbose_name="đến trước ngày")),
            ],
            options={
                "ordering": ["position", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ReaderClass",
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
                    "audience",
                    models.CharField(
                        choices=[
                            ("children", "thiếu nhi"),
                            ("pupils", "học sinh"),
                            ("adults", "người lớn"),
                            ("elderly", "người cao tuổi"),
                            ("unknown", "không phân loại"),
                        ],
                        max_length=12,
                        verbose_name="đối tượng phục vụ",
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
            name="Reader",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "number",
                    models.BigIntegerField(editable=False, unique=True, verbose_name="số bạn đọc"),
                ),
                ("name", models.CharField(max_length=120, verbose_name="họ và tên")),
                ("sort_key", models.CharField(max_length=1200)),
                ("folded", models.CharField(max_length=120)),
                (
                    "birth_year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="năm sinh"
                    ),
                ),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("children", "thiếu nhi"),
                            ("pupils", "học sinh"),
                            ("adults", "người lớn"),
                            ("elderly", "người cao tuổi"),
                            ("unknown", "không phân loại"),
                        ],
                        max_length=12,
                        verbose_name="đối tượng phục vụ",
                    ),
                ),
                ("school_class", models.CharField(blank=True, max_length=20, verbose_name="lớp")),
                (
                    "school_year",
                    models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="năm học"),
                ),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=200, verbose_name="thư điện tử"),
                ),
                ("address", models.CharField(blank=True, max_length=200, verbose_name="chỗ ở")),
                (
                    "language",
                    models.CharField(
                        default="vi", max_length=5, verbose_name="ngôn ngữ của giấy báo"
                    ),
                ),
                (
                    "accessible_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người xác nhận"),
                ),
                (
                    "accessible_on",
                    models.DateField(blank=True, null=True, verbose_name="ngày xác nhận"),
                ),
                ("registered_on", models.DateField(verbose_name="ngày đăng ký")),
                (
                    "left_on",
                    models.DateField(blank=True, null=True, verbose_name="thôi sử dụng từ ngày"),
                ),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="xoá lúc")),
                ("seq", models.BigIntegerField(blank=True, null=True)),
                ("invented", models.BooleanField(default=False)),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "device",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="offline.device",
                    ),
                ),
                (
                    "home",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="điểm phục vụ",
                    ),
                ),
                (
                    "merged_into",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="merged",
                        to="readers.reader",
                    ),
                ),
                (
                    "reader_class",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="readers.readerclass",
                        verbose_name="nhóm bạn đọc",
                    ),
                ),
            ],
            options={
                "ordering": ["sort_key", "pk"],
                "indexes": [
                    models.Index(fields=["home", "sort_key", "id"], name="reader_by_home"),
                    models.Index(fields=["folded", "birth_year"], name="reader_alike"),
                    models.Index(
                        condition=models.Q(("phone", ""), _negated=True),
                        fields=["phone"],
                        name="reader_by_phone",
                    ),
                    models.Index(
                        condition=models.Q(("school_class", ""), _negated=True),
                        fields=["home", "school_year", "school_class"],
                        name="reader_by_school_class",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("device", "seq"), name="reader_registered_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("device__isnull", True), ("seq__isnull", True)),
                            models.Q(("device__isnull", False), ("seq__gt", 0)),
                            _connector="OR",
                        ),
                        name="reader_of_an_event",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("audience__in", ["children", "pupils", "adults", "elderly", "unknown"])
                        ),
                        name="reader_is_no_soldier_or_prisoner",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("merged_into__isnull", True),
                            models.Q(("merged_into", models.F("id")), _negated=True),
                            _connector="OR",
                        ),
                        name="reader_is_not_merged_into_itself",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("birth_year__isnull", True),
                            models.Q(("birth_year__gte", 1900), ("birth_year__lte", 2200)),
                            _connector="OR",
                        ),
                        name="reader_birth_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Card",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=40, unique=True, verbose_name="số thẻ")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "đang dùng"),
                            ("lost", "đã mất"),
                            ("replaced", "đã đổi"),
                            ("ended", "đã thu, huỷ"),
                        ],
                        default="active",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("issued_on", models.DateField(verbose_name="ngày cấp")),
                ("valid_until", models.DateField(verbose_name="hạn dùng")),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="nơi cấp",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="cards",
                        to="readers.reader",
                    ),
                ),
            ],
            options={
                "ordering": ["-issued_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("state", "active")),
                        fields=("reader",),
                        name="reader_has_one_card",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Bar",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("reason", models.CharField(max_length=300, verbose_name="lý do")),
                ("since", models.DateField(verbose_name="từ ngày")),
                ("until", models.DateField(blank=True, null=True, verbose_name="đến hết ngày")),
                ("source", models.CharField(blank=True, max_length=60)),
                ("made_at", models.DateTimeField()),
                (
                    "made_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người khoá"),
                ),
                ("lifted_at", models.DateTimeField(blank=True, null=True, verbose_name="mở lúc")),
                (
                    "lifted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người mở"),
                ),
                (
                    "lifted_why",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do mở"),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="bars",
                        to="readers.reader",
                    ),
                ),
            ],
            options={
                "ordering": ["-since", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("lifted_at__isnull", True)),
                        fields=["reader"],
                        name="reader_barred",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("until__isnull", True),
                            ("until__gte", models.F("since")),
                            _connector="OR",
                        ),
                        name="bar_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("lifted_at__isnull", True), models.Q(("source", ""), _negated=True)
                        ),
                        fields=("reader", "source"),
                        name="bar_once_by_a_room",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CardAct",
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
                            ("new", "cấp mới"),
                            ("renewed", "gia hạn"),
                            ("replaced", "đổi thẻ"),
                            ("lost", "báo mất"),
                            ("found", "tìm lại được"),
                            ("ended", "thu, huỷ"),
                        ],
                        max_length=10,
                        verbose_name="việc",
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày")),
                ("at", models.DateTimeField()),
                ("by", models.CharField(blank=True, max_length=200, verbose_name="người làm")),
                ("audience", models.CharField(max_length=12)),
                ("before", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "card",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="acts",
                        to="readers.card",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=["place", "on", "kind"],
                        name="card_acts_by_place",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="PrivacyRequest",
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
                            ("see", "xem dữ liệu"),
                            ("export", "nhận bản sao dữ liệu"),
                            ("correct", "sửa dữ liệu"),
                            ("erase", "xoá dữ liệu"),
                        ],
                        max_length=10,
                        verbose_name="yêu cầu",
                    ),
                ),
                (
                    "asked_by",
                    models.CharField(
                        choices=[
                            ("reader", "bạn đọc"),
                            ("guardian", "người giám hộ"),
                            ("both", "bạn đọc và người giám hộ"),
                        ],
                        max_length=10,
                        verbose_name="người yêu cầu",
                    ),
                ),
                ("what", models.CharField(blank=True, max_length=500, verbose_name="nội dung")),
                ("received_on", models.DateField(verbose_name="nhận ngày")),
                ("due_on", models.DateField(verbose_name="hạn trả lời")),
                (
                    "basis",
                    models.CharField(blank=True, max_length=300, verbose_name="căn cứ của hạn"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "chờ trả lời"),
                            ("done", "đã làm"),
                            ("refused", "không làm được"),
                        ],
                        default="open",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("answer", models.CharField(blank=True, max_length=500, verbose_name="trả lời")),
                (
                    "answered_on",
                    models.DateField(blank=True, null=True, verbose_name="trả lời ngày"),
                ),
                (
                    "answered_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người trả lời"),
                ),
                (
                    "noted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người ghi"),
                ),
                ("at", models.DateTimeField()),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="readers.reader",
                    ),
                ),
            ],
            options={
                "ordering": ["due_on", "pk"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "open")),
                        fields=["due_on"],
                        name="privacy_open",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="NotTheSame",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("said_at", models.DateTimeField()),
                ("said_by", models.CharField(blank=True, max_length=200)),
                (
                    "first",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="readers.reader",
                    ),
                ),
                (
                    "second",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="readers.reader",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("first", "second"), name="reader_pair_once"),
                    models.CheckConstraint(
                        condition=models.Q(("first__lt", models.F("second"))),
                        name="reader_pair_in_order",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by", models.CharField(blank=True, max_length=200)),
                ("moved", models.JSONField(default=dict)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "gone",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="readers.reader",
                    ),
                ),
                (
                    "kept",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges_here",
                        to="readers.reader",
                    ),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("undone_at__isnull", True)),
                        fields=("gone",),
                        name="reader_merged_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Guardian",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "relation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("father", "cha"),
                            ("mother", "mẹ"),
                            ("grandparent", "ông, bà"),
                            ("relative", "người thân khác"),
                            ("guardian", "người giám hộ được cử"),
                            ("school", "nhà trường"),
                        ],
                        max_length=12,
                        verbose_name="quan hệ",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=120, verbose_name="họ và tên")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="điện thoại")),
                (
                    "reader",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="guardian",
                        to="readers.reader",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("relation", "school"),
                            models.Q(("name", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="guardian_has_a_name",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "given_by",
                    models.CharField(
                        choices=[
                            ("reader", "bạn đọc"),
                            ("guardian", "người giám hộ"),
                            ("both", "bạn đọc và người giám hộ"),
                        ],
                        max_length=10,
                        verbose_name="người đồng ý",
                    ),
                ),
                ("given_on", models.DateField(verbose_name="đồng ý ngày")),
                (
                    "noted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người ghi"),
                ),
                (
                    "withdrawn_on",
                    models.DateField(blank=True, null=True, verbose_name="rút lại ngày"),
                ),
                (
                    "withdrawn_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reader", "bạn đọc"),
                            ("guardian", "người giám hộ"),
                            ("both", "bạn đọc và người giám hộ"),
                        ],
                        max_length=10,
                        verbose_name="người rút",
                    ),
                ),
                (
                    "purpose",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="readers.consentpurpose",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="consents",
                        to="readers.reader",
                    ),
                ),
            ],
            options={
                "ordering": ["purpose__position", "-given_on", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_on__isnull", True)),
                        fields=("reader", "purpose"),
                        name="consent_once_at_a_time",
                    )
                ],
            },
        ),
        # Numbers shown to people, and running numbers of cards: taken before the rows are written.
        migrations.RunSQL(
            "CREATE SEQUENCE readers_reader_number AS bigint START 1001;"
            "CREATE SEQUENCE readers_card_serial AS bigint MAXVALUE 99999999;",
            "DROP SEQUENCE readers_reader_number, readers_card_serial;",
        ),
    ]
