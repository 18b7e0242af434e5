"""When something was recorded is the server's clock. A demonstration alone may be given a past.

A database is marked as one before anything is recorded in it, never afterwards, and the mark
works only until its data is loaded: real rows cannot be dated back, whatever a session sets.
"""

from django.db import migrations

MAKE = r"""
CREATE TABLE audit_demonstration (
    step text PRIMARY KEY CHECK (step IN ('begun', 'loaded')),
    at timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE FUNCTION audit_demonstration_rules() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.at := clock_timestamp();
    IF NEW.step = 'begun' AND EXISTS (SELECT FROM audit_act) THEN
        RAISE EXCEPTION 'something was recorded here already: this is no demonstration'
            USING ERRCODE = 'restrict_violation';
    END IF;
    IF NEW.step = 'loaded' AND NOT EXISTS (SELECT FROM audit_demonstration) THEN
        RAISE EXCEPTION 'no demonstration was begun here' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER rules BEFORE INSERT ON audit_demonstration
    FOR EACH ROW EXECUTE FUNCTION audit_demonstration_rules();
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_demonstration
    FOR EACH ROW EXECUTE FUNCTION tusach_append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON audit_demonstration
    FOR EACH STATEMENT EXECUTE FUNCTION tusach_append_only();

-- The moment at which a row is recorded: now; or what the loader of a demonstration set for
-- its transaction, never later than now.
CREATE FUNCTION tusach_recording_moment() RETURNS timestamptz LANGUAGE plpgsql VOLATILE AS $$
DECLARE
    said text := nullif(current_setting('tusach.recording_moment', true), '');
BEGIN
    IF said IS NOT NULL AND (SELECT max(step) FROM audit_demonstration) = 'begun' THEN
        RETURN least(clock_timestamp(), said::timestamptz);
    END IF;
    RETURN clock_timestamp();
END $$;
"""
DROP = """
DROP FUNCTION tusach_recording_moment();
DROP TABLE audit_demonstration;
DROP FUNCTION audit_demonstration_rules();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0004_found_without_marks")]
    operations = [migrations.RunSQL(MAKE, DROP)]
