"""What exists: certifications, their facts, and the sources of these facts."""

from whichcert.catalogue.catalogue import Catalogue
from whichcert.catalogue.certification import Certification, Detail, Family, Role
from whichcert.catalogue.fact import STALE_AFTER_DAYS, Confidence, Fact, FactValue, OtherValue
from whichcert.catalogue.fields import FIELD_OF, FIELDS, GROUP_LABELS, Field, Group, Kind
from whichcert.catalogue.reading import read_catalogue
from whichcert.catalogue.source import Source, SourceKind

__all__ = [
    "FIELDS",
    "FIELD_OF",
    "GROUP_LABELS",
    "STALE_AFTER_DAYS",
    "Catalogue",
    "Certification",
    "Confidence",
    "Detail",
    "Fact",
    "FactValue",
    "Family",
    "Field",
    "Group",
    "Kind",
    "OtherValue",
    "Role",
    "Source",
    "SourceKind",
    "read_catalogue",
]
