import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("network", "0001_units_and_points"),
        ("people", "0001_accounts"),
    ]

    operations = [
        migrations.CreateModel(
            name="OneTimeCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(blank=True, max_length=200)),
                ("expires_at", models.DateTimeField(verbose_name="dùng được đến")),
                ("used_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("expires_at__gt", models.F("made_at"))),
                        name="one_time_code_expires_later",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Post",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role", models.CharField(max_length=30, verbose_name="vai trò")),
                (
                    "period",
                    django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="thời gian"),
                ),
                ("granted_at", models.DateTimeField(verbose_name="giao lúc")),
                (
                    "granted_by",
                    models.CharField(blank=True, max_length=200, verbose_name="người giao"),
                ),
                ("basis", models.CharField(blank=True, max_length=300, verbose_name="căn cứ")),
            ],
            options={
                "ordering": ["account", "-period"],
                "indexes": [
                    django.contrib.postgres.indexes.GistIndex(fields=["period"], name="post_period")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("period__isempty", False)), name="post_has_days"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("period__startswith__isnull", False)),
                        name="post_has_a_beginning",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecoveryCode",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code_hash", models.CharField(max_length=64)),
                ("used_at", models.DateTimeField(null=True)),
            ],
        ),
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("started_at", models.DateTimeField(verbose_name="đăng nhập lúc")),
                ("last_seen_at", models.DateTimeField(verbose_name="dùng lần cuối")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="kết thúc lúc")),
                (
                    "end",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("signed_out", "đăng xuất"),
                            ("closed", "được đóng từ phiên khác"),
                            ("idle", "để lâu không dùng"),
                            ("too_old", "hết thời hạn phiên"),
                            ("password", "mật khẩu đã đổi"),
                            ("second_factor", "xác thực hai bước đã đổi"),
                            ("post_ended", "vị trí công tác đã thôi"),
                            ("deactivated", "tài khoản đã khoá"),
                        ],
                        max_length=20,
                        verbose_name="lý do kết thúc",
                    ),
                ),
                ("address", models.GenericIPAddressField(null=True, verbose_name="địa chỉ mạng")),
                (
                    "browser",
                    models.CharField(blank=True, max_length=300, verbose_name="trình duyệt"),
                ),
            ],
            options={
                "ordering": ["-started_at"],
                "indexes": [models.Index(fields=["last_seen_at"], name="sign_in_by_last_seen")],
            },
        ),
        migrations.CreateModel(
            name="Throttle",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("last_try_at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["last_try_at"], name="throttle_by_last_try")],
            },
        ),
        migrations.AlterModelOptions(
            name="account",
            options={"ordering": ["name_key", "pk"]},
        ),
        migrations.AlterModelManagers(
            name="account",
            managers=[],
        ),
        migrations.AddField(
            model_name="account",
            name="created_at",
            field=models.DateTimeField(null=True, verbose_name="lập lúc"),
        ),
        migrations.AddField(
            model_name="account",
            name="must_change_password",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="account",
            name="name_key",
            field=models.CharField(blank=True, editable=False, max_length=1000),
        ),
        migrations.AddField(
            model_name="account",
            name="totp_confirmed_at",
            field=models.DateTimeField(null=True, verbose_name="xác thực hai bước từ"),
        ),
        migrations.AddField(
            model_name="account",
            name="totp_last_step",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="account",
            name="totp_secret",
            field=models.CharField(blank=True, max_length=64),
        ),
        migrations.AddConstraint(
            model_name="account",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("username"),
                name="sign_in_name_in_any_case_once",
            ),
        ),
        migrations.AddField(
            model_name="onetimecode",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="one_time_codes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="posts",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="point",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.servicepoint",
            ),
        ),
        migrations.AddField(
            model_name="post",
            name="unit",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="network.adminunit",
            ),
        ),
        migrations.AddField(
            model_name="recoverycode",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="recovery_codes",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signin",
            name="account",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="sign_ins",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="signin",
            name="acting_post",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="people.post",
            ),
        ),
        migrations.AddConstraint(
            model_name="onetimecode",
            constraint=models.UniqueConstraint(
                condition=models.Q(("used_at__isnull", True), ("withdrawn_at__isnull", True)),
                fields=("account",),
                name="one_open_code_for_an_account",
            ),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["point"], name="post_by_point"),
        ),
        migrations.AddIndex(
            model_name="post",
            index=models.Index(fields=["unit"], name="post_by_unit"),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("point__isnull", False), ("unit__isnull", True)),
                    models.Q(("point__isnull", True), ("unit__isnull", False)),
                    models.Q(
                        ("point__isnull", True), ("role", "administrator"), ("unit__isnull", True)
                    ),
                    _connector="OR",
                ),
                name="post_is_at_one_place",
            ),
        ),
        migrations.AddConstraint(
            model_name="post",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                expressions=[
                    ("account", "="),
                    ("role", "="),
                    (django.db.models.functions.comparison.Coalesce("point", models.Value(0)), "="),
                    (django.db.models.functions.comparison.Coalesce("unit", models.Value(0)), "="),
                    ("period", "&&"),
                ],
                name="post_held_once_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="recoverycode",
            constraint=models.UniqueConstraint(
                fields=("account", "code_hash"), name="recovery_code_once_for_an_account"
            ),
        ),
        migrations.AddIndex(
            model_name="signin",
            index=models.Index(
                condition=models.Q(("ended_at__isnull", True)),
                fields=["account", "-last_seen_at"],
                name="open_sign_ins",
            ),
        ),
    ]
