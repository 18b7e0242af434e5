"""The tables of the room `circulation`, by subject."""

from tusach.circulation.models.agreements import Agreement, AgreementParty
from tusach.circulation.models.computers import ComputerSession
from tusach.circulation.models.couriers import CourierLine, CourierPaper
from tusach.circulation.models.groups import GroupLoan, GroupLoanCopy
from tusach.circulation.models.loans import OpenLoan, Remark, RemarkKind, Statement, StatementKind
from tusach.circulation.models.money import CashClosing, MoneyKind, MoneyLine
from tusach.circulation.models.moving_in import KnownHeadings, MoveIn, MoveInLine
from tusach.circulation.models.requests import Request
from tusach.circulation.models.rules import ClosedDays, Grace, LoanRule
from tusach.circulation.models.tallies import (
    CountingRule,
    Family,
    OverlapChoice,
    SmsNumber,
    Span,
    Tally,
    TallyLine,
    TallyPhoto,
    TallySource,
    TallyState,
)

__all__ = [
    "Agreement",
    "AgreementParty",
    "CashClosing",
    "ClosedDays",
    "ComputerSession",
    "CountingRule",
    "CourierLine",
    "CourierPaper",
    "Family",
    "Grace",
    "GroupLoan",
    "GroupLoanCopy",
    "KnownHeadings",
    "LoanRule",
    "MoneyKind",
    "MoneyLine",
    "MoveIn",
    "MoveInLine",
    "OpenLoan",
    "OverlapChoice",
    "Remark",
    "RemarkKind",
    "Request",
    "SmsNumber",
    "Span",
    "Statement",
    "StatementKind",
    "Tally",
    "TallyLine",
    "TallyPhoto",
    "TallySource",
    "TallyState",
]
