"""The door of the room `catalogue`: what other rooms may use."""

from tusach.catalogue.browsing import (
    Leaf,
    browse,
    heading,
    leaf,
    place_of,
    records_under,
    titles,
)
from tusach.catalogue.browsing import Place as BrowsePlace
from tusach.catalogue.captions import captions_of
from tusach.catalogue.compose import RecordFields
from tusach.catalogue.entries import kind_of_name
from tusach.catalogue.errors import FileRefused
from tusach.catalogue.importing.listeners import (
    ImportedBatch,
    ImportedRow,
    ImportListener,
    RowCopies,
    ToldCopies,
    on_record_deletion,
    on_records_imported,
)
from tusach.catalogue.importing.lists import (
    BookList,
    BookRow,
    match_titles,
    read_list,
    read_row,
)
from tusach.catalogue.importing.selectors import cells_of, told_copies
from tusach.catalogue.importing.selectors import imported as import_seen
from tusach.catalogue.isbd import description as isbd
from tusach.catalogue.keys import match_key
from tusach.catalogue.languages import LANGUAGES, language_name
from tusach.catalogue.linking.articles import Place as ArticlePlace
from tusach.catalogue.linking.articles import create_article
from tusach.catalogue.linking.selectors import (
    Links,
    Within,
    articles_of,
    hosts_of,
    links_of,
    series_title,
    volumes_of,
)
from tusach.catalogue.marc.faults import Fault
from tusach.catalogue.marc.isbn import compact as isbn_like
from tusach.catalogue.marc.isbn import normalise as isbn_of
from tusach.catalogue.marc.iso2709 import write as write_iso2709
from tusach.catalogue.marc.marcxml import CLOSING as MARCXML_CLOSING
from tusach.catalogue.marc.marcxml import OPENING as MARCXML_OPENING
from tusach.catalogue.marc.marcxml import write as write_marcxml
from tusach.catalogue.marc.record import DataField, MarcRecord
from tusach.catalogue.merging.listeners import MergeListener, follow, on_record_merge
from tusach.catalogue.merging.selectors import hold, now_under
from tusach.catalogue.models import Audience, Import, Kind, Record
from tusach.catalogue.selection import on_selection
from tusach.catalogue.selectors import (
    contents,
    find_by_isbn,
    likely_same,
    marc_of,
    records,
    too_long_for_iso2709,
    with_words,
)
from tusach.catalogue.serials import SerialFields, serial_record
from tusach.catalogue.services import (
    create_record,
    quick_record,
    save_record,
    suppress,
    unsuppress,
)
from tusach.catalogue.taking_out.services import begin as begin_export
from tusach.catalogue.taking_out.sources import on_export
from tusach.catalogue.working.listeners import (
    OfLibrary,
    Wanted,
    on_titles_by_library,
    on_wanted,
)

__all__ = [
    "LANGUAGES",
    "MARCXML_CLOSING",
    "MARCXML_OPENING",
    "ArticlePlace",
    "Audience",
    "BookList",
    "BookRow",
    "BrowsePlace",
    "DataField",
    "Fault",
    "FileRefused",
    "Import",
    "ImportListener",
    "ImportedBatch",
    "ImportedRow",
    "Kind",
    "Leaf",
    "Links",
    "MarcRecord",
    "MergeListener",
    "OfLibrary",
    "Record",
    "RecordFields",
    "RowCopies",
    "SerialFields",
    "ToldCopies",
    "Wanted",
    "Within",
    "articles_of",
    "begin_export",
    "browse",
    "captions_of",
    "cells_of",
    "contents",
    "create_article",
    "create_record",
    "find_by_isbn",
    "follow",
    "heading",
    "hold",
    "hosts_of",
    "import_seen",
    "isbd",
    "isbn_like",
    "isbn_of",
    "kind_of_name",
    "language_name",
    "leaf",
    "likely_same",
    "links_of",
    "marc_of",
    "match_key",
    "match_titles",
    "now_under",
    "on_export",
    "on_record_deletion",
    "on_record_merge",
    "on_records_imported",
    "on_selection",
    "on_titles_by_library",
    "on_wanted",
    "place_of",
    "quick_record",
    "read_list",
    "read_row",
    "records",
    "records_under",
    "save_record",
    "serial_record",
    "series_title",
    "suppress",
    "titles",
    "told_copies",
    "too_long_for_iso2709",
    "unsuppress",
    "volumes_of",
    "with_words",
    "write_iso2709",
    "write_marcxml",
]
