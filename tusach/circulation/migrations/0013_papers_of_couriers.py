import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("circulation", "0012_computers_photos_and_late_fines"),
        ("network", "0006_source_of_a_units_place"),
    ]

    operations = [
        migrations.CreateModel(
            name="CourierPaper",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField(verbose_name="năm")),
                ("number", models.PositiveIntegerField(verbose_name="số giấy")),
                ("made_at", models.DateTimeField(verbose_name="lập lúc")),
                (
                    "made_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người lập"),
                ),
                (
                    "lender",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="nơi gửi",
                    ),
                ),
                (
                    "point",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="network.servicepoint",
                        verbose_name="nơi nhận",
                    ),
                ),
            ],
            options={
                "verbose_name": "giấy gửi sách",
                "ordering": ["-made_at", "-pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("lender", "year", "number"),
                        name="circulation_courier_number_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CourierLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "copy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="holdings.copy",
                    ),
                ),
                (
                    "paper",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="circulation.courierpaper",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="circulation.request",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("paper", "request"), name="circulation_once_on_a_paper"
                    ),
                ],
            },
        ),
    ]
