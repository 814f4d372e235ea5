"""Finding records by words: the same answers on SQLite and PostgreSQL.

`words` says what is looked for in a text, `index` keeps and asks the tokens in each database's own way, `following`
keeps the index up to date. `finding` ranks what is found, `excerpts` cuts the place that fits best from the original
text, `suggesting` completes what somebody types.
"""
