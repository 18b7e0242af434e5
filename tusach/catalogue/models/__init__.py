"""Records, their versions and where they came from; authorities, links, merges; imports."""

from tusach.catalogue.models.authorities import (
    Authority,
    AuthorityKind,
    AuthorityLink,
    AuthorityOrigin,
    AuthorityVersion,
    ClassCaption,
    Heading,
    HeadingJob,
    HeadingJobRow,
    HeadingUse,
    Reference,
)
from tusach.catalogue.models.authority_merges import AuthorityMerge
from tusach.catalogue.models.exports import Export, ExportPart
from tusach.catalogue.models.imports import (
    ColumnMapping,
    Difference,
    Import,
    ImportContent,
    ImportItem,
    ImportProfile,
    ImportRow,
    MatchPoints,
)
from tusach.catalogue.models.links import RecordLink, Undrawn
from tusach.catalogue.models.merging import Hunt, HuntKey, Merge, Pair
from tusach.catalogue.models.offered import CountedWord
from tusach.catalogue.models.record import (
    Audience,
    Kind,
    Record,
    RecordOrigin,
    RecordVersion,
)
from tusach.catalogue.models.work import Work, Worksheet

__all__ = [
    "Audience",
    "Authority",
    "AuthorityKind",
    "AuthorityLink",
    "AuthorityMerge",
    "AuthorityOrigin",
    "AuthorityVersion",
    "ClassCaption",
    "ColumnMapping",
    "CountedWord",
    "Difference",
    "Export",
    "ExportPart",
    "Heading",
    "HeadingJob",
    "HeadingJobRow",
    "HeadingUse",
    "Hunt",
    "HuntKey",
    "Import",
    "ImportContent",
    "ImportItem",
    "ImportProfile",
    "ImportRow",
    "Kind",
    "MatchPoints",
    "Merge",
    "Pair",
    "Record",
    "RecordLink",
    "RecordOrigin",
    "RecordVersion",
    "Reference",
    "Undrawn",
    "Work",
    "Worksheet",
]
