"""Looks after what the site keeps beside the rows that the public sees."""
