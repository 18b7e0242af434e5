import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
from django.db import migrations, models

import tusach.acquisitions.models.serials


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("catalogue", "0002_imports"),
        ("holdings", "0003_boxes_have_one_word"),
        ("network", "0004_where_a_decision_holds"),
    ]

    operations = [
        migrations.CreateModel(
            name="SheetMapping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("signature", models.CharField(max_length=32, unique=True)),
                ("mapping", models.JSONField()),
                ("used_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Claim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="số")),
                ("made_on", models.DateField(verbose_name="ngày")),
                ("answer_by", models.DateField(null=True, verbose_name="xin trả lời trước")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("answer", models.CharField(blank=True, max_length=300, verbose_name="trả lời")),
                ("answered_on", models.DateField(null=True, verbose_name="ngày trả lời")),
                ("content", models.JSONField(default=dict)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200, verbose_name="người lập")),
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
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Fund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=160, verbose_name="tên")),
                ("starts_on", models.DateField(verbose_name="từ ngày")),
                ("ends_on", models.DateField(verbose_name="đến trước ngày")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("version", models.PositiveIntegerField(default=1)),
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
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.source",
                        verbose_name="nguồn",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "name", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="acquisitions_fund_period",
                    ),
                    models.UniqueConstraint(
                        fields=("owner", "name", "starts_on"), name="acquisitions_fund_once"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Allocation",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("amount", models.BigIntegerField(verbose_name="số tiền")),
                ("decision", models.CharField(max_length=200, verbose_name="quyết định")),
                ("on", models.DateField(verbose_name="ngày")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200, verbose_name="người ghi")),
                (
                    "fund",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="allocations",
                        to="acquisitions.fund",
                    ),
                ),
            ],
            options={
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("amount", 0), _negated=True),
                        name="acquisitions_allocation_of_money",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Intake",
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
                        choices=[("purchase", "Mua"), ("gift", "Biếu tặng")],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="số đợt")),
                ("received_on", models.DateField(verbose_name="ngày nhận")),
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
                    "decision",
                    models.CharField(blank=True, max_length=200, verbose_name="quyết định, căn cứ"),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                (
                    "invoice_no",
                    models.CharField(blank=True, max_length=40, verbose_name="số hoá đơn"),
                ),
                (
                    "invoice_date",
                    models.DateField(blank=True, null=True, verbose_name="ngày hoá đơn"),
                ),
                (
                    "invoice_total",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="tổng tiền hoá đơn"
                    ),
                ),
                (
                    "extra_cost",
                    models.PositiveBigIntegerField(
                        default=0, verbose_name="chi phí khác (vận chuyển, thuế)"
                    ),
                ),
                (
                    "difference_why",
                    models.CharField(blank=True, max_length=300, verbose_name="lý do chênh lệch"),
                ),
                (
                    "discount",
                    models.PositiveSmallIntegerField(default=0, verbose_name="chiết khấu"),
                ),
                (
                    "register_price",
                    models.CharField(
                        choices=[("list", "Giá bìa"), ("paid", "Giá mua")],
                        default="list",
                        max_length=4,
                        verbose_name="giá ghi sổ",
                    ),
                ),
                (
                    "donor_name",
                    models.CharField(blank=True, max_length=200, verbose_name="người, đơn vị tặng"),
                ),
                (
                    "donor_kind",
                    models.CharField(
                        choices=[
                            ("person", "Cá nhân"),
                            ("organisation", "Cơ quan, tổ chức, doanh nghiệp"),
                            ("publisher", "Nhà xuất bản"),
                        ],
                        default="person",
                        max_length=12,
                        verbose_name="loại người tặng",
                    ),
                ),
                (
                    "donor_address",
                    models.CharField(blank=True, max_length=300, verbose_name="địa chỉ người tặng"),
                ),
                (
                    "donor_hidden",
                    models.BooleanField(default=False, verbose_name="giấu tên người tặng"),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang lập"),
                            ("accepting", "Đang vào sổ"),
                            ("accepted", "Đã vào sổ"),
                            ("undoing", "Đang rút lại"),
                            ("undone", "Đã rút lại"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("first_number", models.PositiveBigIntegerField(null=True)),
                ("last_number", models.PositiveBigIntegerField(null=True)),
                ("problem", models.JSONField(default=dict)),
                ("queued_at", models.DateTimeField(null=True)),
                ("worked_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True, verbose_name="vào sổ lúc")),
                (
                    "accepted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người vào sổ"),
                ),
                ("undone_because", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.CharField(max_length=200, verbose_name="người lập")),
                ("changed_by", models.CharField(blank=True, max_length=200)),
                ("by_account", models.BigIntegerField(null=True)),
                ("by_post", models.CharField(blank=True, max_length=200)),
                ("by_place", models.BigIntegerField(null=True)),
                (
                    "fund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="acquisitions.fund",
                        verbose_name="kinh phí",
                    ),
                ),
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
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.register",
                        verbose_name="sổ đăng ký cá biệt",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.source",
                        verbose_name="nguồn",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["owner", "-received_on"], name="acquisitions_intake_by_owner"
                    ),
                    models.Index(fields=["fund", "state"], name="acquisitions_intake_by_fund"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("discount__lte", 10000)),
                        name="acquisitions_intake_discount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("first_number", None),
                                ("last_number", None),
                                ("state__in", ["draft", "dropped"]),
                            ),
                            models.Q(
                                ("first_number__isnull", False),
                                ("last_number__gte", models.F("first_number")),
                            ),
                            _connector="OR",
                        ),
                        name="acquisitions_intake_numbers",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=1000, verbose_name="nhan đề")),
                ("author", models.CharField(blank=True, max_length=300, verbose_name="tác giả")),
                (
                    "publisher",
                    models.CharField(blank=True, max_length=300, verbose_name="nhà xuất bản"),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="năm xuất bản"
                    ),
                ),
                ("isbn", models.CharField(blank=True, max_length=20, verbose_name="ISBN")),
                ("more", models.JSONField(blank=True, default=dict)),
                ("find_text", models.TextField(blank=True)),
                ("position", models.PositiveIntegerField()),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="số bản")),
                ("refused", models.PositiveIntegerField(default=0, verbose_name="không nhận")),
                (
                    "refused_why",
                    models.CharField(blank=True, max_length=200, verbose_name="lý do không nhận"),
                ),
                (
                    "list_price",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="giá bìa"),
                ),
                (
                    "paid_price",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="giá mua"),
                ),
                (
                    "collection",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("main", "Kho chính"),
                            ("rotation", "Kho luân chuyển"),
                            ("children", "Kho thiếu nhi"),
                            ("reference", "Kho đọc, tra cứu"),
                            ("local_studies", "Kho địa chí"),
                            ("rare", "Tài liệu quý hiếm"),
                        ],
                        max_length=20,
                        verbose_name="kho",
                    ),
                ),
                (
                    "shelf_mark",
                    models.CharField(blank=True, max_length=80, verbose_name="ký hiệu xếp giá"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("is_described", models.BooleanField(default=False, verbose_name="đã mô tả đủ")),
                ("first_number", models.PositiveBigIntegerField(null=True)),
                ("entered_at", models.DateTimeField(null=True)),
                ("undone_at", models.DateTimeField(null=True)),
                ("version", models.PositiveIntegerField(default=1)),
                ("changed_by", models.CharField(blank=True, max_length=200)),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="acquisitions.intake",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.record",
                        verbose_name="biểu ghi",
                    ),
                ),
            ],
            options={
                "ordering": ["intake_id", "position", "pk"],
                "indexes": [
                    models.Index(fields=["record"], name="acquisitions_line_by_record"),
                    models.Index(
                        condition=models.Q(("entered_at", None)),
                        fields=["intake", "position"],
                        name="acquisitions_line_waiting",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gte", 1), ("refused__gte", 1), _connector="OR"
                        ),
                        name="acquisitions_line_of_copies",
                    ),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("intake", "position"),
                        name="acquisitions_line_position",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LineCopy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "copy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "line",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="copies",
                        to="acquisitions.intakeline",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="LineFile",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=255)),
                ("header_row", models.PositiveIntegerField()),
                ("header", models.JSONField(default=list)),
                ("rows", models.JSONField(default=list)),
                ("mapping", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("fitting", "Chờ ghép cột"),
                            ("taken", "Đã lấy vào"),
                            ("dropped", "Đã bỏ"),
                        ],
                        default="fitting",
                        max_length=10,
                    ),
                ),
                ("taken", models.PositiveIntegerField(default=0)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "intake",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="files",
                        to="acquisitions.intake",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="Order",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="số đơn")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "Đang lập"),
                            ("sent", "Đã gửi"),
                            ("closed", "Đã nhận xong"),
                            ("cancelled", "Đã huỷ"),
                        ],
                        default="draft",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                (
                    "discount",
                    models.PositiveSmallIntegerField(default=0, verbose_name="chiết khấu"),
                ),
                (
                    "decision",
                    models.CharField(blank=True, max_length=200, verbose_name="quyết định, căn cứ"),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                ("due_on", models.DateField(blank=True, null=True, verbose_name="hẹn giao")),
                ("sent_on", models.DateField(null=True, verbose_name="ngày gửi")),
                ("over_budget_why", models.CharField(blank=True, max_length=300)),
                ("cancelled_because", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                ("made_by", models.CharField(max_length=200, verbose_name="người lập")),
                ("changed_by", models.CharField(blank=True, max_length=200)),
                (
                    "fund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="acquisitions.fund",
                        verbose_name="kinh phí",
                    ),
                ),
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
                "indexes": [
                    models.Index(fields=["owner", "state"], name="acquisitions_order_by_owner"),
                    models.Index(fields=["fund", "state"], name="acquisitions_order_by_fund"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ["draft", "cancelled"]),
                            ("sent_on__isnull", False),
                            _connector="OR",
                        ),
                        name="acquisitions_order_sent",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("discount__lte", 10000)),
                        name="acquisitions_order_discount",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OrderLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=1000, verbose_name="nhan đề")),
                ("author", models.CharField(blank=True, max_length=300, verbose_name="tác giả")),
                (
                    "publisher",
                    models.CharField(blank=True, max_length=300, verbose_name="nhà xuất bản"),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="năm xuất bản"
                    ),
                ),
                ("isbn", models.CharField(blank=True, max_length=20, verbose_name="ISBN")),
                ("more", models.JSONField(blank=True, default=dict)),
                ("find_text", models.TextField(blank=True)),
                ("position", models.PositiveIntegerField()),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="số bản đặt")),
                (
                    "list_price",
                    models.PositiveBigIntegerField(blank=True, null=True, verbose_name="giá bìa"),
                ),
                ("cancelled", models.PositiveIntegerField(default=0, verbose_name="số bản huỷ")),
                (
                    "cancelled_why",
                    models.CharField(blank=True, max_length=200, verbose_name="lý do huỷ"),
                ),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "order",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="acquisitions.order",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.record",
                        verbose_name="biểu ghi",
                    ),
                ),
            ],
            options={
                "ordering": ["order_id", "position", "pk"],
                "indexes": [models.Index(fields=["record"], name="acquisitions_oline_by_record")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("quantity__gte", 1), ("cancelled__lte", models.F("quantity"))
                        ),
                        name="acquisitions_order_line_counts",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="intakeline",
            name="order_line",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="intake_lines",
                to="acquisitions.orderline",
                verbose_name="dòng đặt",
            ),
        ),
        migrations.CreateModel(
            name="Serial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("issn", models.CharField(blank=True, max_length=9, verbose_name="ISSN")),
                (
                    "is_electronic",
                    models.BooleanField(default=False, verbose_name="báo, tạp chí điện tử"),
                ),
                ("url", models.URLField(blank=True, max_length=300, verbose_name="địa chỉ")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "record",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.record",
                        verbose_name="biểu ghi",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("issn", ""), _negated=True),
                        fields=("issn",),
                        name="acquisitions_issn_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Pattern",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("valid_from", models.DateField(verbose_name="từ ngày")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="đến trước ngày"),
                ),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("daily", "Hằng ngày"),
                            ("weekly", "Hằng tuần, theo thứ"),
                            ("fortnightly", "Hai tuần một số"),
                            ("monthly", "Hằng tháng, theo ngày"),
                            ("bimonthly", "Hai tháng một số"),
                            ("quarterly", "Ba tháng một số"),
                            ("irregular", "Không định kỳ"),
                        ],
                        max_length=12,
                        verbose_name="định kỳ",
                    ),
                ),
                (
                    "weekdays",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "days",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "months",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.PositiveSmallIntegerField(),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "numbering",
                    models.CharField(
                        choices=[
                            ("running", "Số chạy liên tục qua các năm (Số 7.412)"),
                            ("yearly", "Số đếm lại từ 1 mỗi năm (Số 5/2026)"),
                            ("both", "Cả hai: Số 5/2026 (412)"),
                            ("dated", "Không số, gọi theo ngày"),
                        ],
                        max_length=8,
                        verbose_name="cách đánh số",
                    ),
                ),
                (
                    "first_number",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="số đầu tiên"),
                ),
                (
                    "first_in_year",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="số trong năm đầu tiên"
                    ),
                ),
                (
                    "price",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="giá một số"),
                ),
                (
                    "serial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="patterns",
                        to="acquisitions.serial",
                    ),
                ),
            ],
            options={
                "ordering": ["serial_id", "valid_from"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="acquisitions_pattern_period",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("serial", "="),
                            (
                                tusach.acquisitions.models.serials._Period(
                                    "valid_from", "valid_to"
                                ),
                                "&&",
                            ),
                        ],
                        name="acquisitions_pattern_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OlderHoldings",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("statement", models.CharField(max_length=300, verbose_name="đã có")),
                ("changed_at", models.DateTimeField()),
                ("changed_by", models.CharField(max_length=200)),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "serial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="older",
                        to="acquisitions.serial",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("serial", "point"), name="acquisitions_older_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Issue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("on", models.DateField(verbose_name="ngày ra")),
                ("label", models.CharField(max_length=80, verbose_name="số")),
                ("number", models.PositiveIntegerField(null=True)),
                ("last_number", models.PositiveIntegerField(null=True)),
                ("in_year", models.PositiveIntegerField(null=True)),
                ("last_in_year", models.PositiveIntegerField(null=True)),
                ("is_special", models.BooleanField(default=False)),
                ("price", models.PositiveIntegerField(null=True)),
                ("by_hand", models.BooleanField(default=False)),
                (
                    "serial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="issues",
                        to="acquisitions.serial",
                    ),
                ),
            ],
            options={
                "ordering": ["serial_id", "on", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("serial", "on", "label"), name="acquisitions_issue_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Break",
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
                            ("none", "Nghỉ, không ra báo"),
                            ("combined", "Số gộp"),
                            ("extra", "Số đặc biệt, ra thêm"),
                        ],
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="từ ngày")),
                ("ends_on", models.DateField(verbose_name="đến hết ngày")),
                ("on", models.DateField(blank=True, null=True, verbose_name="ngày ra")),
                ("label", models.CharField(blank=True, max_length=80, verbose_name="tên số")),
                ("price", models.PositiveIntegerField(blank=True, null=True, verbose_name="giá")),
                (
                    "serial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="breaks",
                        to="acquisitions.serial",
                    ),
                ),
            ],
            options={
                "ordering": ["serial_id", "starts_on", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))),
                        name="acquisitions_break_period",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "none"), ("on", None)),
                            models.Q(
                                models.Q(("kind", "none"), _negated=True), ("on__isnull", False)
                            ),
                            _connector="OR",
                        ),
                        name="acquisitions_break_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SerialNorm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("titles", models.PositiveSmallIntegerField(verbose_name="số đầu báo, tạp chí")),
                (
                    "kinds",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=30), default=list, size=None
                    ),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                ("valid_from", models.DateField(verbose_name="áp dụng từ")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="đến trước ngày"),
                ),
            ],
            options={
                "ordering": ["-valid_from", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="acquisitions_norm_period",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="StockPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, verbose_name="tên")),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                ("valid_from", models.DateField(verbose_name="áp dụng từ")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="đến trước ngày"),
                ),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gt", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="acquisitions_policy_period",
                    ),
                    models.UniqueConstraint(
                        fields=("owner", "valid_from"),
                        name="acquisitions_policy_from",
                        nulls_distinct=False,
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StockShare",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("label", models.CharField(max_length=120, verbose_name="nhóm")),
                ("permille", models.PositiveSmallIntegerField(verbose_name="tỷ lệ")),
                (
                    "classes",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "audiences",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=20),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "subjects",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=100),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shares",
                        to="acquisitions.stockpolicy",
                    ),
                ),
            ],
            options={
                "ordering": ["policy_id", "position"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("policy", "position"), name="acquisitions_share_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("permille__lte", 1000)),
                        name="acquisitions_share_permille",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subscription",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=20, unique=True, verbose_name="số phiếu")),
                (
                    "way",
                    models.CharField(
                        choices=[("bought", "Đặt mua"), ("free", "Miễn phí, được tặng")],
                        default="bought",
                        max_length=8,
                        verbose_name="hình thức",
                    ),
                ),
                ("starts_on", models.DateField(verbose_name="từ ngày")),
                ("ends_on", models.DateField(verbose_name="đến trước ngày")),
                ("price", models.PositiveBigIntegerField(default=0, verbose_name="tổng tiền")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="ghi chú")),
                (
                    "cancelled_on",
                    models.DateField(blank=True, null=True, verbose_name="dừng từ ngày"),
                ),
                ("cancelled_because", models.CharField(blank=True, max_length=300)),
                ("version", models.PositiveIntegerField(default=1)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200, verbose_name="người lập")),
                (
                    "fund",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="acquisitions.fund",
                        verbose_name="kinh phí",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="thư viện đặt",
                    ),
                ),
                (
                    "renews",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewed_by",
                        to="acquisitions.subscription",
                    ),
                ),
                (
                    "serial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="subscriptions",
                        to="acquisitions.serial",
                    ),
                ),
            ],
            options={
                "ordering": ["-starts_on", "pk"],
                "indexes": [
                    models.Index(fields=["owner", "ends_on"], name="acquisitions_sub_by_owner"),
                    models.Index(fields=["fund"], name="acquisitions_sub_by_fund"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gt", models.F("starts_on"))),
                        name="acquisitions_subscription_term",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="SubscriptionPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "copies",
                    models.PositiveSmallIntegerField(default=1, verbose_name="số bản mỗi số"),
                ),
                (
                    "delay",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="số ngày báo đến chậm"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="điểm nhận",
                    ),
                ),
                (
                    "subscription",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="places",
                        to="acquisitions.subscription",
                    ),
                ),
            ],
            options={
                "ordering": ["subscription_id", "pk"],
                "indexes": [models.Index(fields=["point"], name="acquisitions_place_by_point")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("subscription", "point"), name="acquisitions_place_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ClaimLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quantity", models.PositiveIntegerField()),
                (
                    "claim",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="acquisitions.claim",
                    ),
                ),
                (
                    "issue",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="acquisitions.issue",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="claims",
                        to="acquisitions.orderline",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="acquisitions.subscriptionplace",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("issue", None), ("order_line__isnull", False), ("place", None)
                            ),
                            models.Q(
                                ("issue__isnull", False),
                                ("order_line", None),
                                ("place__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="acquisitions_claim_of_one_thing",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Supplier",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=200, unique=True, verbose_name="tên")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("publisher", "Nhà xuất bản"),
                            ("bookshop", "Công ty, cửa hàng sách"),
                            ("post", "Bưu điện (phát hành báo chí)"),
                            ("press", "Toà soạn báo, tạp chí"),
                            ("other", "Khác"),
                        ],
                        default="bookshop",
                        max_length=10,
                        verbose_name="loại",
                    ),
                ),
                (
                    "tax_code",
                    models.CharField(blank=True, max_length=14, verbose_name="mã số thuế"),
                ),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="địa chỉ")),
                ("phone", models.CharField(blank=True, max_length=40, verbose_name="điện thoại")),
                (
                    "email",
                    models.EmailField(blank=True, max_length=254, verbose_name="thư điện tử"),
                ),
                (
                    "contact",
                    models.CharField(blank=True, max_length=200, verbose_name="người liên hệ"),
                ),
                ("note", models.TextField(blank=True, verbose_name="ghi chú")),
                ("is_closed", models.BooleanField(default=False, verbose_name="không đặt nữa")),
                ("sort_key", models.CharField(db_collation="C", max_length=400)),
                ("find_text", models.CharField(max_length=600)),
                ("version", models.PositiveIntegerField(default=1)),
            ],
            options={
                "ordering": ["sort_key", "pk"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("tax_code", ""), _negated=True),
                        fields=("tax_code",),
                        name="acquisitions_supplier_tax_code",
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="subscription",
            name="supplier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="acquisitions.supplier",
                verbose_name="nơi phát hành",
            ),
        ),
        migrations.AddField(
            model_name="order",
            name="supplier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="acquisitions.supplier",
                verbose_name="nhà cung cấp",
            ),
        ),
        migrations.AddField(
            model_name="intake",
            name="supplier",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="acquisitions.supplier",
                verbose_name="nhà cung cấp",
            ),
        ),
        migrations.AddField(
            model_name="claim",
            name="supplier",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="acquisitions.supplier",
                verbose_name="nhà cung cấp",
            ),
        ),
        migrations.CreateModel(
            name="Volume",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=120, verbose_name="tập")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("missing", models.CharField(blank=True, max_length=300, verbose_name="thiếu")),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=200)),
                (
                    "copy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                    ),
                ),
                (
                    "serial",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="volumes",
                        to="acquisitions.serial",
                    ),
                ),
            ],
            options={
                "ordering": ["serial_id", "starts_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Đã nhận"),
                            ("claimed", "Đã khiếu nại"),
                            ("missing", "Thiếu hẳn"),
                        ],
                        max_length=10,
                    ),
                ),
                ("copies", models.PositiveSmallIntegerField(default=0)),
                ("on", models.DateField(null=True, verbose_name="ngày nhận")),
                ("note", models.CharField(blank=True, max_length=200)),
                ("at", models.DateTimeField()),
                ("by", models.CharField(max_length=200)),
                (
                    "issue",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="acquisitions.issue",
                    ),
                ),
                (
                    "place",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="check_ins",
                        to="acquisitions.subscriptionplace",
                    ),
                ),
                (
                    "volume",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="issues",
                        to="acquisitions.volume",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "indexes": [
                    models.Index(fields=["place", "state"], name="acquisitions_checkin_by_place")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("issue", "place"), name="acquisitions_check_in_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("copies__gte", 1), ("on__isnull", False), ("state", "received")
                            ),
                            models.Q(
                                models.Q(("state", "received"), _negated=True), ("volume", None)
                            ),
                            _connector="OR",
                        ),
                        name="acquisitions_check_in_came",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wish",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.CharField(max_length=1000, verbose_name="nhan đề")),
                ("author", models.CharField(blank=True, max_length=300, verbose_name="tác giả")),
                (
                    "publisher",
                    models.CharField(blank=True, max_length=300, verbose_name="nhà xuất bản"),
                ),
                (
                    "year",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="năm xuất bản"
                    ),
                ),
                ("isbn", models.CharField(blank=True, max_length=20, verbose_name="ISBN")),
                ("more", models.JSONField(blank=True, default=dict)),
                ("find_text", models.TextField(blank=True)),
                (
                    "channel",
                    models.CharField(
                        choices=[
                            ("staff", "Cán bộ thư viện"),
                            ("reader", "Bạn đọc, qua cán bộ"),
                            ("public", "Bạn đọc, qua trang công cộng"),
                        ],
                        max_length=8,
                        verbose_name="ai đề nghị",
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=500, verbose_name="vì sao")),
                ("for_whom", models.CharField(blank=True, max_length=200, verbose_name="cho ai")),
                ("quantity", models.PositiveIntegerField(default=1, verbose_name="số bản")),
                (
                    "price",
                    models.PositiveBigIntegerField(
                        blank=True, null=True, verbose_name="giá ước tính"
                    ),
                ),
                ("asked", models.PositiveIntegerField(default=1, verbose_name="số lần đề nghị")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("new", "Chờ duyệt"),
                            ("approved", "Đã duyệt"),
                            ("ordered", "Đã đặt mua"),
                            ("received", "Đã có sách"),
                            ("refused", "Không mua"),
                            ("merged", "Gộp vào đề nghị khác"),
                        ],
                        default="new",
                        max_length=10,
                        verbose_name="tình trạng",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="lý do")),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người duyệt"),
                ),
                ("decided_at", models.DateTimeField(null=True, verbose_name="duyệt lúc")),
                ("match_key", models.CharField(blank=True, max_length=32)),
                ("made_at", models.DateTimeField(verbose_name="đề nghị lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                ("version", models.PositiveIntegerField(default=1)),
                (
                    "merged_into",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="acquisitions.wish",
                    ),
                ),
                (
                    "order_line",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="wishes",
                        to="acquisitions.orderline",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="cho thư viện",
                    ),
                ),
                (
                    "record",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="catalogue.record",
                        verbose_name="biểu ghi",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "indexes": [
                    models.Index(fields=["point", "state"], name="acquisitions_wish_by_point"),
                    models.Index(fields=["match_key"], name="acquisitions_wish_by_match"),
                    models.Index(fields=["record"], name="acquisitions_wish_by_record"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("quantity__gte", 1), ("asked__gte", 1)),
                        name="acquisitions_wish_counts",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("merged_into__isnull", False), ("state", "merged")),
                            models.Q(
                                models.Q(("state", "merged"), _negated=True), ("merged_into", None)
                            ),
                            _connector="OR",
                        ),
                        name="acquisitions_wish_merged",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="YearNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=4)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "year"), name="acquisitions_number_of_year"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="intake",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("donor_name", ""), ("kind", "purchase")),
                    models.Q(("kind", "gift"), ("supplier", None)),
                    _connector="OR",
                ),
                name="acquisitions_intake_of_one_kind",
            ),
        ),
    ]
