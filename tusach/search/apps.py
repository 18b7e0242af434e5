from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class SearchConfig(AppConfig):
    name = "tusach.search"
    label = "search"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.search.act_names import name_acts
        from tusach.ui.api import menu

        name_acts()
        menu("books", _("Xem xếp hạng"), "search:workbench", act="search.workbench", order=80)
