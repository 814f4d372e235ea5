"""Draws the pictures: silhouettes in ink for people, scenes in flat colors for places. No face is anybody's."""

import math
from collections.abc import Callable
from random import Random

from PIL import Image, ImageDraw, ImageFilter

Color = tuple[int, int, int]
Point = tuple[float, float]

PORTRAIT = (800, 1000)
SCENE = (1600, 1000)
# Papers and inks go together: a pale ground, the circle behind the head, the ink of the figure.
TONES: list[tuple[Color, Color, Color]] = [
    ((240, 234, 222), (214, 150, 110), (52, 54, 62)),
    ((230, 236, 232), (142, 176, 160), (38, 60, 58)),
    ((236, 232, 238), (176, 150, 172), (58, 46, 66)),
    ((228, 234, 242), (140, 166, 196), (34, 52, 76)),
    ((244, 236, 226), (206, 170, 96), (70, 50, 40)),
]
SEAL_RED = (168, 44, 36)
# Sky above, sky below, then the ridges or waves from the farthest to the nearest.
SCENES: dict[str, list[Color]] = {
    "林": [(206, 222, 214), (240, 240, 224), (150, 184, 160), (104, 150, 122), (62, 112, 86), (34, 76, 58)],
    "沙": [
        (226, 214, 196),
        (248, 236, 212),
        (228, 196, 150),
        (212, 170, 118),
        (190, 142, 92),
        (150, 106, 66),
    ],
    "海": [(168, 198, 220), (240, 228, 210), (128, 170, 196), (88, 138, 172), (54, 104, 142), (28, 70, 104)],
    "城": [(200, 208, 222), (244, 230, 218), (176, 178, 190), (140, 142, 160), (104, 106, 128), (66, 70, 92)],
    "山": [(196, 212, 226), (242, 236, 226), (168, 184, 200), (124, 146, 168), (80, 106, 130), (44, 66, 88)],
    "野": [(190, 214, 228), (246, 240, 220), (190, 204, 150), (160, 182, 110), (120, 152, 80), (84, 116, 58)],
    "雪": [
        (196, 208, 222),
        (236, 238, 242),
        (222, 228, 236),
        (206, 216, 228),
        (182, 196, 214),
        (236, 240, 246),
    ],
    "桥": [(214, 206, 210), (248, 228, 208), (186, 172, 178), (148, 136, 150), (110, 102, 122), (70, 68, 92)],
}


def portrait(name: str) -> Image.Image:
    """Draws a figure from the back of the room: head and shoulders, dark below and fading into the paper above."""
    chance = Random(name)
    paper, disc, ink = chance.choice(TONES)
    width, height = PORTRAIT
    picture = gradient(PORTRAIT, paper, blend(paper, disc, 0.25))
    draw = ImageDraw.Draw(picture)
    across, high = width / 2 + chance.randint(-30, 30), height * chance.uniform(0.38, 0.43)
    circle(draw, (across + chance.randint(-90, 90), high - 30), 310, blend(paper, disc, 0.75))
    for _ in range(4):
        ridge(draw, PORTRAIT, high + chance.randint(150, 330), 40, blend(paper, disc, 0.45), chance)
    figure = Image.new("L", PORTRAIT, 0)
    silhouette(ImageDraw.Draw(figure), across, high, chance)
    figure = figure.filter(ImageFilter.GaussianBlur(1.6))
    picture.paste(gradient(PORTRAIT, blend(ink, disc, 0.35), ink), mask=figure)
    seal(ImageDraw.Draw(picture), (width - 150, height - 160), 84, chance)
    return picture


def silhouette(draw: ImageDraw.ImageDraw, across: float, high: float, chance: Random) -> None:
    broad, head = chance.uniform(250, 310), chance.uniform(106, 118)
    draw.ellipse((across - head, high - head * 1.28, across + head, high + head * 1.28), fill=255)
    draw.rounded_rectangle((across - 58, high + 80, across + 58, high + 260), 40, fill=255)
    top = high + 205
    draw.rounded_rectangle((across - broad, top, across + broad, PORTRAIT[1] + 300), 190, fill=255)
    draw.polygon(
        [
            (across - 58, high + 170),
            (across + 58, high + 170),
            (across + 170, top + 40),
            (across - 170, top + 40),
        ],
        fill=255,
    )
    match chance.choice(["short", "bun", "long", "cap"]):
        case "short":
            draw.ellipse((across - head - 8, high - 165, across + head + 8, high + 10), fill=255)
        case "bun":
            circle(draw, (across + 20, high - 168), 52, 255)
            draw.ellipse((across - head - 10, high - 158, across + head + 10, high + 60), fill=255)
        case "long":
            draw.ellipse((across - head - 16, high - 164, across + head + 16, high + 110), fill=255)
            draw.rounded_rectangle(
                (across - head - 16, high - 40, across + head + 16, high + 180), 46, fill=255
            )
        case "cap":
            draw.chord((across - head - 14, high - 190, across + head + 14, high + 60), 180, 360, fill=255)
            draw.rounded_rectangle(
                (across - head - 44, high - 78, across + head + 20, high - 52), 12, fill=255
            )


def seal(draw: ImageDraw.ImageDraw, at: Point, size: float, chance: Random) -> None:
    """Presses a square seal with strokes in the manner of characters, none of which can be read."""
    left, top = at
    draw.rounded_rectangle((left, top, left + size, top + size), 10, fill=SEAL_RED)
    for column in range(2):
        for row in range(3):
            x, y = left + 12 + column * size / 2.2, top + 14 + row * size / 3.4
            draw.line((x, y, x + size / 3.2, y), fill=(250, 240, 230), width=6)
            if chance.random() < 0.7:
                middle = x + size / 6.4
                draw.line((middle, y, middle, y + size / 5), fill=(250, 240, 230), width=6)


def scene(kind: str, name: str) -> Image.Image:
    """Draws a landscape in layers of flat color, with what belongs to its kind in the foreground."""
    chance = Random(f"{kind} {name}")
    above, below, *layers = SCENES[kind]
    picture = gradient(SCENE, above, below)
    draw = ImageDraw.Draw(picture)
    width, height = SCENE
    circle(draw, (width * chance.uniform(0.2, 0.8), height * 0.3), 80, blend(below, (255, 214, 160), 0.6))
    for depth, color in enumerate(layers):
        at = height * (0.46 + 0.15 * depth)
        steep = 26 if kind in "海野沙" else 150 - 30 * depth
        ridge(draw, SCENE, at, steep, color, chance)
        if depth == 2:
            FOREGROUNDS[kind](draw, layers, chance)
    return picture


def trees(draw: ImageDraw.ImageDraw, layers: list[Color], chance: Random) -> None:
    for _ in range(46):
        x, y, high = chance.uniform(0, SCENE[0]), chance.uniform(760, 900), chance.uniform(90, 210)
        color = blend(layers[3], layers[1], chance.random() / 2)
        draw.polygon([(x, y - high), (x - high / 4, y), (x + high / 4, y)], fill=color)


def squares(draw: ImageDraw.ImageDraw, layers: list[Color], chance: Random) -> None:
    """Lays the straw checkerboard that holds sand."""
    for step in range(-12, 40):
        draw.line((step * 60, 1000, 500 + step * 30, 800), fill=layers[3], width=4)
    for row in range(7):
        draw.line((0, 810 + row * row * 5, SCENE[0], 800 + row * row * 5), fill=layers[3], width=4)


def lighthouse(draw: ImageDraw.ImageDraw, layers: list[Color], chance: Random) -> None:
    x = SCENE[0] * chance.choice([0.22, 0.76])
    draw.polygon([(x - 34, 780), (x - 22, 420), (x + 22, 420), (x + 34, 780)], fill=(246, 242, 236))
    draw.polygon([(x - 29, 640), (x - 26, 540), (x + 26, 540), (x + 29, 640)], fill=SEAL_RED)
    draw.rectangle((x - 26, 378, x + 26, 420), fill=(255, 226, 150))
    draw.polygon([(x - 36, 378), (x, 336), (x + 36, 378)], fill=layers[3])


def houses(draw: ImageDraw.ImageDraw, layers: list[Color], chance: Random) -> None:
    x = -20.0
    while x < SCENE[0]:
        wide, high = chance.uniform(70, 150), chance.uniform(160, 420)
        wall = blend(layers[2], layers[1], chance.random())
        draw.rectangle((x, 920 - high, x + wide, 1000), fill=wall)
        for row in range(int(high // 50)):
            for column in range(int(wide // 36)):
                if chance.random() < 0.55:
                    left, top = x + 10 + column * 36, 934 - high + row * 50
                    draw.rectangle((left, top, left + 14, top + 22), fill=(250, 226, 176))
        x += wide + chance.uniform(4, 20)


def rows(draw: ImageDraw.ImageDraw, layers: list[Color], chance: Random) -> None:
    for step in range(-16, 33):
        draw.line((step * 130, 1000, SCENE[0] / 2 + step * 34, 740), fill=layers[3], width=9)


def bridge(draw: ImageDraw.ImageDraw, layers: list[Color], chance: Random) -> None:
    for tower in (430, 1170):
        draw.rectangle((tower - 14, 330, tower + 14, 860), fill=SEAL_RED)
        for step in range(1, 9):
            for side in (-1, 1):
                draw.line(
                    (tower, 340 + step * 12, tower + side * step * 44, 700), fill=(250, 244, 238), width=4
                )
    draw.rectangle((0, 700, SCENE[0], 722), fill=(96, 50, 52))


def nothing(draw: ImageDraw.ImageDraw, layers: list[Color], chance: Random) -> None:
    """Leaves the mountains as they are."""


FOREGROUNDS: dict[str, Callable[[ImageDraw.ImageDraw, list[Color], Random], None]] = {
    "林": trees,
    "沙": squares,
    "海": lighthouse,
    "城": houses,
    "山": nothing,
    "野": rows,
    "雪": trees,
    "桥": bridge,
}


def ridge(
    draw: ImageDraw.ImageDraw, size: tuple[int, int], at: float, steep: float, color: Color, chance: Random
) -> None:
    """Fills everything below a line of hills, the sum of three waves."""
    waves = [
        (chance.uniform(0.6, 1.6) * 2**octave, chance.uniform(0, 6.3), steep / 2**octave)
        for octave in range(3)
    ]
    line = [
        (x, at - sum(high * math.sin(fast * 6.3 * x / size[0] + shift) for fast, shift, high in waves))
        for x in range(0, size[0] + 8, 8)
    ]
    draw.polygon([*line, (size[0], size[1]), (0, size[1])], fill=color)


def circle(draw: ImageDraw.ImageDraw, center: Point, radius: float, color: Color | int) -> None:
    x, y = center
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=color)


def gradient(size: tuple[int, int], above: Color, below: Color) -> Image.Image:
    strip = Image.new("RGB", (1, size[1]))
    for y in range(size[1]):
        strip.putpixel((0, y), blend(above, below, y / size[1]))
    return strip.resize(size)


def blend(one: Color, other: Color, share: float) -> Color:
    """Returns a color between the two, the share being the other's."""
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one, other, strict=True))
    return red, green, blue
