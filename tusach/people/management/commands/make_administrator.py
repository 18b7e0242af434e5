"""The first administrator of an installation, and a way back in for one who lost it all."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from tusach.audit.api import HOUSE
from tusach.people import selectors
from tusach.people.errors import UsernameTaken, UsernameUnfit
from tusach.people.services import accounts, one_time
from tusach.ui.api import Refusal


class Command(BaseCommand):
    help = (
        "Make an administrator of the whole installation and print a one-time password, good "
        "once within 48 hours. With --if-none it does nothing where there is one already. "
        "With --reset it gives an existing account a new one-time password (and takes away a "
        "second factor that was lost)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--username", default="quantri", help="default: quantri")
        parser.add_argument("--name", default="Quản trị hệ thống", help="full name")
        choice = parser.add_mutually_exclusive_group()
        choice.add_argument("--if-none", action="store_true", help="only if there is none")
        choice.add_argument("--reset", metavar="USERNAME", help="a new one-time password")

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        try:
            with transaction.atomic():
                selectors.lock_administrators()
                if options["reset"]:
                    account = selectors.account_by_username(options["reset"])
                    if account is None:
                        raise CommandError(
                            _("Không có tài khoản %(username)s.") % {"username": options["reset"]}
                        )
                elif options["if_none"] and selectors.any_administrator(timezone.localdate(now)):
                    self.stdout.write(_("Đã có quản trị hệ thống; không lập thêm."))
                    return
                else:
                    account = accounts.open_account(
                        username=options["username"],
                        full_name=options["name"],
                        role="administrator",
                        by=HOUSE,
                        at=now,
                    )
                slip = one_time.make_code(
                    account=account,
                    drop_second_factor=bool(options["reset"]),
                    by=HOUSE,
                    at=now,
                )
        except (UsernameTaken, UsernameUnfit) as refusal:
            raise CommandError(f"{refusal} (--username)") from refusal
        except Refusal as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(_("Tên đăng nhập: %(username)s") % {"username": account.username})
        self.stdout.write(_("Mật khẩu dùng một lần: %(code)s") % {"code": slip.code})
        self.stdout.write(
            _(
                "Dùng được một lần, đến %(until)s; sau đó: "
                "manage.py make_administrator --reset %(username)s"
            )
            % {
                "until": timezone.localtime(slip.expires_at).strftime("%d/%m/%Y %H:%M"),
                "username": account.username,
            }
        )
