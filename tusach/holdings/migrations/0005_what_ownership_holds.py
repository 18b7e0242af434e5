"""Ownership is append-only; owner and number of a copy follow it; no number is given twice."""

from django.db import migrations

MAKE = r"""
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON holdings_ownership
    FOR EACH ROW EXECUTE FUNCTION tusach_append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON holdings_ownership
    FOR EACH STATEMENT EXECUTE FUNCTION tusach_append_only();

-- Its numbers run on with those of the ledger, and its clock is the ledger's: a position of a
-- freeze, or a moment, means both.
CREATE FUNCTION holdings_owner_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.id := nextval(pg_get_serial_sequence('holdings_ledgerentry', 'id'));
    NEW.recorded_at := greatest(
        clock_timestamp(),
        (SELECT marked_at FROM holdings_ledgermark ORDER BY id DESC LIMIT 1));
    RETURN NEW;
END $$;
CREATE TRIGGER recorded_now BEFORE INSERT ON holdings_ownership
    FOR EACH ROW EXECUTE FUNCTION holdings_owner_recorded();

-- Whose a copy is and under which number, by its last row that counts; before any, by the
-- giver's side of its first. No row for a copy that never passed to another.
CREATE FUNCTION holdings_owner_of(one bigint)
RETURNS TABLE (owner_id bigint, register_id bigint, number bigint, accession_no varchar)
LANGUAGE sql STABLE AS $$
    (SELECT o.owner_id, o.register_id, o.number, o.accession_no
     FROM holdings_ownership o
     WHERE o.copy_id = one AND o.undoes_id IS NULL
       AND NOT EXISTS (SELECT 1 FROM holdings_ownership u WHERE u.undoes_id = o.id)
     ORDER BY o.since DESC, o.id DESC LIMIT 1)
    UNION ALL
    (SELECT o.former_id, o.old_register_id, o.old_number, o.old_accession_no
     FROM holdings_ownership o WHERE o.copy_id = one ORDER BY o.id LIMIT 1)
    LIMIT 1
$$;

-- What a copy is known by, and when its chain begins, never changes; whose it is and its
-- number change only as ownership says.
CREATE OR REPLACE FUNCTION holdings_copy_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    said record;
BEGIN
    IF (NEW.barcode, NEW.accessioned_at) IS DISTINCT FROM (OLD.barcode, OLD.accessioned_at) THEN
        RAISE EXCEPTION 'copy % keeps its barcode and date', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF (NEW.owner_id, NEW.register_id, NEW.number, NEW.accession_no) IS DISTINCT FROM
       (OLD.owner_id, OLD.register_id, OLD.number, OLD.accession_no) THEN
        SELECT * INTO said FROM holdings_owner_of(NEW.id);
        IF NOT FOUND OR (NEW.owner_id, NEW.register_id, NEW.number, NEW.accession_no)
           IS DISTINCT FROM (said.owner_id, said.register_id, said.number, said.accession_no) THEN
            RAISE EXCEPTION 'copy % keeps its owner, register and number but for a transfer', OLD.id
                USING ERRCODE = 'restrict_violation';
        END IF;
    END IF;
    RETURN NEW;
END $$;

-- The numbers of registers that copies had before they got others. No other copy ever gets
-- one of them; whoever gives numbers holds the register's lock.
CREATE UNIQUE INDEX holdings_number_given_once ON holdings_ownership (register_id, number)
    WHERE undoes_id IS NULL AND (register_id, number) <> (old_register_id, old_number);
CREATE INDEX holdings_number_before ON holdings_ownership (old_register_id, old_number)
    WHERE undoes_id IS NULL AND (register_id, number) <> (old_register_id, old_number);

CREATE FUNCTION holdings_number_never_again() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong record;
BEGIN
    SELECT added.register_id, added.number INTO wrong FROM added
    WHERE EXISTS (SELECT 1 FROM holdings_ownership o WHERE o.undoes_id IS NULL
                  AND (o.register_id, o.number) <> (o.old_register_id, o.old_number)
                  AND o.old_register_id = added.register_id AND o.old_number = added.number)
       OR EXISTS (SELECT 1 FROM holdings_ownership o WHERE o.undoes_id IS NULL
                  AND (o.register_id, o.number) <> (o.old_register_id, o.old_number)
                  AND o.register_id = added.register_id AND o.number = added.number)
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'number % of register % was given before', wrong.number, wrong.register_id
            USING ERRCODE = 'unique_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER number_never_again AFTER INSERT ON holdings_copy
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION holdings_number_never_again();

CREATE FUNCTION holdings_owner_row_fits() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    wrong bigint;
BEGIN
    -- A new number was nobody's before, neither now nor in the past.
    SELECT added.id INTO wrong FROM added
    WHERE added.undoes_id IS NULL
      AND (added.register_id, added.number) <> (added.old_register_id, added.old_number)
      AND (EXISTS (SELECT 1 FROM holdings_copy c WHERE c.register_id = added.register_id
                   AND c.number = added.number)
           OR EXISTS (SELECT 1 FROM holdings_ownership o WHERE o.undoes_id IS NULL
                      AND (o.register_id, o.number) <> (o.old_register_id, o.old_number)
                      AND o.old_register_id = added.register_id
                      AND o.old_number = added.number))
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ownership % gives a number that was given before', wrong
            USING ERRCODE = 'unique_violation';
    END IF;
    -- What takes a row back is its mirror.
    SELECT added.id INTO wrong FROM added JOIN holdings_ownership o ON o.id = added.undoes_id
    WHERE (added.copy_id, added.owner_id, added.former_id, added.since)
          IS DISTINCT FROM (o.copy_id, o.former_id, o.owner_id, o.since)
       OR o.undoes_id IS NOT NULL
    LIMIT 1;
    IF FOUND THEN
        RAISE EXCEPTION 'ownership % does not mirror what it takes back', wrong
            USING ERRCODE = 'check_violation';
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER row_fits AFTER INSERT ON holdings_ownership
    REFERENCING NEW TABLE AS added
    FOR EACH STATEMENT EXECUTE FUNCTION holdings_owner_row_fits();

-- Every number that a register ever gave, with the copy it was given to.
CREATE VIEW holdings_registerline AS
    SELECT c.id * 2 AS id, c.register_id, c.number, c.accession_no, c.id AS copy_id,
           true AS is_current
    FROM holdings_copy c
    UNION ALL
    -- The number before, while the new one counts.
    SELECT o.id * 2 + 1, o.old_register_id, o.old_number, o.old_accession_no, o.copy_id, false
    FROM holdings_ownership o
    WHERE o.undoes_id IS NULL AND (o.register_id, o.number) <> (o.old_register_id, o.old_number)
      AND NOT EXISTS (SELECT 1 FROM holdings_ownership u WHERE u.undoes_id = o.id)
    UNION ALL
    -- The new number, when it was taken back.
    SELECT o.id * 2 + 1, o.register_id, o.number, o.accession_no, o.copy_id, false
    FROM holdings_ownership o
    WHERE o.undoes_id IS NULL AND (o.register_id, o.number) <> (o.old_register_id, o.old_number)
      AND EXISTS (SELECT 1 FROM holdings_ownership u WHERE u.undoes_id = o.id);
"""
DROP = """
DROP VIEW holdings_registerline;
DROP TRIGGER row_fits ON holdings_ownership;
DROP TRIGGER number_never_again ON holdings_copy;
DROP TRIGGER recorded_now ON holdings_ownership;
DROP TRIGGER append_only_all ON holdings_ownership;
DROP TRIGGER append_only ON holdings_ownership;
DROP INDEX holdings_number_given_once, holdings_number_before;
CREATE OR REPLACE FUNCTION holdings_copy_lasts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF (NEW.owner_id, NEW.register_id, NEW.number, NEW.barcode, NEW.accessioned_at)
       IS DISTINCT FROM
       (OLD.owner_id, OLD.register_id, OLD.number, OLD.barcode, OLD.accessioned_at) THEN
        RAISE EXCEPTION 'copy % keeps its register, number, barcode and date', OLD.id
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
DROP FUNCTION holdings_owner_row_fits();
DROP FUNCTION holdings_number_never_again();
DROP FUNCTION holdings_owner_of(bigint);
DROP FUNCTION holdings_owner_recorded();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0002_append_only"),
        ("holdings", "0004_transfers"),
    ]
    operations = [migrations.RunSQL(MAKE, DROP)]
