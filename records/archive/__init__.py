"""The whole public record as a folder that outlives the site: `export_archive` writes it, `import_archive` reads it
into an empty site.

contents.py says what is in it, writing.py writes it, with tables.py and static_copy.py, reading.py reads it, and
checksums.py proves that it is whole.
"""
