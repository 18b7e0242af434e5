"""Facts of a demonstration that is being loaded are recorded when they are said to be."""

from django.db import migrations

FUNCTION = """
CREATE OR REPLACE FUNCTION facts_recorded_now() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.recorded_at := greatest({moment}, (SELECT max(marked_at) FROM facts_factmark));
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("audit", "0005_a_demonstration_has_a_past"),
        ("facts", "0001_service_facts"),
    ]
    operations = [
        migrations.RunSQL(
            FUNCTION.format(moment="tusach_recording_moment()"),
            FUNCTION.format(moment="clock_timestamp()"),
        )
    ]
