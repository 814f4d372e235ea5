"""Keeps the words of the field, one model each, with the rules that the database itself enforces."""

from .attachments import Attachment, OriginalCheck
from .audit import Act, AuditCheck, AuditEntry, AuditHead, PrunedMonth
from .checks import ListedWord, PassedFinding
from .commendations import Category, Commendation
from .decisions import DecisionChange, DecisionSignature
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
from .rolls import CommendationVersion, RollEntry, RollFile, RollGroup, RollImport
from .sessions import KeptForm, StaffSession
from .site import SitePage, SiteSettings
from .transparency import (
    BadgeKey,
    DayTotals,
    DecisionSeal,
    LoggedCommendation,
    LoggedRecord,
    LogHead,
    LogKey,
    LogLeaf,
    LogTile,
    NamesSeal,
    TextSample,
    VersionSeal,
)
from .tributes import LedgerCheck, Tribute, TributeTotal
from .versions import Measure, Section, Signature, Version

__all__ = [
    "Act",
    "Attachment",
    "AuditCheck",
    "AuditEntry",
    "AuditHead",
    "BadgeKey",
    "Category",
    "Commendation",
    "CommendationVersion",
    "DayTotals",
    "DecisionChange",
    "DecisionSeal",
    "DecisionSignature",
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
    "LogHead",
    "LogKey",
    "LogLeaf",
    "LogTile",
    "LoggedCommendation",
    "LoggedRecord",
    "Measure",
    "MergedRecipient",
    "NamesSeal",
    "Organization",
    "OriginalCheck",
    "PassedFinding",
    "Person",
    "Picture",
    "PictureCheck",
    "Presence",
    "PrunedMonth",
    "Recipient",
    "Record",
    "RecoveryCode",
    "RollEntry",
    "RollFile",
    "RollGroup",
    "RollImport",
    "Section",
    "ShownPicture",
    "Signature",
    "SitePage",
    "SiteSettings",
    "StaffSession",
    "TextSample",
    "Tribute",
    "TributeTotal",
    "Version",
    "VersionSeal",
]
