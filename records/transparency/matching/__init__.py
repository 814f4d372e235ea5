"""Finds words in what the site has published: which version says them, and where they differ."""
