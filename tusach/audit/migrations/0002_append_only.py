from django.db import migrations

# A trigger rather than rights alone: it also holds where one role owns and serves the tables.
FORBID = """
CREATE FUNCTION tusach_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only: % refused', TG_TABLE_NAME, TG_OP
        USING ERRCODE = 'restrict_violation';
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON audit_act
    FOR EACH ROW EXECUTE FUNCTION tusach_append_only();
CREATE TRIGGER append_only_all BEFORE TRUNCATE ON audit_act
    FOR EACH STATEMENT EXECUTE FUNCTION tusach_append_only();
"""
ALLOW = """
DROP TRIGGER append_only_all ON audit_act;
DROP TRIGGER append_only ON audit_act;
DROP FUNCTION tusach_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_the_record_of_acts")]
    operations = [migrations.RunSQL(FORBID, ALLOW)]
