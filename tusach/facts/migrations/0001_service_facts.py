"""The facts, partitioned by month of ``day``, with their door, their roll-up and the marks.

The partitioned table is written in SQL, since Django makes none; to Django it is a table like
any other. Months from 2024 to 2028 are made here, later ones by a nightly task; anything
else is taken by the default partition.
"""

from django.db import migrations, models
from django.db.models import Q

MODES = [
    ("on_site", "tại chỗ"),
    ("home", "mượn về nhà"),
    ("mobile", "phục vụ lưu động"),
    ("rotation", "sách luân chuyển"),
    ("online", "trực tuyến"),
]
AUDIENCES = [
    ("children", "thiếu nhi"),
    ("pupils", "học sinh"),
    ("adults", "người lớn"),
    ("elderly", "người cao tuổi"),
    ("soldiers", "bộ đội, công an"),
    ("prisoners", "phạm nhân"),
    ("unknown", "không phân loại"),
]
MEASURES = [
    ("visit", "lượt bạn đọc"),
    ("loan", "lượt mượn"),
    ("renewal", "lượt gia hạn"),
    ("in_house", "lượt đọc tại chỗ"),
    ("item_served", "lượt tài liệu phục vụ"),
    ("virtual_visit", "lượt truy cập"),
    ("request", "yêu cầu của bạn đọc"),
    ("guidance", "buổi hướng dẫn"),
]

MAKE = """
CREATE TABLE facts_servicefact (
    id bigint NOT NULL GENERATED ALWAYS AS IDENTITY,
    point_id bigint NOT NULL REFERENCES network_servicepoint (id) DEFERRABLE INITIALLY DEFERRED,
    day date NOT NULL,
    mode varchar(20) NOT NULL,
    audience varchar(20) NOT NULL,
    measure varchar(20) NOT NULL,
    quantity integer NOT NULL,
    exact boolean NOT NULL,
    source_kind varchar(40) NOT NULL,
    source_key varchar(120) NOT NULL,
    reverses bigint,
    by_account bigint,
    by_name varchar(200) NOT NULL DEFAULT '',
    recorded_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (id, day),
    CONSTRAINT facts_sign CHECK (quantity <> 0 AND (quantity < 0) = (reverses IS NOT NULL))
) PARTITION BY RANGE (day);
CREATE INDEX facts_by_point ON facts_servicefact (point_id, measure, day);
CREATE INDEX facts_by_source ON facts_servicefact (source_kind, source_key);
CREATE TABLE facts_servicefact_other PARTITION OF facts_servicefact DEFAULT;

-- When a fact was recorded is said by the server alone, and never before the last freeze.
CREATE FUNCTION facts_recorded_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := greatest(clock_timestamp(), (SELECT max(marked_at) FROM facts_factmark));
    RETURN NEW;
END $$;
CREATE TRIGGER recorded_now BEFORE INSERT ON facts_servicefact
    FOR EACH ROW EXECUTE FUNCTION facts_recorded_now();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON facts_servicefact
    FOR EACH ROW EXECUTE FUNCTION tusach_append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON facts_servicefact
    FOR EACH STATEMENT EXECUTE FUNCTION tusach_append_only();
"""
DROP = "DROP TABLE facts_servicefact; DROP FUNCTION facts_recorded_now();"


def months(apps, schema_editor):
    for year in range(2024, 2029):
        for month in range(1, 13):
            until = (year + month // 12, month % 12 + 1)
            schema_editor.execute(
                f"CREATE TABLE facts_servicefact_{year}_{month:02d} PARTITION OF"
                f" facts_servicefact FOR VALUES FROM ('{year}-{month:02d}-01')"
                f" TO ('{until[0]}-{until[1]:02d}-01')"
            )


class Migration(migrations.Migration):
    initial = True
    dependencies = [
        ("audit", "0002_append_only"),
        ("network", "__first__"),
    ]
    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                ("source_kind", models.CharField(max_length=40)),
                ("source_key", models.CharField(max_length=120)),
                ("measure", models.CharField(max_length=20, choices=MEASURES)),
                ("reversal", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["source_kind", "source_key", "measure", "reversal"],
                        name="facts_counted_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="FactMark",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("marked_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="DayTotal",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        primary_key=True, serialize=False, auto_created=True, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("mode", models.CharField(max_length=20, choices=MODES)),
                ("audience", models.CharField(max_length=20, choices=AUDIENCES)),
                ("measure", models.CharField(max_length=20, choices=MEASURES)),
                ("exact", models.BooleanField()),
                ("quantity", models.BigIntegerField()),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=models.PROTECT,
                        related_name="+",
                        db_index=False,
                        to="network.servicepoint",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["point", "day", "mode", "audience", "measure", "exact"],
                        name="facts_one_total",
                    )
                ],
                "indexes": [
                    models.Index(fields=["measure", "day"], name="facts_total_by_measure"),
                    models.Index(
                        fields=["day"], name="facts_total_by_day", condition=~Q(quantity=0)
                    ),
                ],
            },
        ),
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(MAKE, DROP),
                migrations.RunPython(months, migrations.RunPython.noop),
            ],
            state_operations=[
                migrations.CreateModel(
                    name="ServiceFact",
                    fields=[
                        ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                        ("day", models.DateField(verbose_name="ngày")),
                        (
                            "mode",
                            models.CharField(
                                max_length=20, choices=MODES, verbose_name="hình thức"
                            ),
                        ),
                        (
                            "audience",
                            models.CharField(
                                max_length=20, choices=AUDIENCES, verbose_name="đối tượng"
                            ),
                        ),
                        (
                            "measure",
                            models.CharField(
                                max_length=20, choices=MEASURES, verbose_name="chỉ số"
                            ),
                        ),
                        ("quantity", models.IntegerField(verbose_name="số lượng")),
                        ("exact", models.BooleanField(default=True, verbose_name="đếm được")),
                        ("source_kind", models.CharField(max_length=40)),
                        ("source_key", models.CharField(max_length=120)),
                        ("reverses", models.BigIntegerField(null=True)),
                        ("by_account", models.BigIntegerField(null=True)),
                        (
                            "by_name",
                            models.CharField(max_length=200, blank=True, verbose_name="người ghi"),
                        ),
                        ("recorded_at", models.DateTimeField(verbose_name="ghi lúc")),
                        (
                            "point",
                            models.ForeignKey(
                                on_delete=models.PROTECT,
                                related_name="+",
                                to="network.servicepoint",
                            ),
                        ),
                    ],
                    options={"ordering": ["day", "id"]},
                ),
            ],
        ),
    ]
