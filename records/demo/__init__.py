"""A site to look at: forty public records of people and organizations that do not exist, in places that do, and three
rolls of 12, 300 and 3,000 names.

Each says on its page that it is invented. Nothing of it comes into a site that holds anything else.
"""

from .loading import holds_other_content, is_loaded, load

__all__ = ["holds_other_content", "is_loaded", "load"]
