"""Looks into the tree of a page beside the place that is read: at what follows, at what is not shown."""

from selectolax.lexbor import LexborNode

from .elements import UNREAD, Attributes

MAX_WRAPPERS = 5  # elements around the first word of a line


def beginning(node: LexborNode | None) -> str:
    """Returns the text that a node begins with."""
    for _ in range(MAX_WRAPPERS):
        if node is None or node.is_text_node:
            break
        node = node.child
    return (node.text_content or "") if node is not None and node.is_text_node else ""


def words_of(node: LexborNode) -> str:
    """Returns all words in an element that is not shown."""
    texts = (each for each in node.traverse(include_text=True) if each.is_text_node)
    return " ".join(each.text_content or "" for each in texts if is_text_of(each.parent))


def is_text_of(parent: LexborNode | None) -> bool:
    return parent is None or parent.tag not in UNREAD


def count_items(node: LexborNode, tag: str, attributes: Attributes) -> int:
    """Counts the items of a list that counts down; others need not know beforehand and get 0."""
    if tag != "ol" or "reversed" not in attributes:
        return 0
    count, child = 0, node.child
    while child is not None:
        count += child.tag == "li"
        child = child.next
    return count
