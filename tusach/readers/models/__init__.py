"""Readers, their cards, what they agreed to, and what they asked for."""

from tusach.readers.models.accounts import ReaderAccount
from tusach.readers.models.cards import Card, CardAct
from tusach.readers.models.class_lists import ClassList, ClassListLine, Promotion
from tusach.readers.models.consents import Consent, ConsentPurpose
from tusach.readers.models.merges import Merge
from tusach.readers.models.readers import (
    AUDIENCES,
    Bar,
    Guardian,
    NotTheSame,
    Reader,
    ReaderClass,
    Relation,
)
from tusach.readers.models.requests import PrivacyRequest

__all__ = [
    "AUDIENCES",
    "Bar",
    "Card",
    "CardAct",
    "ClassList",
    "ClassListLine",
    "Consent",
    "ConsentPurpose",
    "Guardian",
    "Merge",
    "NotTheSame",
    "PrivacyRequest",
    "Promotion",
    "Reader",
    "ReaderAccount",
    "ReaderClass",
    "Relation",
]
