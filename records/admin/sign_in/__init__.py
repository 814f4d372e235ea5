"""Signing in, and what one does about one's own sign-in: second factor, recovery codes, sessions, forms kept."""
