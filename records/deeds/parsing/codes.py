"""Codes of what reading says that others ask for: a site that shows records needs these, and loads no rules."""

# The award of the page is a guess: such a record is not published unseen.
AWARD_UNSURE = "award-unsure"
AWARD_BY_HEADING = "award-by-heading"
# Where the file was cut, and that it was not, though it names several.
WAS_CUT, SEVERAL_PEOPLE = "parts-cut", "several-people"

# Without these there is no record; by the codes of their messages.
NEEDED = {
    "no-title": "标题",
    "no-recipient": "受表彰对象",
    "kind-unknown": "集体还是个人",
    "no-award": "表彰",
}
