"""Finding records by words: the same answers on SQLite and PostgreSQL.

`words` says what is looked for in a text, `index` keeps and asks the tokens in each database's own way, in a table that
`tables` makes. `entries` makes of a record what the index holds of it, `following` keeps the index up to date,
`rebuilding` builds it anew. `finding` ranks what is found, `excerpts` cuts the place that fits best from the original
text, `suggesting` completes what somebody types.
"""
