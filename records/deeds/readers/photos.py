"""Says which pictures of a document its page may take, and how many, as the site does; knows their words."""

import re

MAX_PICTURES = 100
MAX_PICTURE_BYTES = 10 * 1024 * 1024
IMAGE_NAMES = (".jpg", ".jpeg", ".png", ".gif", ".bmp", ".webp")
# What a line below a picture begins with where it is its caption: 图 1, 图为, ▲. Others are as short as a name.
CAPTION = re.compile(
    r"图\s*[0-9０-９一二三四五六七八九十]+[^。]{0,60}|[（(]?(?:图片说明|图片|照片|图)[为:：][^。]{1,60}。?[）)]?|[▲△↑]\s*[^。]{1,60}。?"
)
SHORT_LINE = re.compile(
    r"(?![一二三四五六七八九十百\d（(【第]|[a-zA-Z]\W)[^。！？；：:…\t]{2,30}(?<![，、,])"
)


def is_shown(data: bytes) -> bool:
    """Knows JPEG, PNG and WebP."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    )


def alternative_text(text: str) -> str:
    """Keeps a description by a person: programs fill in names of files and what a machine believes to see."""
    line = " ".join(text.split())
    by_machine = "自动生成" in line or "generated" in line.lower()
    is_path = "\\" in line or "/" in line or line.lower().endswith(IMAGE_NAMES)
    return "" if by_machine or is_path else line
