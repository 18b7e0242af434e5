from django.db import migrations, models

MEASURES = [
    ("visit", "lượt bạn đọc"),
    ("loan", "lượt mượn"),
    ("renewal", "lượt gia hạn"),
    ("in_house", "lượt đọc tại chỗ"),
    ("item_served", "lượt tài liệu phục vụ"),
    ("virtual_visit", "lượt truy cập"),
    ("request", "yêu cầu của bạn đọc"),
    ("guidance", "buổi hướng dẫn"),
    ("computer", "lượt dùng máy tính"),
]


class Migration(migrations.Migration):
    dependencies = [("facts", "0003_months_made_for_the_server")]

    operations = [
        migrations.AlterField(
            model_name="daytotal",
            name="measure",
            field=models.CharField(choices=MEASURES, max_length=20),
        ),
        migrations.AlterField(
            model_name="servicefact",
            name="measure",
            field=models.CharField(choices=MEASURES, max_length=20, verbose_name="chỉ số"),
        ),
        migrations.AlterField(
            model_name="source",
            name="measure",
            field=models.CharField(choices=MEASURES, max_length=20),
        ),
    ]
