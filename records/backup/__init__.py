"""Backups of the whole site: made while it serves, proved by restoring them, and put back in one step."""
