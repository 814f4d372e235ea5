"""Keeps the words of the field, one model each, with the rules that the database itself enforces."""

from .audit import Act, AuditCheck, AuditEntry, AuditHead, PrunedMonth
from .checks import ListedWord, PassedFinding
from .commendations import Category, Commendation
from .edition import Edition
from .figures import Figure
from .handling import Handling
from .imports import ImportBatch, ImportedDocument
from .indexed import IndexedRecord, ShownPicture
from .pictures import Picture, PictureCheck
from .presence import Presence
from .recipients import Distinction, FormerName, MergedRecipient, Organization, Person, Recipient
from .records import Record
from .recovery_codes import RecoveryCode
from .sessions import KeptForm, StaffSession
from .site import SitePage, SiteSettings
from .tributes import LedgerCheck, Tribute, TributeTotal
from .versions import Measure, Section, Signature, Version

__all__ = [
    "Act",
    "AuditCheck",
    "AuditEntry",
    "AuditHead",
    "Category",
    "Commendation",
    "Distinction",
    "Edition",
    "Figure",
    "FormerName",
    "Handling",
    "ImportBatch",
    "ImportedDocument",
    "IndexedRecord",
    "KeptForm",
    "LedgerCheck",
    "ListedWord",
    "Measure",
    "MergedRecipient",
    "Organization",
    "PassedFinding",
    "Person",
    "Picture",
    "PictureCheck",
    "Presence",
    "PrunedMonth",
    "Recipient",
    "Record",
    "RecoveryCode",
    "Section",
    "ShownPicture",
    "Signature",
    "SitePage",
    "SiteSettings",
    "StaffSession",
    "Tribute",
    "TributeTotal",
    "Version",
]
