"""The door of the room `audit`: what other rooms may use."""

from tusach.audit.actor import HOUSE, Actor, InNameOf, actor_of, now_by
from tusach.audit.demonstration import (
    begin_demonstration,
    end_demonstration,
    record_as_of,
)
from tusach.audit.names import name_act, name_field, name_kind, name_of, name_values
from tusach.audit.selectors import last_act_on
from tusach.audit.services import Done, record, record_each

__all__ = [
    "HOUSE",
    "Actor",
    "Done",
    "InNameOf",
    "actor_of",
    "begin_demonstration",
    "end_demonstration",
    "last_act_on",
    "name_act",
    "name_field",
    "name_kind",
    "name_of",
    "name_values",
    "now_by",
    "record",
    "record_as_of",
    "record_each",
]
