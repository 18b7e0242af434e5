"""Ownership of a demonstration that is being loaded is recorded when it is said to be, and no row
before what stood there of its copy already: as the ledger's entries."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION holdings_owner_recorded() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.id := nextval(pg_get_serial_sequence('holdings_ledgerentry', 'id'));
    NEW.recorded_at := greatest(
        {moment},
        (SELECT marked_at FROM holdings_ledgermark ORDER BY id DESC LIMIT 1){more});
    RETURN NEW;
END $$;
"""
_MORE = """,
        (SELECT max(recorded_at) FROM holdings_ownership WHERE copy_id = NEW.copy_id)"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0005_a_demonstration_has_a_past"),
        ("holdings", "0009_lines_of_lists"),
    ]
    operations = [
        migrations.RunSQL(
            FUNCTION.format(moment="tusach_recording_moment()", more=_MORE),
            FUNCTION.format(moment="clock_timestamp()", more=""),
        )
    ]
