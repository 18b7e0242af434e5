from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PeopleConfig(AppConfig):
    name = "tusach.people"
    label = "people"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from tusach.people.act_names import name_everything
        from tusach.people.web.sessions import begin_session
        from tusach.ui.api import menu, panel

        user_logged_in.connect(begin_session, dispatch_uid="people.begin_session")
        name_everything()
        menu("people", _("Tài khoản và vị trí"), "people:accounts", act="people.view", order=10)
        menu("people", _("Tài khoản của tôi"), "people:me", order=90)
        panel(
            "network.point",
            _("Người phụ trách"),
            "people:at_point_panel",
            act="people.view",
            order=30,
        )
