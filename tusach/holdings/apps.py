from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _


class HoldingsConfig(AppConfig):
    name = "tusach.holdings"
    label = "holdings"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from tusach.holdings import (
            dependents,
            documents,
            events,
            imports,
            marc_out,
            reorganising,
            supplies,
        )
        from tusach.holdings.act_names import name_acts
        from tusach.holdings.sources import ensure_sources
        from tusach.holdings.tables import ensure_tables

        post_migrate.connect(ensure_sources, sender=self)
        post_migrate.connect(ensure_tables, sender=self)
        dependents.register()
        events.register()
        documents.register()
        imports.register()
        marc_out.register()
        reorganising.register()
        supplies.register()
        name_acts()
        _show()


def _show() -> None:
    """The room's lines in the menu and its panels on the pages of lower rooms."""
    from tusach.catalogue.api import on_selection
    from tusach.ui.api import menu, panel

    menu("stock", _("Tra bản sách"), "holdings:find", act="holdings.view", order=30)
    menu("stock", _("Bản sách"), "holdings:copies", act="holdings.view", order=31)
    menu("stock", _("Thùng sách"), "holdings:boxes", act="holdings.view", order=32)
    menu("stock", _("Sổ đăng ký cá biệt"), "holdings:registers", act="holdings.view", order=33)
    menu("stock", _("Sổ đăng ký tổng quát"), "holdings:summary", act="holdings.ledger", order=34)
    menu("stock", _("Bảng môn loại, bảng ký hiệu"), "holdings:tables", act="holdings.tables")
    menu("stock", _("In nhãn"), "holdings:labels", act="holdings.label", order=35)
    menu("stock", _("Cân đối vốn sách"), "holdings:balance", act="holdings.ledger", order=51)
    menu("stock", _("Dòng chờ giải quyết"), "holdings:unsettled", act="holdings.ledger", order=52)
    menu(
        "stock",
        _("Xuất sách mất"),
        "holdings:withdraw_many",
        act="holdings.withdraw",
        order=43,
    )
    menu("stock", _("Điều chuyển"), "holdings:transfers", act="holdings.transfer", order=42)
    menu(
        "stock",
        _("Tăng, giảm vốn sách"),
        "holdings:changes",
        act="holdings.ledger",
        order=50,
    )
    menu("stock", _("Kiểm kê"), "holdings:stocktakes", act="holdings.stocktake", order=40)
    panel(
        "network.point",
        _("Sách tại điểm"),
        "holdings:at_point_panel",
        act="holdings.view",
        order=20,
    )
    panel(
        "network.reorganisation",
        _("Vốn sách đã giao"),
        "holdings:reorganisation_panel",
        act="holdings.transfer",
        order=10,
    )
    panel("catalogue.import", _("Các bản đã ghi sổ"), "holdings:import_panel", act="holdings.view")
    on_selection(_("Nhãn của các bản"), "holdings:labels_of_records", act="holdings.label")
    panel("catalogue.record", _("Các bản"), "holdings:record_panel", act="holdings.view", order=10)
