"""Entries of a demonstration that is being loaded are recorded when they are said to be."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION holdings_recorded_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := greatest(
        {moment},
        (SELECT marked_at FROM holdings_ledgermark ORDER BY id DESC LIMIT 1));
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0005_a_demonstration_has_a_past"),
        ("holdings", "0006_boxes_go_along"),
    ]
    operations = [
        migrations.RunSQL(
            FUNCTION.format(moment="tusach_recording_moment()"),
            FUNCTION.format(moment="clock_timestamp()"),
        )
    ]
