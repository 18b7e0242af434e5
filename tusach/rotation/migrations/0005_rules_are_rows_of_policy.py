"""The dated rules of rotation become rows of the room `policy`, as they stand."""

from django.db import migrations


def hand_over(apps, schema_editor):
    old, new = apps.get_model("rotation", "RotationRule"), apps.get_model("policy", "Rule")
    # Laid as first rows, where the room came before its rows.
    new.objects.filter(key__startswith="rotation.").delete()
    new.objects.bulk_create(
        new(
            key=f"rotation.{row.kind}",
            value=row.value,
            strictness=row.strictness,
            basis=row.basis,
            is_verified=row.is_verified,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            made_by=row.made_by,
        )
        for row in old.objects.order_by("pk")
    )


def take_back(apps, schema_editor):
    old, new = apps.get_model("rotation", "RotationRule"), apps.get_model("policy", "Rule")
    rows = new.objects.filter(key__startswith="rotation.", point=None, point_kind="")
    old.objects.bulk_create(
        old(
            kind=row.key.removeprefix("rotation."),
            value=row.value,
            strictness=row.strictness,
            basis=row.basis,
            is_verified=row.is_verified,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
            made_by=row.made_by,
        )
        for row in rows.order_by("pk")
    )
    rows.delete()


class Migration(migrations.Migration):
    dependencies = [
        ("policy", "0001_dated_rules"),
        ("rotation", "0004_refused_copies_come_back_by_an_act"),
    ]
    operations = [
        migrations.RunPython(hand_over, take_back),
        migrations.DeleteModel(name="RotationRule"),
    ]
