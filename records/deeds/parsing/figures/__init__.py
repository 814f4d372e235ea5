"""Numbers of a text that measure something: finding.py takes them, with what the other modules know of them."""
