"""The tables of the room."""

from tusach.network.models.home import HomeProvince
from tusach.network.models.imports import PointImport, PointImportRow
from tusach.network.models.points import (
    AreaClass,
    CodeNumber,
    Connectivity,
    LegalForm,
    PointFact,
    PointKind,
    ServicePoint,
    Topic,
)
from tusach.network.models.reorganisations import Reorganisation, Succession
from tusach.network.models.units import AdminUnit, Extent, Level, UnitChange, UnitFact, UnitKind

__all__ = [
    "AdminUnit",
    "AreaClass",
    "CodeNumber",
    "Connectivity",
    "Extent",
    "HomeProvince",
    "LegalForm",
    "Level",
    "PointFact",
    "PointImport",
    "PointImportRow",
    "PointKind",
    "Reorganisation",
    "ServicePoint",
    "Succession",
    "Topic",
    "UnitChange",
    "UnitFact",
    "UnitKind",
]
