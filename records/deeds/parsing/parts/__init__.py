"""A file of several records (汇编) is cut where its records begin; each part is read as a document of its own."""

from .cutting import (
    part_beginning,
    read_deeds,
    read_part,
    read_parts,
    where_it_was_cut,
)

__all__ = [
    "part_beginning",
    "read_deeds",
    "read_part",
    "read_parts",
    "where_it_was_cut",
]
