"""The door of the room `circulation`: what other rooms may use."""

from tusach.circulation.classes import audience_of, classes_at
from tusach.circulation.errors import LendingRefused, NotOnLoan, OnLoanToAnother
from tusach.circulation.models import (
    ClosedDays,
    Family,
    Grace,
    LoanRule,
    OpenLoan,
    Request,
    Statement,
    StatementKind,
    Tally,
    TallyLine,
    TallySource,
)
from tusach.circulation.request_states import RequestState
from tusach.circulation.selectors.money import Balance, balance_of
from tusach.circulation.selectors.requests import (
    MyRequest,
    Riding,
    WantedTitle,
    my_request,
    requests_of_reader,
    riding_with,
    wanted_copies,
    wanted_titles,
)
from tusach.circulation.services.agreements import make_agreement
from tusach.circulation.services.coming_back import came_in_a_box, not_in_the_box
from tusach.circulation.services.lending import Done, found_here, lend, lose, renew, return_copy
from tusach.circulation.services.own_requests import ask_myself, cancel_mine
from tusach.circulation.services.requests import ask as ask_for
from tusach.circulation.services.riding import asked_among, came, ride, stay
from tusach.circulation.services.setting_rules import (
    RuleValues,
    close_days,
    end_rule,
    grant_grace,
    set_rule,
)
from tusach.circulation.services.settling import settle_month
from tusach.circulation.services.statements import prove
from tusach.circulation.services.tallies import (
    Figure,
    correct,
    live_tally,
    put,
    take_back,
    undo_count,
)
from tusach.circulation.services.undoing import undo

__all__ = [
    "Balance",
    "ClosedDays",
    "Done",
    "Family",
    "Figure",
    "Grace",
    "LendingRefused",
    "LoanRule",
    "MyRequest",
    "NotOnLoan",
    "OnLoanToAnother",
    "OpenLoan",
    "Request",
    "RequestState",
    "Riding",
    "RuleValues",
    "Statement",
    "StatementKind",
    "Tally",
    "TallyLine",
    "TallySource",
    "WantedTitle",
    "ask_for",
    "ask_myself",
    "asked_among",
    "audience_of",
    "balance_of",
    "came",
    "came_in_a_box",
    "cancel_mine",
    "classes_at",
    "close_days",
    "correct",
    "end_rule",
    "found_here",
    "grant_grace",
    "lend",
    "live_tally",
    "lose",
    "make_agreement",
    "my_request",
    "not_in_the_box",
    "prove",
    "put",
    "renew",
    "requests_of_reader",
    "return_copy",
    "ride",
    "riding_with",
    "set_rule",
    "settle_month",
    "stay",
    "take_back",
    "undo",
    "undo_count",
    "wanted_copies",
    "wanted_titles",
]
