"""A file of several records (汇编) is cut where its records begin; each part is read as a document of its own."""

from .cutting import read_part, read_parts

__all__ = ["read_part", "read_parts"]
