"""Bytes → Source, or deeds at once where a form of the site's own says itself what is what: registry.py lists all."""
