"""The directory's records, by subject: the law of a place, people and what they hold, where they work, the index."""

from therapists.models.credentials import Certification, Licence
from therapists.models.index import Cell, Entry
from therapists.models.jurisdictions import Jurisdiction
from therapists.models.people import Language, Therapist
from therapists.models.practices import AccessFact, Practice

__all__ = [
    "AccessFact",
    "Cell",
    "Certification",
    "Entry",
    "Jurisdiction",
    "Language",
    "Licence",
    "Practice",
    "Therapist",
]
