"""The door of the room `network`: what other rooms may use."""

from tusach.network.dependents import Dependent, on_points_changed, register_dependents
from tusach.network.fields import PointField, UnitField
from tusach.network.models import (
    AdminUnit,
    AreaClass,
    Connectivity,
    Extent,
    HomeProvince,
    LegalForm,
    Level,
    PointFact,
    PointKind,
    Reorganisation,
    ServicePoint,
    Topic,
    UnitChange,
    UnitFact,
    UnitKind,
)
from tusach.network.models.points import SECRET_KINDS
from tusach.network.parts import Part as ReorganisationPart
from tusach.network.parts import Plan as ReorganisationPlan
from tusach.network.parts import take_part
from tusach.network.rules.mapping import Sheet, sheet_for
from tusach.network.rules.sheets import Table as SheetTable
from tusach.network.rules.sheets import read_table
from tusach.network.selectors.labels import point_label, unit_label
from tusach.network.selectors.names import UnitHit, find_units
from tusach.network.selectors.offices import office, seat
from tusach.network.selectors.points import (
    commune_of,
    facts_of,
    facts_of_all,
    find_by_code,
    history_of,
    is_open,
    points_below,
    points_on,
    points_under,
    province_of,
    unit_of,
)
from tusach.network.selectors.registry import (
    find_points,
    home_province,
    home_provinces,
    is_open_q,
    registry,
    search_points,
)
from tusach.network.selectors.serving import Serving, serving_in
from tusach.network.selectors.units import (
    Became,
    became_of_all,
    fact_of_unit,
    facts_of_unit,
    placed_communes,
    provinces_on,
    unit_by_code,
    unit_by_number,
    units_on,
    what_became_of,
    what_it_was_made_of,
)
from tusach.network.services.facts import change_fact, change_facts, correct_fact
from tusach.network.services.home import serve_province, stop_serving
from tusach.network.services.points import close_point, create_point, reopen_point
from tusach.network.services.reorganising import reorganise

__all__ = [
    "SECRET_KINDS",
    "AdminUnit",
    "AreaClass",
    "Became",
    "Connectivity",
    "Dependent",
    "Extent",
    "HomeProvince",
    "LegalForm",
    "Level",
    "PointFact",
    "PointField",
    "PointKind",
    "Reorganisation",
    "ReorganisationPart",
    "ReorganisationPlan",
    "ServicePoint",
    "Serving",
    "Sheet",
    "SheetTable",
    "Topic",
    "UnitChange",
    "UnitFact",
    "UnitField",
    "UnitHit",
    "UnitKind",
    "became_of_all",
    "change_fact",
    "change_facts",
    "close_point",
    "commune_of",
    "correct_fact",
    "create_point",
    "fact_of_unit",
    "facts_of",
    "facts_of_all",
    "facts_of_unit",
    "find_by_code",
    "find_points",
    "find_units",
    "history_of",
    "home_province",
    "home_provinces",
    "is_open",
    "is_open_q",
    "office",
    "on_points_changed",
    "placed_communes",
    "point_label",
    "points_below",
    "points_on",
    "points_under",
    "province_of",
    "provinces_on",
    "read_table",
    "register_dependents",
    "registry",
    "reopen_point",
    "reorganise",
    "search_points",
    "seat",
    "serve_province",
    "serving_in",
    "sheet_for",
    "stop_serving",
    "take_part",
    "unit_by_code",
    "unit_by_number",
    "unit_label",
    "unit_of",
    "units_on",
    "what_became_of",
    "what_it_was_made_of",
]
