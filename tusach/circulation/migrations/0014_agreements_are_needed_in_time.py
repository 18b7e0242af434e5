"""Where libraries lend to each other already and none has an agreement, an upgrade gives them half a
year to make some: until then none is needed."""

from datetime import date

from django.db import migrations
from django.utils import timezone

_KEY = "circulation.needs_agreement"
_SINCE = date(2020, 1, 1)
_BASIS = "Chuyển tiếp khi nâng cấp: để các thư viện kịp ký thoả thuận liên thông"


def half_a_year_after(day):
    """The first day of a month, at least six whole months later."""
    years, month = divmod(day.month + 6, 12)
    return date(day.year + years, month + 1, 1)


def give_time(apps, schema_editor):
    rules = apps.get_model("policy", "Rule")
    at_work = apps.get_model("circulation", "Request").objects.exists()
    if not at_work or apps.get_model("circulation", "Agreement").objects.exists():
        return
    laid = rules.objects.filter(key=_KEY)
    if laid.exclude(made_at=None).exists():  # somebody has decided
        return
    today = timezone.localdate()
    since = _SINCE
    if laid.exists():  # laid by a version that asked for agreements from the start
        laid.filter(valid_to=None).update(valid_to=today)
        since = today
    begins = half_a_year_after(today)
    for value, valid_from, valid_to in ((0, since, begins), (1, begins, None)):
        rules.objects.create(
            key=_KEY, value=value, basis=_BASIS, valid_from=valid_from, valid_to=valid_to
        )


class Migration(migrations.Migration):
    dependencies = [
        ("circulation", "0013_papers_of_couriers"),
        ("policy", "0002_official_days"),
    ]

    operations = [migrations.RunPython(give_time, migrations.RunPython.noop)]
