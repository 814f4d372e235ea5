"""Raised and lowered characters: 10⁴ is not 104, and the number of a note is no part of 1200."""

import re

DIGITS = "0123456789+-−–=()"
SUPERSCRIPT = str.maketrans(DIGITS, "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁻⁼⁽⁾")
SUBSCRIPT = str.maketrans(DIGITS, "₀₁₂₃₄₅₆₇₈₉₊₋₋₋₌₍₎")
WIDE = str.maketrans("０１２３４５６７８９（）＋－＝", "0123456789()+-=")
# The number of a note in brackets says by itself that it stands apart.
BRACKETED = re.compile(r"[\[\]［］〔〕【】]")


def superscript(text: str) -> str:
    """Writes digits and signs raised; whatever has no such form in Unicode stays."""
    if BRACKETED.search(text):
        return text
    if text.strip() == "n":
        return text.replace("n", "ⁿ")
    return text.translate(WIDE).translate(SUPERSCRIPT)


def subscript(text: str) -> str:
    return text if BRACKETED.search(text) else text.translate(WIDE).translate(SUBSCRIPT)


def fraction(above: str, below: str, before: str) -> str:
    """Writes 1/2; behind a digit, where that would read as another number, 3¹⁄₂."""
    above, below = above.strip(), below.strip()
    if before[-1:].isdigit() and above.isdigit() and below.isdigit():
        return f"{superscript(above)}⁄{subscript(below)}"
    return f"{grouped(above)}/{grouped(below)}"


def grouped(term: str) -> str:
    return term if re.fullmatch(r"\w*", term) else f"({term})"


def root(degree: str, content: str) -> str:
    return f"{superscript(degree.strip())}√{grouped(content.strip())}"
