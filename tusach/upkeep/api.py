"""The door of the room `upkeep`: what other rooms may use."""

from tusach.upkeep.models import Criterion, Disposal, Weeding, WeedingLine
from tusach.upkeep.selectors.candidates import weedable
from tusach.upkeep.services.deciding import (
    appraise,
    carry_out,
    close,
    decide,
    dispose,
    submit,
)
from tusach.upkeep.services.repairing import take_back as take_back_mended
from tusach.upkeep.services.striking import work as work_on_weeding
from tusach.upkeep.services.weeding import add_copies, begin

__all__ = [
    "Criterion",
    "Disposal",
    "Weeding",
    "WeedingLine",
    "add_copies",
    "appraise",
    "begin",
    "carry_out",
    "close",
    "decide",
    "dispose",
    "submit",
    "take_back_mended",
    "weedable",
    "work_on_weeding",
]
