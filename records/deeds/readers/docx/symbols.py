"""Characters of the old symbol fonts, which stand at private places, as the characters everyone has."""

BULLET = "•"
PRIVATE = range(0xF000, 0xF100)
WINGDINGS = {
    0x6C: "●",
    0x6D: "○",
    0x6E: "■",
    0x6F: "□",
    0x71: "❑",
    0x72: "❒",
    0x75: "◆",
    0x76: "❖",
    0x9F: "•",
    0xA7: "▪",
    0xA8: "□",
    0xAB: "★",
    0xD8: "➢",
    0xE0: "→",
    0xE8: "➔",
    0xF0: "⇨",
    0xFB: "✗",
    0xFC: "✓",
    0xFD: "☒",
    0xFE: "☑",
}
SYMBOL = {0xB0: "°", 0xB1: "±", 0xB3: "≥", 0xA3: "≤", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xAE: "→"}
FONTS = {"wingdings": WINGDINGS, "symbol": SYMBOL}


def symbol(code: int, font: str) -> str | None:
    """Returns the character a symbol font shows, None when it is not known; other fonts mean what Unicode says."""
    table = FONTS.get(font.strip().lower())
    if table is None and code not in PRIVATE:
        return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else None
    return (table or {}).get(code & 0xFF)


def bullet(text: str, font: str) -> str:
    """Returns a list's own sign; "l" in Wingdings is ●, and a sign nobody knows is still a bullet."""
    if len(text) != 1 or (ord(text) not in PRIVATE and font.strip().lower() not in FONTS):
        return text
    return symbol(ord(text), font) or BULLET
