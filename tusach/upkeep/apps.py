from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class UpkeepConfig(AppConfig):
    name = "tusach.upkeep"
    label = "upkeep"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.ui.api import menu, panel
        from tusach.upkeep.act_names import name_acts
        from tusach.upkeep.asked_rules import ask_rules
        from tusach.upkeep.criteria import ensure_criteria
        from tusach.upkeep.grades import ensure_grades

        post_migrate.connect(ensure_criteria, sender=self)
        post_migrate.connect(ensure_grades, sender=self)
        ask_rules()
        name_acts()
        menu("stock", _("Thanh lọc"), "upkeep:weedings", act="upkeep.view", order=41)
        panel("holdings.copy", _("Thanh lọc"), "upkeep:copy_panel", act="upkeep.view", order=30)
        menu("stock", _("Trao đổi"), "upkeep:exchanges", act="upkeep.view", order=42)
        panel("holdings.copy", _("Trao đổi"), "upkeep:exchange_panel", act="upkeep.view", order=31)
        menu("stock", _("Sửa chữa"), "upkeep:repairs", act="upkeep.view", order=43)
        panel(
            "holdings.copy",
            _("Tình trạng, sửa chữa"),
            "upkeep:repair_panel",
            act="upkeep.view",
            order=20,
        )
