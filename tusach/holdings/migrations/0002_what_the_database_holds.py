"""The ledger is append-only, its clock is the server's, its chains can be read by index."""

from django.db import migrations

MAKE = r"""
-- Running numbers of our own barcodes; the last two digits check the others (barcodes.py).
CREATE SEQUENCE holdings_barcode_serial AS bigint MAXVALUE 99999999;
CREATE SEQUENCE holdings_box_serial AS bigint;
ALTER TABLE holdings_copy ADD CONSTRAINT holdings_barcode_check
    CHECK (barcode ~ '^[0-9]{10}$' AND barcode::bigint % 97 = 1);

-- What a copy is known by, and when its chain begins, never changes.
CREATE FUNCTION holdings_copy_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.owner_id, NEW.register_id, NEW.number, NEW.barcode, NEW.accessioned_at)
       IS DISTINCT FROM
       (OLD.owner_id, OLD.register_id, OLD.number, OLD.barcode, OLD.accessioned_at) THEN
        RAISE EXCEPTION 'copy % keeps its register, number, barcode and date', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER lasts BEFORE UPDATE ON holdings_copy
    FOR EACH ROW EXECUTE FUNCTION holdings_copy_lasts();
CREATE TRIGGER never_deleted BEFORE DELETE ON holdings_copy
    FOR EACH ROW EXECUTE FUNCTION tusach_append_only();

CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON holdings_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION tusach_append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON holdings_ledgerentry
    FOR EACH STATEMENT EXECUTE FUNCTION tusach_append_only();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON holdings_ledgermark
    FOR EACH ROW EXECUTE FUNCTION tusach_append_only();

-- When an entry was recorded is said by the server alone, and never before the last freeze,
-- even if its clock was set back.
CREATE FUNCTION holdings_recorded_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := greatest(
        clock_timestamp(),
        (SELECT marked_at FROM holdings_ledgermark ORDER BY id DESC LIMIT 1));
    RETURN NEW;
END $$;
CREATE TRIGGER recorded_now BEFORE INSERT ON holdings_ledgerentry
    FOR EACH ROW EXECUTE FUNCTION holdings_recorded_now();

-- No entry is older than its copy's accession; without that a day could hold a copy nobody
-- had entered yet, and the balance would not close. A settling entry settles its own copy's.
CREATE FUNCTION holdings_within_its_life() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    SELECT added.copy_id INTO wrong FROM added
    JOIN holdings_copy c ON c.id = added.copy_id
    WHERE added.happened_at < c.accessioned_at
       OR (added.act = 'accession' AND added.happened_at <> c.accessioned_at) LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry of copy % happened before its accession', wrong
            USING ERRCODE = 'check_violation';
    END IF;
    SELECT added.copy_id INTO wrong FROM added
    JOIN holdings_ledgerentry e ON e.id = added.settles_id
    WHERE added.settles_id IS NOT NULL AND e.copy_id <> added.copy_id LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'entry of copy % settles another copy', wrong
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER within_its_life AFTER INSERT ON holdings_ledgerentry
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION holdings_within_its_life();

-- The chain of a copy in its order, with what a reading of the past needs, so that the heap
-- is not touched.
CREATE INDEX holdings_ledger_chain ON holdings_ledgerentry
    (copy_id, final, happened_at, device_id NULLS FIRST, device_seq NULLS FIRST, id)
    INCLUDE (to_point_id, to_container_id, to_post, state, recorded_at);
-- Which copies ever came to a place.
CREATE INDEX holdings_ledger_to_point ON holdings_ledgerentry (to_point_id, copy_id, happened_at);
CREATE INDEX holdings_ledger_to_container ON holdings_ledgerentry
    (to_container_id, copy_id, happened_at) WHERE to_container_id IS NOT NULL;
CREATE INDEX holdings_ledger_to_post ON holdings_ledgerentry
    (to_post, copy_id, happened_at) WHERE to_post IS NOT NULL;
"""
DROP = """
DROP INDEX holdings_ledger_chain, holdings_ledger_to_point, holdings_ledger_to_container,
    holdings_ledger_to_post;
DROP TRIGGER within_its_life ON holdings_ledgerentry;
DROP TRIGGER recorded_now ON holdings_ledgerentry;
DROP TRIGGER append_only ON holdings_ledgermark;
DROP TRIGGER append_only_all ON holdings_ledgerentry;
DROP TRIGGER append_only ON holdings_ledgerentry;
DROP TRIGGER never_deleted ON holdings_copy;
DROP TRIGGER lasts ON holdings_copy;
DROP FUNCTION holdings_within_its_life();
DROP FUNCTION holdings_recorded_now();
DROP FUNCTION holdings_copy_lasts();
ALTER TABLE holdings_copy DROP CONSTRAINT holdings_barcode_check;
DROP SEQUENCE holdings_barcode_serial, holdings_box_serial;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("holdings", "0001_copies_and_ledger"),
    ]
    operations = [migrations.RunSQL(MAKE, DROP)]
