from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "tusach.ui"
    label = "ui"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        from tusach.ui import folded
        from tusach.ui.web.keeping import live_on

        folded.register()
        user_logged_in.connect(live_on)
