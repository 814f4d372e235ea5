"""Characters of the old symbol fonts, as the characters everyone has.

Such a font shows its own signs for the codes of letters ("R" in Wingdings 2 is ☑); Word writes them at private places
as well (F052).

Raised and lowered characters keep their height: 10⁴ is not 104, and the number of a note is no part of 1200.
"""

import re

BULLET = "•"
MISSING = "□"
PRIVATE = range(0xF000, 0xF100)
FIRST = 0x20
# By code from FIRST on; a space for what nobody knows. Unicode's own equivalents, but for signs that few fonts have.
WINGDINGS = (
    " 🖉✂✁👓🕭🕮🕯🕿✆🖂🖃📪📫📬📭🗀🗁🗎🗏🗐🗄⌛🖮🖰🖲🖳🖴🖫🖬✇✍"
    "🖎✌🖏👍👎☜☞☝☟🖐☺😐☹💣🕱🏳🏱✈☼🌢❄🕆✞🕈✠✡☪☯🕉☸♈♉"
    "♊♋♌♍♎♏♐♑♒♓🙰🙵●○■□□❑❒⬧⧫◆❖⬩⌧⮹⌘🏵🏶🙶🙷▯"
    "⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿🙢🙠🙡🙣🙞🙜🙝🙟·•"
    "⬝○🞆🞈🞊🞋🔿▪□🟁🟅★🟋🟏🟓🟑⯐⌖⯎⯏⯑✪✰🕐🕑🕒🕓🕔🕕🕖🕗🕘"
    "🕙🕚🕛⮰⮱⮲⮳⮴⮵⮶⮷🙪🙫🙕🙔🙗🙖🙐🙑🙒🙓⌫⌦⮘➢⮙⮛⮈⮊⮉⮋←"
    "→↑↓🡬🡭🡯🡮🡸➔🡹🡻🡼🡽🡿🡾⇦⇨⇧⇩⬄⇳⬁⬀⬃⬂🢬🢭✗✓☒☑"
)
WINGDINGS_2 = (
    " 🖊🖋🖌🖍✄✀🕾🕽🗅🗆🗇🗈🗉🗊🗋🗌🗍📋🗑🗔🖵🖶🖷🖸🖭🖯🖱🖒🖓🖘🖙"
    "🖚🖛👈👉🖜🖝🖞🖟🖠🖡👆👇🖢🖣🖑✗✓☒☑☒☒⮾⮿🛇⦸🙱🙴🙲🙳‽🙹🙺"
    "🙻🙦🙤🙥🙧🙚🙘🙙🙛⓪①②③④⑤⑥⑦⑧⑨⑩⓿❶❷❸❹❺❻❼❽❾❿ "
    "☉🌕☽☾⸿✝🕇🕜🕝🕞🕟🕠🕡🕢🕣🕤🕥🕦🕧🙨🙩⋅🞄●●○🞅🞇🞉⊙⦿▪"
    "🞍◾□□□🞒🞓🞔▣🞕🞖🞗🞘⬩⬥◇🞚◈🞛🞜🞝🞞⬪⬧◊🞠◖◗⯊⯋⯀⯁"
    "⬟⯂⬣⬢⯃⯄🞡🞢🞣🞤🞥🞦🞧🞨🞩🞪🞫🞬🞭🞮🞯🞰🞱🞲🞳🞴🞵🞶🞷🞸🞹🞺"
    "🞻🞼🞽🞾🞿🟀🟂🟄🟆🟉🟊✶🟌🟎🟐🟒✹🟃🟇✯🟍🟔⯌⯍※⁂"
)
WINGDINGS_3 = (
    " ⭠⭢⭡⭣⭦⭧⭩⭨⭰⭲⭱⭳⭶⭸⭻⭽⭤⭥⭪⭬⭫⭭⭍⮠⮡⮢⮣⮤⮥⮦⮧"
    "⮐⮑⮒⮓⮀⮃⭾⭿⮄⮆⮅⮇⮏⮍⮎⮌⭮⭯⎋⌤⌃⌥␣⍽⇪⮸🢠🢡🢢🢣🢤🢥"
    "🢦🢧🢨🢩🢪🢫🡐🡒🡑🡓🡔🡕🡗🡖🡘🡙▲▼△▽◀▶◁▷◣◢◤◥🞀🞂🞁 "
    "🞃⯅⯆⯇⯈⮜⮞⮝⮟🠐🠒🠑🠓🠔🠖🠕🠗🠘🠚🠙🠛🠜🠞🠝🠟🠀🠂🠁🠃🠄🠆🠅"
    "🠇🠈🠊🠉🠋🠠🠢🠤🠦🠨🠪🠬🢜🢝🢞🢟🠮🠰🠲🠴🠶🠸🠺🠹🠻🢘🢚🢙🢛🠼🠾🠽"
    "🠿🡀🡂🡁🡃🡄🡆🡅🡇⮨⮩⮪⮫⮬⮭⮮⮯🡠🡢🡡🡣🡤🡥🡧🡦🡰🡲🡱🡳🡴🡵🡷"
    "🡶🢀🢂🢁🢃🢄🢅🢇🢆🢐🢒🢑🢓🢔🢖🢕🢗"
)
WEBDINGS = (
    " 🕷🕸🕲🕶🏆🎖🖇🗨🗩🗰🗱🌶🎗🙾🙼🗕🗖🗗⏴⏵⏶⏷⏪⏩⏮⏭⏸⏹⏺🗚🗳"
    "🛠🏗🏘🏙🏚🏜🏭🏛🏠🏖🏝🛣🔍🏔👁👂🏞🏕🛤🏟🛳🕬🕫🕨🔈🎔🎕🗬🙽🗭🗪🗫"
    "⮔✓🚲□🛡📦🛱■🚑🛈🛩🛰🟈🕴●🛥🚔🗘✗❓🛲🚇🚍⛳⦸⊖🚭🗮⏐🗯🗲 "
    "🚹🚺🛉🛊🚼👽🏋⛷🏂🏌🏊🏄🏍🏎🚘🗠🛢💰🏷💳👪🗡🗢🗣✯🖄🖅🖃🖆🖹🖺🖻"
    "🕵🕰🖽🖾📋🗒🗓🕮📚🗞🗟🗃🗂🖼🎭🎜🎘🎙🎧💿🎞📷🎟🎬📽📹📾📻🎚🎛📺💻"
    "🖥🖦🖧🕹🎮🕻🕼📟🖁🖀🖨🖩🖿🖪🗜🔒🔓🗝📥📤🕳🌣🌤🌥🌦☁🌨🌧🌩🌪🌬🌫"
    "🌜🌡🛋🛏🍽🍸🛎🛍Ⓟ♿🛆🖈🎓🗤🗥🗦🗧🛪🐿🐦🐟🐕🐈🙬🙮🙭🙯🗺🌍🌏🌎🕊"
)
SYMBOL = (
    " !∀#∃%&∍()*+,−./0123456789:;<=>?"
    "≅ΑΒΧΔΕΦΓΗΙϑΚΛΜΝΟΠΘΡΣΤΥςΩΞΨΖ[∴]⊥_"
    "‾αβχδεφγηιϕκλμνοπθρστυϖωξψζ{|}~ "
    "                                "
    "€ϒ′≤⁄∞ƒ♣♦♥♠↔←↑→↓°±″≥×∝∂•÷≠≡≈…⏐⎯↵"
    "ℵℑℜ℘⊗⊕∅∩∪⊃⊇⊄⊂⊆∈∉∠∇®©™∏√⋅¬∧∨⇔⇐⇑⇒⇓"
    "◊〈®©™∑⎛⎜⎝⎡⎢⎣⎧⎨⎩⎪ 〉∫⌠⎮⌡⎞⎟⎠⎤⎥⎦⎫⎬⎭"
)
TABLES = {
    "wingdings": WINGDINGS,
    "wingdings2": WINGDINGS_2,
    "wingdings3": WINGDINGS_3,
    "webdings": WEBDINGS,
    "symbol": SYMBOL,
}
LETTERS = range(FIRST + 1, 0x100)


def symbol_font(name: str) -> str:
    """Returns the key of a symbol font, empty for any other."""
    key = "".join(name.split()).strip("\"'").lower()
    return key if key in TABLES else ""


def symbol(code: int, font: str) -> str | None:
    """Returns the character a font shows, None when it is not known; other fonts mean what Unicode says."""
    table = TABLES.get(symbol_font(font))
    if table is None and code not in PRIVATE:
        return chr(code) if 0x20 <= code < 0xD800 or 0xE000 <= code < 0xFFFE else None
    place = (code & 0xFF) - FIRST
    found = table[place] if table and 0 <= place < len(table) else " "
    return None if found == " " else found


def is_symbol(character: str) -> bool:
    """Tells whether a symbol font has a sign of its own for a character; Chinese is shown in another font."""
    return ord(character) in PRIVATE or (ord(character) in LETTERS and not character.isspace())


def shown(text: str, font: str) -> tuple[str, int]:
    """Returns a text as a symbol font shows it, and how many of its signs nobody knows."""
    signs = [symbol(ord(each), font) if is_symbol(each) else each for each in text]
    return "".join(sign or MISSING for sign in signs), signs.count(None)


def bullet(text: str, font: str) -> str:
    """Returns a list's own sign; "l" in Wingdings is ●, and a sign nobody knows is still a bullet."""
    if len(text) != 1 or (ord(text) not in PRIVATE and not symbol_font(font)):
        return text
    return symbol(ord(text), font) or BULLET


# --- Raised and lowered characters ----------------------------------------------------------------------

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
