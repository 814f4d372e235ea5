"""The public log: what happened in public, in an order that nobody can change unseen, and how anyone verifies it."""
