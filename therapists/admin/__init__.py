"""The directory in the admin, by subject."""

from therapists.admin.credentials import LicenceAdmin
from therapists.admin.jurisdictions import JurisdictionAdmin
from therapists.admin.practices import PracticeAdmin
from therapists.admin.therapists import TherapistAdmin

__all__ = ["JurisdictionAdmin", "LicenceAdmin", "PracticeAdmin", "TherapistAdmin"]
