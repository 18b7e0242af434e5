"""The door of the room `rotation`: what other rooms may use."""

from tusach.rotation.models import Batch, Leg, Line, Minutes
from tusach.rotation.rules.states import CameBack, LegState, LineState, RefusedBecause, ReturnedAs
from tusach.rotation.rules.sums import Sums
from tusach.rotation.selectors.rules import rules_on
from tusach.rotation.selectors.sums import sums_of
from tusach.rotation.services.closing import close_batch
from tusach.rotation.services.coming_back import come_back
from tusach.rotation.services.drawing_up import Parties, draw_up_hand_over
from tusach.rotation.services.handing_over import (
    Refused,
    add_at_door,
    add_later,
    hand_over,
    receive,
    refuse_at_door,
)
from tusach.rotation.services.in_bulk import pack_picked, take_back_all
from tusach.rotation.services.in_service import count_use, extend, note_guidance, recall
from tusach.rotation.services.onward import pass_on
from tusach.rotation.services.packing import finish_packing, new_box, pack, pack_unlabelled
from tusach.rotation.services.picking import pick
from tusach.rotation.services.planning import Destination, cancel_batch, plan_batch
from tusach.rotation.services.returning import (
    Loss,
    confirm_lost,
    find_lost,
    finish_return,
    inspect,
    take_back,
)
from tusach.rotation.services.sending import send

__all__ = [
    "Batch",
    "CameBack",
    "Destination",
    "Leg",
    "LegState",
    "Line",
    "LineState",
    "Loss",
    "Minutes",
    "Parties",
    "Refused",
    "RefusedBecause",
    "ReturnedAs",
    "Sums",
    "add_at_door",
    "add_later",
    "cancel_batch",
    "close_batch",
    "come_back",
    "confirm_lost",
    "count_use",
    "draw_up_hand_over",
    "extend",
    "find_lost",
    "finish_packing",
    "finish_return",
    "hand_over",
    "inspect",
    "new_box",
    "note_guidance",
    "pack",
    "pack_picked",
    "pack_unlabelled",
    "pass_on",
    "pick",
    "plan_batch",
    "recall",
    "receive",
    "refuse_at_door",
    "rules_on",
    "send",
    "sums_of",
    "take_back",
    "take_back_all",
]
