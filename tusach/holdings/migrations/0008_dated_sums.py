"""Dated sums of the ledger, written with its entries, and filled from those there are."""

from django.db import migrations, models

MAKE = r"""
-- A holder as one short text: p and the number of a point, c of a container, n and the name of
-- a post. Nothing outside (holder.py reads it).
CREATE FUNCTION holdings_holder(point bigint, container bigint, post varchar) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT CASE WHEN point IS NOT NULL THEN 'p' || point
                WHEN container IS NOT NULL THEN 'c' || container
                WHEN post IS NOT NULL THEN 'n' || post END
$$;

-- The day of a moment, seven hours ahead of UTC: the country's clock since 1975. For older
-- moments it is a measure only, and nothing depends on what clocks showed then.
CREATE FUNCTION holdings_day(at timestamptz) RETURNS date
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT (at AT TIME ZONE 'UTC' + interval '7 hours')::date
$$;

-- So many copies more, or fewer, from ``day`` on at a holder in a state, by the entries that
-- were recorded on one day and after one freeze (``after``: its position, 0 before the first).
-- Up to a day, they sum to the balance at its end; of these, those recorded up to a day, or
-- before a freeze, sum to what was known then. Two writers at once make two rows of one kind.
CREATE TABLE holdings_datedsum (
    after bigint NOT NULL,
    n integer NOT NULL,
    day date NOT NULL,
    recorded_on date NOT NULL,
    state text COLLATE "C" NOT NULL,
    holder text COLLATE "C" NOT NULL
);

-- What happened, or was recorded, in a part of a day. Entries lie in the order of recording,
-- so a few bytes for each stretch of the table will do.
CREATE INDEX holdings_ledger_when ON holdings_ledgerentry USING brin
    (happened_at timestamptz_minmax_multi_ops, recorded_at)
    WITH (pages_per_range = 32, autosummarize = on);
CREATE INDEX holdings_mark_position ON holdings_ledgermark (position);

-- What each entry changed when it was written: a function of the entry and of those of its
-- copy with smaller numbers, hence for ever the same.
CREATE VIEW holdings_ledgerstep AS
WITH chain AS (
    SELECT id, copy_id, final, happened_at, device_id, device_seq, recorded_at, state,
           holdings_holder(to_point_id, to_container_id, to_post) AS holder,
           lag(holdings_holder(to_point_id, to_container_id, to_post)) OVER chain AS holder_before,
           lag(state) OVER chain AS state_before,
           row_number() OVER chain AS rank
    FROM holdings_ledgerentry
    WINDOW chain AS (PARTITION BY copy_id ORDER BY
        final, happened_at, device_id NULLS FIRST, device_seq NULLS FIRST, id)
), arrived AS (
    -- In order: it was the last of its chain when it came, and those before it came before it.
    SELECT *, rank = row_number() OVER came AND rank = max(rank) OVER came AS in_order
    FROM chain WINDOW came AS (PARTITION BY copy_id ORDER BY id)
), step AS (
    -- An entry holds from when it happened until the next of those that were there already,
    -- in the place of the one before it.
    SELECT e.id, e.copy_id, e.recorded_at, s.at, s.holder, s.state, s.n
    FROM arrived e
    LEFT JOIN LATERAL (
        SELECT holdings_holder(p.to_point_id, p.to_container_id, p.to_post) AS holder, p.state
        FROM holdings_ledgerentry p
        WHERE NOT e.in_order AND p.copy_id = e.copy_id AND p.id < e.id AND NOT p.final
          AND p.happened_at <= e.happened_at
          AND (p.happened_at, coalesce(p.device_id, 0), coalesce(p.device_seq, 0), p.id)
            < (e.happened_at, coalesce(e.device_id, 0), coalesce(e.device_seq, 0), e.id)
        ORDER BY p.happened_at DESC, p.device_id DESC NULLS LAST, p.device_seq DESC NULLS LAST,
                 p.id DESC
        LIMIT 1
    ) before ON true
    LEFT JOIN LATERAL (
        SELECT min(p.happened_at) AS at
        FROM holdings_ledgerentry p
        WHERE NOT e.in_order AND p.copy_id = e.copy_id AND p.id < e.id
          AND (p.final, p.happened_at, coalesce(p.device_id, 0), coalesce(p.device_seq, 0), p.id)
            > (e.final, e.happened_at, coalesce(e.device_id, 0), coalesce(e.device_seq, 0), e.id)
    ) until ON true
    CROSS JOIN LATERAL (
        SELECT CASE WHEN e.in_order THEN e.holder_before ELSE before.holder END AS holder,
               CASE WHEN e.in_order THEN e.state_before ELSE before.state END AS state
    ) was
    CROSS JOIN LATERAL (VALUES
        (e.happened_at, was.holder, was.state, -1), (e.happened_at, e.holder, e.state, 1),
        (until.at, was.holder, was.state, 1), (until.at, e.holder, e.state, -1)
    ) s (at, holder, state, n)
    WHERE NOT e.final AND (until.at > e.happened_at) IS NOT FALSE
      AND s.at IS NOT NULL AND s.holder IS NOT NULL
    UNION ALL
    -- The withdrawal ends the chain: what held then leaves, what was to come does not.
    SELECT e.id, e.copy_id, e.recorded_at, s.at, s.holder, s.state, s.n
    FROM holdings_ledgerentry e
    CROSS JOIN LATERAL (
        SELECT p.happened_at, p.state,
               holdings_holder(p.to_point_id, p.to_container_id, p.to_post) AS holder,
               lead(p.happened_at) OVER chain AS until
        FROM holdings_ledgerentry p
        WHERE p.copy_id = e.copy_id AND p.id < e.id AND NOT p.final
        WINDOW chain AS (ORDER BY
            p.happened_at, p.device_id NULLS FIRST, p.device_seq NULLS FIRST, p.id)
    ) held
    CROSS JOIN LATERAL (VALUES
        (greatest(held.happened_at, e.happened_at), held.holder, held.state, -1),
        (held.until, held.holder, held.state, 1)
    ) s (at, holder, state, n)
    WHERE e.final AND s.at IS NOT NULL
      AND (held.until > e.happened_at) IS NOT FALSE
)
SELECT id AS entry_id, copy_id, holder, holdings_day(at) AS day,
       holdings_day(recorded_at) AS recorded_on,
       coalesce((SELECT max(m.position) FROM holdings_ledgermark m WHERE m.position < step.id), 0)
           AS after,
       state, n
FROM step;

INSERT INTO holdings_datedsum (holder, day, recorded_on, after, state, n)
SELECT holder, day, recorded_on, after, state, sum(n) FROM holdings_ledgerstep
GROUP BY 1, 2, 3, 4, 5 HAVING sum(n) <> 0;
CREATE INDEX holdings_datedsum_holder ON holdings_datedsum
    (holder, day, recorded_on, after, state) INCLUDE (n);

-- Entries add to a row of their kind that nobody else is just adding to, or make one: no
-- writer waits for another, and few rows stay. The copies' places are locked, so that what is
-- younger than the first of these entries is all from this statement.
-- The plans are kept for the session: they must not be those of the empty tables it began with.
CREATE FUNCTION holdings_add_up() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off SET jit = off AS $$
DECLARE
    copies bigint[] := ARRAY(SELECT DISTINCT copy_id FROM added);
    first_of_all bigint := (SELECT min(id) FROM added);
    change record;
BEGIN
    FOR change IN
        SELECT s.holder, s.day, s.recorded_on, s.after, s.state, sum(s.n) AS n
        FROM holdings_ledgerstep s
        WHERE s.copy_id = ANY(copies) AND s.entry_id >= first_of_all
        GROUP BY 1, 2, 3, 4, 5 HAVING sum(s.n) <> 0
    LOOP
        UPDATE holdings_datedsum SET n = n + change.n
        WHERE ctid = (
            SELECT s.ctid FROM holdings_datedsum s
            WHERE s.holder = change.holder AND s.day = change.day
              AND s.recorded_on = change.recorded_on AND s.after = change.after
              AND s.state = change.state
            LIMIT 1 FOR UPDATE SKIP LOCKED);
        IF NOT FOUND THEN
            INSERT INTO holdings_datedsum (holder, day, recorded_on, after, state, n) VALUES
                (change.holder, change.day, change.recorded_on, change.after, change.state,
                 change.n);
        END IF;
    END LOOP;
    RETURN NULL;
END $$;
CREATE TRIGGER add_up AFTER INSERT ON holdings_ledgerentry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION holdings_add_up();

-- When an entry was recorded is said by the server alone; never before the last freeze, and
-- never before what stood in the copy's chain already, even if the clock was set back: what is
-- known at a time is then known at every later one.
CREATE OR REPLACE FUNCTION holdings_recorded_now() RETURNS trigger LANGUAGE plpgsql
SET enable_seqscan = off AS $$
BEGIN
    NEW.recorded_at := greatest(
        tusach_recording_moment(),
        (SELECT marked_at FROM holdings_ledgermark ORDER BY id DESC LIMIT 1),
        (SELECT max(recorded_at) FROM holdings_ledgerentry WHERE copy_id = NEW.copy_id));
    RETURN NEW;
END $$;
"""
DROP = """
CREATE OR REPLACE FUNCTION holdings_recorded_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := greatest(
        tusach_recording_moment(),
        (SELECT marked_at FROM holdings_ledgermark ORDER BY id DESC LIMIT 1));
    RETURN NEW;
END $$;
DROP TRIGGER add_up ON holdings_ledgerentry;
DROP FUNCTION holdings_add_up();
DROP VIEW holdings_ledgerstep;
DROP TABLE holdings_datedsum;
DROP INDEX holdings_mark_position, holdings_ledger_when;
DROP FUNCTION holdings_day(timestamptz);
DROP FUNCTION holdings_holder(bigint, bigint, varchar);
"""


class Migration(migrations.Migration):
    dependencies = [("holdings", "0007_a_demonstration_has_a_past")]
    operations = [
        # Ten million entries are sorted on disk, with this much memory at most.
        migrations.RunSQL("SET LOCAL work_mem = '128MB'; SET LOCAL jit = off", ""),
        migrations.RunSQL(
            MAKE,
            DROP,
            state_operations=[
                migrations.CreateModel(
                    name="DatedSum",
                    fields=[
                        (
                            "pk",
                            models.CompositePrimaryKey(
                                "holder",
                                "day",
                                "recorded_on",
                                "after",
                                "state",
                                blank=True,
                                editable=False,
                                primary_key=True,
                                serialize=False,
                            ),
                        ),
                        ("after", models.BigIntegerField()),
                        ("n", models.IntegerField()),
                        ("day", models.DateField()),
                        ("recorded_on", models.DateField()),
                        ("state", models.TextField()),
                        ("holder", models.TextField()),
                    ],
                )
            ],
        ),
    ]
