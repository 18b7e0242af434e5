"""A copy that the receiver did not take is on the way back until the store says what came."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("holdings", "0003_boxes_have_one_word"),
        ("rotation", "0003_withdrawn_has_one_word"),
    ]

    operations = [
        migrations.AddField(
            model_name="line",
            name="came_back_as",
            field=models.CharField(
                blank=True,
                choices=[
                    ("good", "Nguyên vẹn"),
                    ("damaged", "Hư hỏng"),
                    ("quarantine", "Cách ly"),
                    ("lost", "Không thấy"),
                ],
                default="",
                max_length=20,
                verbose_name="khi về kho",
            ),
        ),
        migrations.AddField(
            model_name="line",
            name="came_back_at",
            field=models.DateTimeField(null=True, verbose_name="về kho lúc"),
        ),
        # Until now such copies were on the store's shelf by the ledger at once.
        migrations.RunSQL(
            "UPDATE rotation_line SET came_back_as = 'good', came_back_at = coalesce("
            "leg.handed_over_at, leg.sent_at, packed_at, now()) FROM rotation_leg leg"
            " WHERE leg.id = leg_id AND rotation_line.state = 'refused'",
            migrations.RunSQL.noop,
        ),
        migrations.AddIndex(
            model_name="line",
            index=models.Index(
                condition=models.Q(("came_back_at__isnull", True), ("state", "refused")),
                fields=["leg"],
                name="rotation_line_coming_back",
            ),
        ),
        migrations.AddConstraint(
            model_name="line",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("came_back_as", ""), ("came_back_at__isnull", True)),
                    models.Q(
                        ("came_back_at__isnull", False),
                        ("state", "refused"),
                        models.Q(("came_back_as", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="rotation_line_came_back",
            ),
        ),
    ]
