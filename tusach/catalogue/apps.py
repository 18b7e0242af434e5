from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class CatalogueConfig(AppConfig):
    name = "tusach.catalogue"
    label = "catalogue"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.catalogue.act_names import name_acts
        from tusach.catalogue.captions import ensure_captions
        from tusach.catalogue.documents import all_keys, build
        from tusach.catalogue.importing.listeners import on_record_deletion
        from tusach.catalogue.importing.profiles import ensure_profiles
        from tusach.catalogue.linking.merged import links_listener
        from tusach.catalogue.merging.listeners import on_record_merge
        from tusach.catalogue.merging.selectors import uses as merged
        from tusach.catalogue.points import ensure_points
        from tusach.catalogue.working.listeners import work_listener
        from tusach.search.api import register_source
        from tusach.ui.api import menu

        on_record_merge(links_listener())
        on_record_merge(work_listener())
        post_migrate.connect(ensure_captions, sender=self)
        post_migrate.connect(ensure_points, sender=self)
        post_migrate.connect(ensure_profiles, sender=self)
        name_acts()
        on_record_deletion("catalogue", merged)
        register_source("record", build=build, all_keys=all_keys)
        menu("books", _("Biên mục"), "catalogue:records", act="catalogue.view", order=10)
        menu(
            "books",
            _("Chờ biên mục"),
            "catalogue:to_be_catalogued",
            act="catalogue.view",
            order=11,
        )
        menu("books", _("Tiêu đề chuẩn"), "catalogue:authorities", act="catalogue.view", order=13)
        menu("books", _("Nhập biểu ghi"), "catalogue:imports", act="catalogue.import", order=12)
        menu("books", _("Biểu ghi trùng"), "catalogue:duplicates", act="catalogue.edit", order=13)
