"""Finding records by words: the same answers on SQLite and PostgreSQL.

`canonical` says when a word stands in a text, `index` keeps and asks the tokens in each database's own way, in a table
that `tables` makes; `awards` knows the words that many records share. `entries` makes of a record what the index holds
of it, `reindexing` keeps the index up to date, `rebuilding` builds it anew. `facets` are the ways to choose beside
words, `filters` what was chosen, `counts` how many there are of each. `finding` ranks what is found, `by_year`
lists it by year, `excerpts` cuts the place that fits best from the original text, `suggesting` completes what somebody
types.
"""
