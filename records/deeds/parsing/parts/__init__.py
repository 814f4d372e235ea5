"""A file of several records (汇编) is cut where its records begin; each part is read as a document of its own."""

from .cutting import (
    SEVERAL_PEOPLE,
    WAS_CUT,
    part_beginning,
    read_deeds,
    read_part,
    read_parts,
    where_it_was_cut,
)

__all__ = [
    "SEVERAL_PEOPLE",
    "WAS_CUT",
    "part_beginning",
    "read_deeds",
    "read_part",
    "read_parts",
    "where_it_was_cut",
]
