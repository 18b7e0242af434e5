"""The door of the room `ui`: what other rooms may use."""

from tusach.ui.downloads import named
from tusach.ui.fields import (
    DayField,
    DayInput,
    DayRefused,
    DongField,
    MomentField,
    MomentInput,
    read_day,
)
from tusach.ui.figures import dong, number
from tusach.ui.folded import Folded
from tusach.ui.listing import Column, Filter, Listing, plain_cell
from tusach.ui.long_work import (
    LongWork,
    Standing,
    enqueue,
    note_asked,
    stalled,
    standing,
    stopped_by_name,
)
from tusach.ui.pictures import Picture, PictureUnreadable, redrawn
from tusach.ui.prepared import SHORT, Prepared, together, told
from tusach.ui.refusals import Refusal, TextTooLong, fitting
from tusach.ui.registry import menu, panel
from tusach.ui.sent_forms import SentTwice, act_once, once
from tusach.ui.typeset import FONTS, in_vietnamese, pdf
from tusach.ui.web.acting import press, try_form
from tusach.ui.web.guards import may_hold, needs, public, signed_in
from tusach.ui.web.keeping import keep, secret, send_back
from tusach.ui.web.pages import start_of
from tusach.ui.web.posted import day_asked, number_posted, numbers_posted
from tusach.ui.workbooks import MOST_ROWS, UnfitWorkbook, check_workbook

__all__ = [
    "FONTS",
    "MOST_ROWS",
    "SHORT",
    "Column",
    "DayField",
    "DayInput",
    "DayRefused",
    "DongField",
    "Filter",
    "Folded",
    "Listing",
    "LongWork",
    "MomentField",
    "MomentInput",
    "Picture",
    "PictureUnreadable",
    "Prepared",
    "Refusal",
    "SentTwice",
    "Standing",
    "TextTooLong",
    "UnfitWorkbook",
    "act_once",
    "check_workbook",
    "day_asked",
    "dong",
    "enqueue",
    "fitting",
    "in_vietnamese",
    "keep",
    "may_hold",
    "menu",
    "named",
    "needs",
    "note_asked",
    "number",
    "number_posted",
    "numbers_posted",
    "once",
    "panel",
    "pdf",
    "plain_cell",
    "press",
    "public",
    "read_day",
    "redrawn",
    "secret",
    "send_back",
    "signed_in",
    "stalled",
    "standing",
    "start_of",
    "stopped_by_name",
    "together",
    "told",
    "try_form",
]
