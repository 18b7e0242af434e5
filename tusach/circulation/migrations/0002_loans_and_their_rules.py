"""The rules of lending, what was said of loans (partitioned by month), and the loans that stand
open by it.

The statements are written in SQL, since Django makes no partitioned table. Months from 2024 to
2028 are made here, later ones by a nightly task through the owner's own function.
"""

import django.contrib.postgres.constraints
import django.db.models.deletion
import django.db.models.functions.comparison
from django.db import migrations, models

import tusach.policy.api

STATEMENTS = """
CREATE TABLE circulation_statement (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    kind varchar(10) NOT NULL,
    copy_id bigint NOT NULL REFERENCES holdings_copy (id) DEFERRABLE INITIALLY DEFERRED,
    reader_id bigint REFERENCES readers_reader (id) DEFERRABLE INITIALLY DEFERRED,
    audience varchar(20) NOT NULL,
    point_id bigint NOT NULL REFERENCES network_servicepoint (id) DEFERRABLE INITIALLY DEFERRED,
    happened_at timestamptz NOT NULL,
    stated_at timestamptz,
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    device_id bigint REFERENCES offline_device (id) DEFERRABLE INITIALLY DEFERRED,
    device_seq bigint,
    rule_id bigint REFERENCES circulation_loanrule (id) DEFERRABLE INITIALLY DEFERRED,
    due date,
    amount integer CHECK (amount >= 0),
    undoes bigint,
    note varchar(300) NOT NULL DEFAULT '',
    unlinked varchar(10) NOT NULL DEFAULT '',
    by_account bigint,
    by_name varchar(200) NOT NULL DEFAULT '',
    PRIMARY KEY (id, happened_at),
    CONSTRAINT circulation_kind CHECK (kind IN ('lend', 'return', 'renew', 'lose', 'undo')),
    CONSTRAINT circulation_undoes CHECK ((kind = 'undo') = (undoes IS NOT NULL)),
    CONSTRAINT circulation_due_of_a_loan CHECK (kind NOT IN ('lend', 'renew') OR due IS NOT NULL),
    CONSTRAINT circulation_lending_alone_names CHECK (reader_id IS NULL OR kind = 'lend'),
    CONSTRAINT circulation_of_a_device
        CHECK ((device_id IS NULL) = (device_seq IS NULL)
               AND (device_id IS NULL OR stated_at IS NOT NULL)),
    CONSTRAINT circulation_unlinked_once CHECK (unlinked = '' OR reader_id IS NULL)
) PARTITION BY RANGE (happened_at);
CREATE INDEX circulation_of_copy ON circulation_statement (copy_id, happened_at);
CREATE INDEX circulation_of_reader ON circulation_statement (reader_id, happened_at)
    WHERE reader_id IS NOT NULL;
CREATE INDEX circulation_at_point ON circulation_statement (point_id, happened_at);
-- The intake keeps the corrected time of an event for ever, so that these three name it.
CREATE UNIQUE INDEX circulation_event_once
    ON circulation_statement (device_id, device_seq, happened_at) WHERE device_id IS NOT NULL;
CREATE TABLE circulation_statement_other PARTITION OF circulation_statement DEFAULT;

-- Append-only, but for whom it names: two readers that turn out to be one, and the unlinking.
CREATE FUNCTION circulation_only_the_reader() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND OLD.reader_id IS NOT NULL THEN
        OLD.reader_id := NEW.reader_id;
        OLD.unlinked := NEW.unlinked;
        IF OLD IS NOT DISTINCT FROM NEW THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'table % is append-only', TG_TABLE_NAME USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON circulation_statement
    FOR EACH ROW EXECUTE FUNCTION circulation_only_the_reader();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON circulation_statement
    FOR EACH STATEMENT EXECUTE FUNCTION tusach_append_only();

CREATE FUNCTION circulation_make_month(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    until date := (date_trunc('month', month) + interval '1 month')::date;
    name text := 'circulation_statement_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass('public.' || name) IS NOT NULL OR EXISTS (
        SELECT 1 FROM circulation_statement_other
        WHERE happened_at >= first::timestamp AT TIME ZONE 'UTC'
          AND happened_at < until::timestamp AT TIME ZONE 'UTC'
    ) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF circulation_statement FOR VALUES FROM (%L) TO (%L)',
                   name, first || ' 00:00+00', until || ' 00:00+00');
    RETURN true;
END $$;
"""
NO_STATEMENTS = """
DROP TABLE circulation_statement;
DROP FUNCTION circulation_only_the_reader();
DROP FUNCTION circulation_make_month(date);
"""


def months(apps, schema_editor):
    schema_editor.execute(
        "SELECT circulation_make_month(month::date) FROM generate_series("
        "timestamp '2024-01-01', timestamp '2028-12-01', interval '1 month') month"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("holdings", "0017_kinds_of_a_stocktakes_sums"),
        ("network", "0006_source_of_a_units_place"),
        ("offline", "0001_devices_and_events"),
        ("readers", "0001_readers_and_cards"),
        ("audit", "0002_append_only"),
        ("circulation", "0001_tallies"),
    ]

    operations = [
        migrations.CreateModel(
            name="LoanRule",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("basis", models.CharField(max_length=300, verbose_name="căn cứ")),
                (
                    "is_verified",
                    models.BooleanField(default=False, verbose_name="đã đối chiếu với toàn văn"),
                ),
                ("valid_from", models.DateField(verbose_name="áp dụng từ")),
                (
                    "valid_to",
                    models.DateField(blank=True, null=True, verbose_name="đến trước ngày"),
                ),
                ("made_at", models.DateTimeField(null=True, verbose_name="ghi lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                (
                    "reader_class",
                    models.CharField(blank=True, max_length=40, verbose_name="lớp bạn đọc"),
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
                    "point_kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("provincial_library", "Thư viện tỉnh"),
                            ("rotation_store", "Kho sách luân chuyển"),
                            ("district_library", "Thư viện cấp huyện"),
                            ("commune_library", "Thư viện cấp xã"),
                            ("grassroots_model", "Mô hình thư viện cơ sở"),
                            ("post_culture_point", "Điểm Bưu điện – Văn hóa xã"),
                            ("learning_centre", "Trung tâm học tập cộng đồng"),
                            ("internet_point", "Điểm truy cập internet cộng đồng"),
                            ("law_bookcase", "Tủ sách pháp luật"),
                            ("village_bookcase", "Tủ sách bản, khu phố"),
                            ("family_bookcase", "Tủ sách gia đình, dòng họ, khuyến học"),
                            ("private_library", "Thư viện tư nhân có phục vụ cộng đồng"),
                            ("community_library", "Thư viện cộng đồng"),
                            ("school_library", "Thư viện trường học"),
                            ("border_post", "Đồn biên phòng"),
                            ("prison", "Trại giam, trại tạm giam"),
                            ("police", "Thư viện, tủ sách công an"),
                            ("armed_forces_library", "Thư viện lực lượng vũ trang"),
                            ("special_library", "Thư viện chuyên ngành"),
                            ("mobile_stop", "Điểm phục vụ lưu động"),
                            ("club", "Câu lạc bộ, nhà văn hóa, bảo tàng"),
                            ("bookshop", "Nhà sách"),
                            ("online", "Thư viện số, trang thông tin"),
                        ],
                        max_length=30,
                        verbose_name="riêng cho loại điểm",
                    ),
                ),
                (
                    "most_copies",
                    models.PositiveSmallIntegerField(
                        default=3, verbose_name="nhiều nhất bao nhiêu bản"
                    ),
                ),
                ("days", models.PositiveSmallIntegerField(default=15, verbose_name="số ngày mượn")),
                (
                    "renewals",
                    models.PositiveSmallIntegerField(default=1, verbose_name="số lần gia hạn"),
                ),
                (
                    "renewal_days",
                    models.PositiveSmallIntegerField(
                        default=7, verbose_name="số ngày mỗi lần gia hạn"
                    ),
                ),
                (
                    "in_house_only",
                    models.BooleanField(default=False, verbose_name="chỉ đọc tại chỗ"),
                ),
                (
                    "other_libraries",
                    models.BooleanField(default=True, verbose_name="nhận thẻ của thư viện khác"),
                ),
                ("deposit", models.PositiveIntegerField(default=0, verbose_name="tiền cược")),
                (
                    "fine_per_day",
                    models.PositiveIntegerField(default=0, verbose_name="phạt mỗi ngày quá hạn"),
                ),
                (
                    "fine_most",
                    models.PositiveIntegerField(default=0, verbose_name="phạt nhiều nhất"),
                ),
                (
                    "grace_days",
                    models.PositiveSmallIntegerField(default=0, verbose_name="số ngày châm chước"),
                ),
                (
                    "lost_percent",
                    models.PositiveSmallIntegerField(
                        default=100, verbose_name="đền khi mất (% giá)"
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="riêng cho điểm",
                    ),
                ),
            ],
            options={
                "ordering": ["-valid_from", "pk"],
            },
        ),
        migrations.CreateModel(
            name="OpenLoan",
            fields=[
                (
                    "copy",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="holdings.copy",
                        verbose_name="bản sách",
                    ),
                ),
                ("lend", models.BigIntegerField()),
                (
                    "audience",
                    models.CharField(
                        choices=[
                            ("children", "thiếu nhi"),
                            ("pupils", "học sinh"),
                            ("adults", "người lớn"),
                            ("elderly", "người cao tuổi"),
                            ("soldiers", "bộ đội, công an"),
                            ("prisoners", "phạm nhân"),
                            ("unknown", "không phân loại"),
                        ],
                        max_length=20,
                        verbose_name="đối tượng",
                    ),
                ),
                ("lent_at", models.DateTimeField(verbose_name="mượn lúc")),
                ("due", models.DateField(verbose_name="hạn trả")),
                (
                    "renewals",
                    models.PositiveSmallIntegerField(default=0, verbose_name="đã gia hạn"),
                ),
                ("changed_at", models.DateTimeField()),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="điểm cho mượn",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="readers.reader",
                        verbose_name="bạn đọc",
                    ),
                ),
                (
                    "rule",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="circulation.loanrule",
                    ),
                ),
            ],
            options={
                "ordering": ["due", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Remark",
            fields=[
                ("statement", models.BigIntegerField(primary_key=True, serialize=False)),
                ("happened_at", models.DateTimeField(verbose_name="lúc")),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("repeat", "cho cùng người mượn hai lần"),
                            ("unseen", "cho mượn khi chưa ghi trả"),
                            ("no_loan", "trả hoặc gia hạn khi không có lượt mượn"),
                            ("undone", "đã hoàn tác"),
                        ],
                        max_length=10,
                        verbose_name="điều lạ",
                    ),
                ),
                ("turns", models.PositiveSmallIntegerField(default=0)),
                ("seen_at", models.DateTimeField(null=True, verbose_name="đã xem lúc")),
                ("seen_by", models.CharField(blank=True, max_length=200, verbose_name="người xem")),
                (
                    "copy",
                    models.ForeignKey(
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
            ],
            options={
                "ordering": ["-happened_at", "pk"],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(STATEMENTS, NO_STATEMENTS),
                migrations.RunPython(months, migrations.RunPython.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="Statement",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        (
                            "kind",
                            models.CharField(
                                choices=[
                                    ("lend", "Cho mượn"),
                                    ("return", "Nhận trả"),
                                    ("renew", "Gia hạn"),
                                    ("lose", "Báo mất"),
                                    ("undo", "Hoàn tác"),
                                ],
                                max_length=10,
                                verbose_name="việc",
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
                                    ("soldiers", "bộ đội, công an"),
                                    ("prisoners", "phạm nhân"),
                                    ("unknown", "không phân loại"),
                                ],
                                max_length=20,
                                verbose_name="đối tượng",
                            ),
                        ),
                        ("happened_at", models.DateTimeField(verbose_name="lúc")),
                        ("stated_at", models.DateTimeField(null=True, verbose_name="giờ được báo")),
                        ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                        ("device_seq", models.BigIntegerField(null=True)),
                        ("due", models.DateField(null=True, verbose_name="hạn trả")),
                        ("amount", models.PositiveIntegerField(null=True, verbose_name="số tiền")),
                        ("undoes", models.BigIntegerField(null=True)),
                        (
                            "note",
                            models.CharField(blank=True, max_length=300, verbose_name="ghi chú"),
                        ),
                        ("unlinked", models.CharField(blank=True, max_length=10)),
                        ("by_account", models.BigIntegerField(null=True)),
                        (
                            "by_name",
                            models.CharField(blank=True, max_length=200, verbose_name="người ghi"),
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
                            "device",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="offline.device",
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
                            "reader",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="readers.reader",
                            ),
                        ),
                        (
                            "rule",
                            models.ForeignKey(
                                null=True,
                                on_delete=django.db.models.deletion.PROTECT,
                                related_name="+",
                                to="circulation.loanrule",
                                verbose_name="theo quy định",
                            ),
                        ),
                    ],
                    options={
                        "ordering": ["happened_at", "id"],
                    },
                ),
            ],
        ),
        migrations.CreateModel(
            name="ClosedDays",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField(verbose_name="từ ngày")),
                ("last", models.DateField(verbose_name="đến hết ngày")),
                ("reason", models.CharField(max_length=200, verbose_name="lý do")),
                ("made_at", models.DateTimeField(null=True, verbose_name="ghi lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="riêng cho điểm",
                    ),
                ),
            ],
            options={
                "ordering": ["first", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))),
                        name="circulation_closed_period",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Grace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("first", models.DateField(verbose_name="từ ngày")),
                ("last", models.DateField(verbose_name="đến hết ngày")),
                ("reason", models.CharField(max_length=200, verbose_name="lý do")),
                ("made_at", models.DateTimeField(null=True, verbose_name="ghi lúc")),
                ("made_by", models.CharField(blank=True, max_length=200, verbose_name="người ghi")),
                ("days", models.PositiveSmallIntegerField(verbose_name="thêm số ngày")),
                (
                    "point",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="riêng cho điểm",
                    ),
                ),
            ],
            options={
                "ordering": ["first", "pk"],
                "abstract": False,
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("last__gte", models.F("first"))),
                        name="circulation_grace_period",
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="loanrule",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("valid_to__isnull", True),
                    ("valid_to__gt", models.F("valid_from")),
                    _connector="OR",
                ),
                name="circulation_rule_period",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanrule",
            constraint=models.CheckConstraint(
                condition=models.Q(("point__isnull", True), ("point_kind", ""), _connector="OR"),
                name="circulation_rule_scope",
            ),
        ),
        migrations.AddConstraint(
            model_name="loanrule",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("reader_class", "="),
                    ("collection", "="),
                    (django.db.models.functions.comparison.Coalesce("point", models.Value(0)), "="),
                    ("point_kind", "="),
                    (tusach.policy.api.Period("valid_from", "valid_to"), "&&"),
                ],
                name="circulation_rule_once_at_a_time",
            ),
        ),
        migrations.AddIndex(
            model_name="openloan",
            index=models.Index(fields=["point", "due"], name="circulation_due_at_point"),
        ),
        migrations.AddIndex(
            model_name="openloan",
            index=models.Index(fields=["due"], name="circulation_due"),
        ),
    ]
