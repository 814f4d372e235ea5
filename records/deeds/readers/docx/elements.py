"""Elements of a Word file: which are read, which are not, and what some of them are."""

from records.deeds.readers.office.package import Element

from .names import CHART, DIAGRAM, MC, SYMBOL, A, M, V, W, is_on, value

PARAGRAPH, TABLE, RUN, TEXT = W + "p", W + "tbl", W + "r", W + "t"
BOX = W + "txbxContent"
ALTERNATIVES = MC + "AlternateContent"
# An alternative must have one of these to be worth reading.
READABLE = {
    *(TEXT, BOX, TABLE, W + "sym", SYMBOL, M + "t", A + "t", A + "blip", V + "imagedata", V + "textpath"),
    *(CHART + "chart", DIAGRAM + "relIds"),
}
DELETED = {W + "del", W + "moveFrom"}
ADDED = {W + "ins", W + "moveTo"}
# Properties, codes of fields, and the marks that notes repeat.
SKIPPED = {
    W + name
    for name in (
        *(
            "pPr",
            "rPr",
            "sectPr",
            "tblPr",
            "tblGrid",
            "sdtPr",
            "sdtEndPr",
            "smartTagPr",
            "customXmlPr",
            "rubyPr",
        ),
        *("delText", "delInstrText", "fldData", "ffData"),
    )
}
RUNNING_IN = {W + "vanish", W + "specVanish"}


def chosen(alternatives: Element) -> Element | None:
    """Chooses among several ways to say the same: the first with something to read."""
    branches = (each for each in alternatives if any(below.tag in READABLE for below in each.iter()))
    return next(branches, None)


def runs_in(mark: Element | None) -> bool:
    """Knows a style separator, or any other paragraph whose end is hidden: the next one goes on in its line."""
    return mark is not None and any(each.tag in RUNNING_IN and is_on(each) for each in mark)


def is_drop_cap(properties: Element | None) -> bool:
    frame = None if properties is None else properties.find(W + "framePr")
    return value(frame, "dropCap") in ("drop", "margin")


def is_placeholder(control: Element) -> bool:
    shows = control.find(f"{W}sdtPr/{W}showingPlcHdr")
    return shows is not None and is_on(shows)


def words(element: Element) -> str:
    return "".join(each.text or "" for each in element.iter(TEXT))
