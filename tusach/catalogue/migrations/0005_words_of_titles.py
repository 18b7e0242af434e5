"""Draws the words of titles of the records that are there, and settles the rows written."""

from django.db import migrations

_BATCH = 5_000


def draw_words(apps, schema_editor):
    # The rule as it stands today: rows drawn later come out the same.
    from tusach.catalogue.keys import title_words

    record = apps.get_model("catalogue", "Record")
    last = 0
    while True:
        found = list(
            record._base_manager.filter(pk__gt=last)
            .order_by("pk")
            .values_list("pk", "title")[:_BATCH]
        )
        if not found:
            return
        last = found[-1][0]
        with schema_editor.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE catalogue_record AS held SET title_words = new.words"
                " FROM unnest(%s::bigint[], %s::text[]) AS new (id, words) WHERE held.id = new.id",
                [[pk for pk, _ in found], [title_words(title) for _, title in found]],
            )


SETTLE = """
UPDATE catalogue_importrow AS held SET settled = true FROM catalogue_import AS one
WHERE one.id = held.imported_id AND one.applied_to >= held.number
"""


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0004_repair_differ_move_in")]

    operations = [
        migrations.RunPython(draw_words, migrations.RunPython.noop),
        migrations.RunSQL(SETTLE, migrations.RunSQL.noop),
    ]
