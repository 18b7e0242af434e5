from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CirculationConfig(AppConfig):
    name = "tusach.circulation"
    label = "circulation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from django.db.models.signals import post_migrate

        from tusach.circulation import dependents, loan_events, supplies, tally_events
        from tusach.circulation.act_names import name_acts
        from tusach.circulation.asked_rules import ask_rules
        from tusach.circulation.first_rules import lay_first_rules
        from tusach.circulation.selectors.loans import until
        from tusach.circulation.services import unlinking
        from tusach.holdings.api import tell_until
        from tusach.readers.api import holds
        from tusach.ui.api import menu, panel

        ask_rules()
        name_acts()
        post_migrate.connect(lay_first_rules, sender=self)
        tally_events.register()
        loan_events.register()
        dependents.register()
        supplies.register()
        tell_until(until)
        holds(
            "circulation",
            label=_("Mượn trả"),
            hand_over=unlinking.hand_over,
            erase=unlinking.erase,
            merged=unlinking.merged,
            parted=unlinking.parted,
            blocks=unlinking.blocks,
        )
        menu("counter", _("Mượn trả"), "circulation:counter", act="circulation.lend", order=1)
        menu(
            "counter", _("Sách đang cho mượn"), "circulation:loans", act="circulation.view", order=3
        )
        menu("counter", _("Quá hạn"), "circulation:overdue", act="circulation.view", order=4)
        panel("ui.desk", _("Ở quầy"), "circulation:waiting", act="circulation.view", order=5)
        menu("house", _("Quy định mượn"), "circulation:rules", act="policy.view", order=41)
        panel(
            "readers.reader", _("Sách đang mượn"), "circulation:reader_panel",
            act="circulation.view", order=10,
        )  # fmt: skip
        panel(
            "holdings.copy", _("Mượn trả"), "circulation:copy_panel", act="circulation.view",
            order=5,
        )  # fmt: skip
        menu(
            "house", _("Chuyển bạn đọc và sách đang mượn"), "circulation:moves_in",
            act="circulation.move_in", order=60,
        )  # fmt: skip
        _keep_accounts()
        _lend_to_groups()
        _show_counting()
        _take_requests()


def _keep_accounts() -> None:
    from tusach.circulation.services import money
    from tusach.readers.api import holds
    from tusach.ui.api import menu, panel

    holds(
        "circulation.money",
        label=_("Tiền phạt, bồi thường, tiền cược"),
        hand_over=money.hand_over,
        erase=money.erase,
        merged=money.merged,
        parted=money.parted,
        blocks=money.blocks,
    )
    menu(
        "counter", _("Thu chi trong ngày"), "circulation:cash_day", act="circulation.money", order=5
    )
    for page in ("readers.reader", "circulation.reader"):
        panel(
            page, _("Tiền phạt, bồi thường, tiền cược"), "circulation:account_panel",
            act="circulation.money", order=12,
        )  # fmt: skip


def _lend_to_groups() -> None:
    from tusach.circulation.services import groups
    from tusach.readers.api import holds
    from tusach.ui.api import menu

    holds(
        "circulation.groups",
        label=_("Cho lớp, nhóm mượn"),
        hand_over=groups.hand_over,
        erase=groups.erase,
        merged=groups.merged,
        parted=groups.parted,
        blocks=groups.blocks,
    )
    menu(
        "counter",
        _("Cho lớp, nhóm mượn"),
        "circulation:group_loans",
        act="circulation.lend",
        order=2,
    )


def _show_counting() -> None:
    from tusach.ui.api import menu

    menu("counter", _("Đếm lượt phục vụ"), "circulation:count", act="circulation.count", order=6)
    menu(
        "counter",
        _("Số lượt đã ghi"),
        "circulation:tallies",
        act="circulation.see_counts",
        order=60,
    )


def _take_requests() -> None:
    from tusach.circulation import request_events, requests_of_readers
    from tusach.circulation.asked_for_requests import ask_rules
    from tusach.ui.api import menu, panel

    ask_rules()
    request_events.register()
    requests_of_readers.register()
    menu("counter", _("Yêu cầu mượn"), "circulation:requests", act="circulation.request", order=2)
    menu(
        "counter", _("Yêu cầu toàn mạng lưới"), "circulation:all_requests",
        act="circulation.view", order=7,
    )  # fmt: skip
    menu(
        "counter", _("Yêu cầu chờ quyết định"), "circulation:undecided",
        act="circulation.decide_request", order=7,
    )  # fmt: skip
    menu("house", _("Thoả thuận liên thông"), "circulation:agreements", act="policy.view", order=42)
    panel(
        "readers.reader", _("Yêu cầu đang chờ"), "circulation:reader_requests",
        act="circulation.request", order=15,
    )  # fmt: skip
    panel(
        "catalogue.record", _("Yêu cầu mượn"), "circulation:record_requests",
        act="circulation.request", order=15,
    )  # fmt: skip
