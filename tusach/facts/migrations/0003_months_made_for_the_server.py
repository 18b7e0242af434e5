"""The owner's own function makes a month's partition: the server, which owns no table, may call
it, and can make nothing else by it."""

from django.db import migrations

MAKE = """
CREATE FUNCTION facts_make_month(month date) RETURNS boolean
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
DECLARE
    first date := date_trunc('month', month)::date;
    until date := (date_trunc('month', month) + interval '1 month')::date;
    name text := 'facts_servicefact_' || to_char(first, 'YYYY_MM');
BEGIN
    IF to_regclass('public.' || name) IS NOT NULL OR EXISTS (
        SELECT 1 FROM facts_servicefact_other WHERE day >= first AND day < until
    ) THEN
        RETURN false;
    END IF;
    EXECUTE format('CREATE TABLE %I PARTITION OF facts_servicefact FOR VALUES FROM (%L) TO (%L)',
                   name, first, until);
    RETURN true;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("facts", "0002_a_demonstration_has_a_past")]
    operations = [migrations.RunSQL(MAKE, "DROP FUNCTION facts_make_month(date)")]
