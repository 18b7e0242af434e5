"""The door of the room `readers`: what other rooms may use."""

from tusach.readers.cardcodes import is_own as is_own_card
from tusach.readers.cardcodes import looks_own as looks_like_card
from tusach.readers.errors import (
    CardMistyped,
    CardTaken,
    GuardianMissing,
    NoSuchCard,
    ReaderIsGone,
    ReadersNotKeptHere,
)
from tusach.readers.events import resolve, take_back_registration
from tusach.readers.holders import holds, owed_by
from tusach.readers.models import (
    AUDIENCES,
    Bar,
    Card,
    CardAct,
    Consent,
    ConsentPurpose,
    Guardian,
    Reader,
    ReaderClass,
)
from tusach.readers.selectors.accounts import own_reader, readers_of_account
from tusach.readers.selectors.consents import agreed, agreed_of_all
from tusach.readers.selectors.counts import card_acts, readers_counted
from tusach.readers.selectors.opened import may_open
from tusach.readers.selectors.privacy import requests_of as data_requests_of
from tusach.readers.selectors.readers import (
    Standing,
    barred_on,
    cards_of,
    class_of,
    classes_on,
    find_by_card,
    find_readers,
    guardian_of,
    reader_of,
    readers_at,
    readers_for,
    standing_of,
    standing_readers,
)
from tusach.readers.services.accounts import (
    close_account,
    hide_child,
    new_code,
    open_account,
    show_child,
)
from tusach.readers.services.bars import bar, unbar, unbar_by_room
from tusach.readers.services.cards import issue_card, renew_card, replace_card, report_card_lost
from tusach.readers.services.consents import give_consent, withdraw_consent
from tusach.readers.services.moving_in import (
    Brought,
    bring_in,
    check_brought,
    check_home,
    take_back_brought,
)
from tusach.readers.services.own_data import ask_about_data, data_of
from tusach.readers.services.registering import (
    GuardianSaid,
    change,
    looked,
    needs_guardian,
    register,
    set_guardian,
)

__all__ = [
    "AUDIENCES",
    "Bar",
    "Brought",
    "Card",
    "CardAct",
    "CardMistyped",
    "CardTaken",
    "Consent",
    "ConsentPurpose",
    "Guardian",
    "GuardianMissing",
    "GuardianSaid",
    "NoSuchCard",
    "Reader",
    "ReaderClass",
    "ReaderIsGone",
    "ReadersNotKeptHere",
    "Standing",
    "agreed",
    "agreed_of_all",
    "ask_about_data",
    "bar",
    "barred_on",
    "bring_in",
    "card_acts",
    "cards_of",
    "change",
    "check_brought",
    "check_home",
    "class_of",
    "classes_on",
    "close_account",
    "data_of",
    "data_requests_of",
    "find_by_card",
    "find_readers",
    "give_consent",
    "guardian_of",
    "hide_child",
    "holds",
    "is_own_card",
    "issue_card",
    "looked",
    "looks_like_card",
    "may_open",
    "needs_guardian",
    "new_code",
    "open_account",
    "owed_by",
    "own_reader",
    "reader_of",
    "readers_at",
    "readers_counted",
    "readers_for",
    "readers_of_account",
    "register",
    "renew_card",
    "replace_card",
    "report_card_lost",
    "resolve",
    "set_guardian",
    "show_child",
    "standing_of",
    "standing_readers",
    "take_back_brought",
    "take_back_registration",
    "unbar",
    "unbar_by_room",
    "withdraw_consent",
]
