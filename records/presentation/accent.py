"""Puts the operator's color in the place of the site's red, in a style sheet of its own address.

One color is chosen, for light grounds; what stands on dark ones is made of it, lighter. Both keep the contrast of 7:1
that all words of the site have. Nothing of it is in the page: the content security policy lets no style stand inline.
"""

import colorsys
import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import cycle
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.storage import staticfiles_storage
from django.urls import reverse
from django.utils.crypto import constant_time_compare, salted_hmac

LEAST_CONTRAST = 7.0
SHEET = re.compile(r"site\.([0-9a-f]{12})\.css")
TOKEN = re.compile(r"(--[a-z-]+):(#[0-9a-f]{3,6})\b")
STEPS = 100


def refusal(color: str) -> str:
    """Says why the color cannot be taken, with its contrast; blank where it can."""
    light, _ = grounds()
    ratio, ground = min((contrast(color, one), one) for one in light)
    if ratio >= LEAST_CONTRAST:
        return ""
    return (
        f"{color} 在浅色背景 {ground} 上的对比度是 {ratio:.1f}∶1，至少要 {LEAST_CONTRAST:.0f}∶1，"
        "视力不好的人才看得清。请选深一些的颜色。"
    )


def on_dark(color: str) -> str:
    """Returns the color as light as words need it on the dark grounds."""
    _, dark = grounds()
    hue, lightness, saturation = colorsys.rgb_to_hls(*channels(color))
    for step in range(STEPS):
        lighter = lightness + (1 - lightness) * step / STEPS
        made = hex_of(colorsys.hls_to_rgb(hue, lighter, saturation))
        if min(contrast(made, ground) for ground in dark) >= LEAST_CONTRAST:
            return made
    return "#ffffff"


def grounds() -> tuple[list[str], list[str]]:
    """Returns the colors that the accent stands on, or that stand on it: in the light theme, and in the dark one."""
    tokens = tokens_of(sheet_text(current_sheet()))
    light, dark = ([tokens[name][theme] for name in ("--paper", "--shade")] for theme in (0, 1))
    return [*light, tokens["--on-red"][0]], dark


# --- Contrast, as WCAG 2.2 has it -------------------------------------------------------------------


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((luminance(one), luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def luminance(color: str) -> float:
    red, green, blue = (
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in channels(color)
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def channels(color: str) -> tuple[float, float, float]:
    digits = color[1:] if len(color) == 7 else "".join(digit * 2 for digit in color[1:])
    red, green, blue = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    return red, green, blue


def hex_of(rgb: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in rgb)


# --- The style sheet --------------------------------------------------------------------------------


def sheet_address(color: str) -> str:
    """Returns the address of the style sheet in this color, which changes with either of the two.

    It is sealed, so that only colors that were once set can be asked for, and caches are not filled with others.
    """
    sheet = current_sheet()
    return reverse("style", args=[sheet, color[1:], seal(sheet, color)])


def is_sealed(sheet: str, color: str, given: str) -> bool:
    return constant_time_compare(given, seal(sheet, color))


def seal(sheet: str, color: str) -> str:
    return salted_hmac("records.presentation.accent", sheet + color, algorithm="sha256").hexdigest()[:12]


def current_sheet() -> str:
    """Returns the hash in the name of the style sheet as it was collected."""
    found = SHEET.search(staticfiles_storage.url("site.css"))
    if found is None:
        raise RuntimeError("site.css has no hashed name: the static files were collected by another storage")
    return found[1]


@lru_cache(maxsize=8)
def sheet_text(sheet: str) -> str:
    """Raises OSError for one that is not kept any more."""
    return Path(settings.STATIC_ROOT, f"site.{sheet}.css").read_text(encoding="utf-8")


def tokens_of(text: str) -> dict[str, list[str]]:
    """Returns the values that each token of a color is given: in the light theme, in the dark one, and in strong
    contrast the same again."""
    found: dict[str, list[str]] = {}
    for name, value in TOKEN.findall(text):
        found.setdefault(name, []).append(value)
    return found


def in_color(text: str, color: str) -> str:
    """Returns the style sheet with the accent in place of the red."""
    words: Iterator[str] = cycle([color, on_dark(color)])

    def chosen(found: re.Match[str]) -> str:
        name, value = found.groups()
        if name == "--red":
            value = next(words)
        elif name == "--red-ground":
            value = color
        return f"{name}:{value}"

    return TOKEN.sub(chosen, text)
