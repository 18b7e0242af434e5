"""The door of the room `holdings`: what other rooms may use."""

from tusach.holdings.codes import MOST_CODES, codes_in, said_of
from tusach.holdings.errors import (
    ActNotPossible,
    AliasTaken,
    BarcodeTaken,
    CopyIsElsewhere,
    CopyIsWithdrawn,
    NoSuchBox,
    NoSuchCopy,
    ScanIsAmbiguous,
)
from tusach.holdings.events import take_back_damage
from tusach.holdings.holder import OUTSIDE, Holder, at_point, in_container, with_post
from tusach.holdings.models import (
    Alias,
    Collection,
    Condition,
    Container,
    Copy,
    CopyPlace,
    LedgerEntry,
    LibraryHabit,
    Ownership,
    Register,
    Source,
    SubjectGroup,
    Table,
    TableKind,
    Transfer,
)
from tusach.holdings.moment import Position
from tusach.holdings.rules import LedgerAct, State
from tusach.holdings.selectors.availability import (
    Availability,
    Spot,
    availability,
    tell_until,
)
from tusach.holdings.selectors.balance import (
    Totals,
    balance,
    balance_at,
    copies_at,
    counted,
    totals,
)
from tusach.holdings.selectors.by_group import InGroup, not_held, stock_by_group
from tusach.holdings.selectors.changes import libraries_with_registers
from tusach.holdings.selectors.copies import (
    all_copies,
    copies_by_code,
    copies_of,
    find_box,
    find_copies,
    match_codes,
    registers_of,
    sources,
    usual_collection,
)
from tusach.holdings.selectors.ledger import (
    Difference,
    Link,
    SumDifference,
    chain,
    prove,
    prove_sums,
    where_was,
)
from tusach.holdings.selectors.marks import Described, described, suggest_mark, suggest_marks
from tusach.holdings.selectors.owners import owner_on, owners_on, prove_owners
from tusach.holdings.selectors.places import contents, names_of, place_of
from tusach.holdings.selectors.tables import all_tables, groups_in
from tusach.holdings.selectors.transfers import stock_of, transfers_of
from tusach.holdings.services.accession import accession, add_alias
from tusach.holdings.services.acts import (
    damage,
    find,
    lose,
    mend,
    relocate,
    resting_state,
    settle,
    withdraw,
)
from tusach.holdings.services.boxes import discard_box, make_box, rename_box
from tusach.holdings.services.custody import Move, Outcome, Place, hold_places, mark, move
from tusach.holdings.services.details import change_details
from tusach.holdings.services.registers import close_register, open_register, take_numbers
from tusach.holdings.services.stocktake_closing import work as work_on_stocktake
from tusach.holdings.services.sums import rebuild_sums
from tusach.holdings.services.transferring import work as work_on_transfer
from tusach.holdings.services.transfers import Share, share_out
from tusach.holdings.services.transfers import add_copies as list_for_transfer
from tusach.holdings.services.transfers import decide as decide_transfer
from tusach.holdings.services.transfers import draw_up as draw_up_transfer
from tusach.holdings.services.transfers import take_back as take_transfer_back
from tusach.holdings.subjects import NO_GROUP, group_sql
from tusach.holdings.supplies import rows_of_copies

__all__ = [
    "MOST_CODES",
    "NO_GROUP",
    "OUTSIDE",
    "ActNotPossible",
    "Alias",
    "AliasTaken",
    "Availability",
    "BarcodeTaken",
    "Collection",
    "Condition",
    "Container",
    "Copy",
    "CopyIsElsewhere",
    "CopyIsWithdrawn",
    "CopyPlace",
    "Described",
    "Difference",
    "Holder",
    "InGroup",
    "LedgerAct",
    "LedgerEntry",
    "LibraryHabit",
    "Link",
    "Move",
    "NoSuchBox",
    "NoSuchCopy",
    "Outcome",
    "Ownership",
    "Place",
    "Position",
    "Register",
    "ScanIsAmbiguous",
    "Share",
    "Source",
    "Spot",
    "State",
    "SubjectGroup",
    "SumDifference",
    "Table",
    "TableKind",
    "Totals",
    "Transfer",
    "accession",
    "add_alias",
    "all_copies",
    "all_tables",
    "at_point",
    "availability",
    "balance",
    "balance_at",
    "chain",
    "change_details",
    "close_register",
    "codes_in",
    "contents",
    "copies_at",
    "copies_by_code",
    "copies_of",
    "counted",
    "damage",
    "decide_transfer",
    "described",
    "discard_box",
    "draw_up_transfer",
    "find",
    "find_box",
    "find_copies",
    "group_sql",
    "groups_in",
    "hold_places",
    "in_container",
    "libraries_with_registers",
    "list_for_transfer",
    "lose",
    "make_box",
    "mark",
    "match_codes",
    "mend",
    "move",
    "names_of",
    "not_held",
    "open_register",
    "owner_on",
    "owners_on",
    "place_of",
    "prove",
    "prove_owners",
    "prove_sums",
    "rebuild_sums",
    "registers_of",
    "relocate",
    "rename_box",
    "resting_state",
    "rows_of_copies",
    "said_of",
    "settle",
    "share_out",
    "sources",
    "stock_by_group",
    "stock_of",
    "suggest_mark",
    "suggest_marks",
    "take_back_damage",
    "take_numbers",
    "take_transfer_back",
    "tell_until",
    "totals",
    "transfers_of",
    "usual_collection",
    "where_was",
    "with_post",
    "withdraw",
    "work_on_stocktake",
    "work_on_transfer",
]
