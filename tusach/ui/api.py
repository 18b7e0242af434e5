"""The door of the room `ui`: what other rooms may use."""

from tusach.ui.listing import Column, Filter, Listing, plain_cell
from tusach.ui.refusals import Refusal
from tusach.ui.registry import menu, panel
from tusach.ui.sent_forms import SentTwice, once
from tusach.ui.typeset import FONTS, in_vietnamese, pdf
from tusach.ui.web.guards import needs, public, signed_in

__all__ = [
    "FONTS",
    "Column",
    "Filter",
    "Listing",
    "Refusal",
    "SentTwice",
    "in_vietnamese",
    "menu",
    "needs",
    "once",
    "panel",
    "pdf",
    "plain_cell",
    "public",
    "signed_in",
]
