class UserFacingError(Exception):
    """An error for people: str() says in plain Chinese what is wrong, and what to do."""
