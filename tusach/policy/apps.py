from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class PolicyConfig(AppConfig):
    name = "tusach.policy"
    label = "policy"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.policy.act_names import name_acts
        from tusach.policy.official_days import ask_days, lay_first_days
        from tusach.policy.services import lay_first_rules
        from tusach.ui.api import menu

        ask_days()
        post_migrate.connect(lay_first_rules, sender=self)
        post_migrate.connect(lay_first_days, sender=self)
        name_acts()
        menu("house", _("Quy định"), "policy:rules", act="policy.view", order=40)
