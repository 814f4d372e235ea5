"""Keeps the words of the field, one model each, with the rules that the database itself enforces."""

from .commendations import Category, Commendation
from .edition import Edition
from .figures import Figure
from .imports import ImportBatch, ImportedDocument
from .indexed import IndexedRecord
from .pictures import PictureCheck, ShownPicture
from .recipients import Distinction, Organization, Person, Recipient
from .records import Measure, Record, Section
from .tributes import LedgerCheck, Tribute, TributeTotal

__all__ = [
    "Category",
    "Commendation",
    "Distinction",
    "Edition",
    "Figure",
    "ImportBatch",
    "ImportedDocument",
    "IndexedRecord",
    "LedgerCheck",
    "Measure",
    "Organization",
    "Person",
    "PictureCheck",
    "Recipient",
    "Record",
    "Section",
    "ShownPicture",
    "Tribute",
    "TributeTotal",
]
