"""What a stocktake says of each copy is kept with its line, and every change is added up, so
that a page need not read all lines."""

import django.db.models.deletion
from django.db import migrations, models

FILL = """
UPDATE holdings_stocktakeline l
SET collection = c.collection, price = c.price,
    finding = CASE
        WHEN l.finding <> '' THEN l.finding
        WHEN NOT l.expected THEN CASE WHEN p.state = 'lost' THEN 'regained' ELSE 'stray' END
        WHEN l.seen_at IS NOT NULL THEN 'found'
        WHEN p.entry_id = l.entry_then THEN 'missing' ELSE 'meanwhile' END
FROM holdings_copyplace p JOIN holdings_copy c ON c.id = p.copy_id
WHERE p.copy_id = l.copy_id;
"""

MAKE = """
CREATE TABLE holdings_stocktakesum (
    stocktake_id bigint NOT NULL,
    value bigint NOT NULL,
    n integer NOT NULL,
    damaged boolean NOT NULL,
    collection text COLLATE "C" NOT NULL,
    finding text COLLATE "C" NOT NULL,
    seen_name text NOT NULL
) WITH (fillfactor = 50);
INSERT INTO holdings_stocktakesum
    (stocktake_id, collection, finding, damaged, seen_name, n, value)
SELECT stocktake_id, collection, finding, damaged, seen_name, count(*), sum(coalesce(price, 0))
FROM holdings_stocktakeline GROUP BY 1, 2, 3, 4, 5;
CREATE INDEX holdings_stocktakesum_of ON holdings_stocktakesum (stocktake_id);

-- Adds to a row of its kind that nobody else is just adding to, or makes one: no scanner waits
-- for another, and few rows stay.
CREATE FUNCTION holdings_count_kind(
    of_stocktake bigint, of_collection text, of_finding text, of_damaged boolean, of_name text,
    more integer, worth bigint
) RETURNS void LANGUAGE plpgsql SET enable_seqscan = off SET jit = off AS $$
BEGIN
    UPDATE holdings_stocktakesum SET n = n + more, value = value + worth
    WHERE ctid = (
        SELECT s.ctid FROM holdings_stocktakesum s
        WHERE s.stocktake_id = of_stocktake AND s.collection = of_collection
          AND s.finding = of_finding AND s.damaged = of_damaged AND s.seen_name = of_name
        LIMIT 1 FOR UPDATE SKIP LOCKED);
    IF NOT FOUND THEN
        INSERT INTO holdings_stocktakesum
            (stocktake_id, collection, finding, damaged, seen_name, n, value)
        VALUES (of_stocktake, of_collection, of_finding, of_damaged, of_name, more, worth);
    END IF;
END $$;

CREATE FUNCTION holdings_count_lines() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM holdings_count_kind(stocktake_id, collection, finding, damaged, seen_name, n, worth)
        FROM (
            SELECT stocktake_id, collection, finding, damaged, seen_name,
                   count(*)::integer AS n, sum(coalesce(price, 0))::bigint AS worth
            FROM lines_now GROUP BY 1, 2, 3, 4, 5
        ) kind;
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM holdings_count_kind(stocktake_id, collection, finding, damaged, seen_name, n, worth)
        FROM (
            SELECT stocktake_id, collection, finding, damaged, seen_name,
                   -count(*)::integer AS n, -sum(coalesce(price, 0))::bigint AS worth
            FROM lines_before GROUP BY 1, 2, 3, 4, 5
        ) kind;
    ELSE
        PERFORM holdings_count_kind(stocktake_id, collection, finding, damaged, seen_name, n, worth)
        FROM (
            SELECT stocktake_id, collection, finding, damaged, seen_name,
                   sum(sign)::integer AS n, sum(sign * coalesce(price, 0))::bigint AS worth
            FROM (SELECT *, 1 AS sign FROM lines_now
                  UNION ALL SELECT *, -1 FROM lines_before) line
            GROUP BY 1, 2, 3, 4, 5
            HAVING sum(sign) <> 0 OR sum(sign * coalesce(price, 0)) <> 0
        ) kind;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER count_new AFTER INSERT ON holdings_stocktakeline
    REFERENCING NEW TABLE AS lines_now
    FOR EACH STATEMENT EXECUTE FUNCTION holdings_count_lines();
CREATE TRIGGER count_changed AFTER UPDATE ON holdings_stocktakeline
    REFERENCING OLD TABLE AS lines_before NEW TABLE AS lines_now
    FOR EACH STATEMENT EXECUTE FUNCTION holdings_count_lines();
CREATE TRIGGER count_gone AFTER DELETE ON holdings_stocktakeline
    REFERENCING OLD TABLE AS lines_before
    FOR EACH STATEMENT EXECUTE FUNCTION holdings_count_lines();

-- Lines that no close has written down: all while shelves are counted; while the worker closes
-- those before it, while it opens again those behind it.
CREATE VIEW holdings_openline AS
SELECT l.id, l.copy_id, l.expected, l.entry_then, l.seen_at
FROM holdings_stocktakeline l JOIN holdings_stocktake s ON s.id = l.stocktake_id
WHERE s.state = 'counting' OR (s.state = 'closing' AND l.id > s.worked_to)
   OR (s.state = 'reopening' AND l.id <= s.worked_to);

-- Somebody lends, moves or loses a copy that is being counted. Its place is locked, and who
-- counts it takes a share in that lock first: what was counted until now is seen here.
CREATE FUNCTION holdings_count_moved() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    UPDATE holdings_stocktakeline l SET finding = says.finding
    FROM (
        SELECT o.id, CASE
            WHEN NOT o.expected THEN CASE WHEN p.state = 'lost' THEN 'regained' ELSE 'stray' END
            WHEN o.seen_at IS NOT NULL THEN 'found'
            WHEN p.entry_id = o.entry_then THEN 'missing' ELSE 'meanwhile' END AS finding
        FROM places_now p JOIN holdings_openline o ON o.copy_id = p.copy_id
    ) says
    WHERE says.id = l.id AND says.finding <> l.finding;
    RETURN NULL;
END $$;
CREATE TRIGGER count_moved AFTER UPDATE ON holdings_copyplace
    REFERENCING NEW TABLE AS places_now
    FOR EACH STATEMENT EXECUTE FUNCTION holdings_count_moved();

CREATE FUNCTION holdings_count_changed() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
BEGIN
    UPDATE holdings_stocktakeline l SET price = NEW.price, collection = NEW.collection
    FROM holdings_openline o WHERE o.copy_id = NEW.id AND o.id = l.id;
    RETURN NULL;
END $$;
CREATE TRIGGER count_changed AFTER UPDATE OF price, collection ON holdings_copy
    FOR EACH ROW
    WHEN ((OLD.price, OLD.collection) IS DISTINCT FROM (NEW.price, NEW.collection))
    EXECUTE FUNCTION holdings_count_changed();
"""

DROP = """
DROP TRIGGER count_changed ON holdings_copy;
DROP TRIGGER count_moved ON holdings_copyplace;
DROP TRIGGER count_new ON holdings_stocktakeline;
DROP TRIGGER count_changed ON holdings_stocktakeline;
DROP TRIGGER count_gone ON holdings_stocktakeline;
DROP FUNCTION holdings_count_changed();
DROP FUNCTION holdings_count_moved();
DROP FUNCTION holdings_count_lines();
DROP VIEW holdings_openline;
DROP FUNCTION holdings_count_kind(bigint, text, text, boolean, text, integer, bigint);
DROP TABLE holdings_stocktakesum;
"""


class Migration(migrations.Migration):
    dependencies = [("holdings", "0013_whose_the_copies_of_a_list_are")]

    operations = [
        migrations.AddField(
            model_name="stocktakeline",
            name="collection",
            field=models.CharField(
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
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="stocktakeline",
            name="price",
            field=models.PositiveBigIntegerField(null=True, verbose_name="giá"),
        ),
        migrations.RunSQL(FILL, migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="stocktakeline",
            name="finding",
            field=models.CharField(
                choices=[
                    ("found", "có mặt"),
                    ("missing", "thiếu"),
                    ("meanwhile", "có việc khác trong lúc kiểm kê"),
                    ("regained", "tìm lại được"),
                    ("stray", "lạc chỗ"),
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="stocktakeline",
            name="stocktake",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="lines",
                to="holdings.stocktake",
            ),
        ),
        migrations.AddIndex(
            model_name="stocktakeline",
            index=models.Index(fields=["stocktake", "id"], name="holdings_counted_in_order"),
        ),
        migrations.AddIndex(
            model_name="stocktakeline",
            index=models.Index(
                fields=["stocktake", "finding", "id"], name="holdings_counted_found"
            ),
        ),
        migrations.AddIndex(
            model_name="stocktakeline",
            index=models.Index(
                condition=models.Q(("damaged", True)),
                fields=["stocktake", "id"],
                name="holdings_counted_damaged",
            ),
        ),
        migrations.AddIndex(
            model_name="stocktakeline",
            index=models.Index(
                condition=models.Q(("seen_at__isnull", False)),
                fields=["stocktake", "seen_account", "-seen_at", "-id"],
                name="holdings_counted_by",
            ),
        ),
        migrations.AddIndex(
            model_name="stocktakeline",
            index=models.Index(fields=["stocktake", "seen_at", "id"], name="holdings_counted_when"),
        ),
        migrations.RunSQL(
            MAKE,
            DROP,
            state_operations=[
                migrations.CreateModel(
                    name="StocktakeSum",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "stocktake_id",
                                "collection",
                                "finding",
                                "damaged",
                                "seen_name",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("stocktake_id", models.BigIntegerField()),
                        ("value", models.BigIntegerField()),
                        ("n", models.IntegerField()),
                        ("damaged", models.BooleanField()),
                        ("collection", models.TextField()),
                        ("finding", models.TextField()),
                        ("seen_name", models.TextField()),
                    ],
                )
            ],
        ),
    ]
