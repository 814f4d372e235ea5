"""Takes the pictures of documents in: re-encoded, with their place in the texts, and what is to be said of them."""

from collections.abc import Iterator
from dataclasses import dataclass

from records.deeds import Message, Picture, Reading
from records.deeds.placing import Pictured, Place, places
from records.utils.pictures import PictureRefused, reencode

REFUSED, UNDESCRIBED = "picture-refused", "picture-undescribed"


@dataclass(frozen=True, slots=True)
class TakenPicture:
    """A picture that stands in a text, as the site keeps it."""

    content: bytes
    place: Place
    caption: str
    alt: str


def taken(reading: Reading) -> tuple[tuple[TakenPicture, ...], tuple[Message, ...]]:
    """Returns those that stand in a text; of all others it is said that they stay behind."""
    if not reading.pictures:
        return (), ()
    pictures: list[TakenPicture] = []
    messages: list[Message] = []
    for picture, place in zip(reading.pictures, places(reading, reading.pictures), strict=True):
        messages += about_place(picture, place, "没有录入。需要时请在后台导入这份文件，或在录入后手工添加。")
        if place is None:
            continue
        try:
            pictures.append(TakenPicture(reencode(picture.data), place, picture.caption, picture.alt))
        except PictureRefused as error:
            messages.append(refused(picture, error))
        else:
            messages += () if picture.alt else about_words(picture, place)
    return tuple(pictures), tuple(messages)


# --- What is said ---------------------------------------------------------------------------------------


def refused(picture: Picture, error: PictureRefused) -> Message:
    note = f"图片“{picture.caption or picture.name}”没有保存：{error}"
    return Message("warning", REFUSED, note, picture.line or None)


def about_place(picture: Pictured, place: Place | None, instead: str) -> Iterator[Message]:
    if place is not None:
        return
    which = f"图片“{picture.caption}”" if picture.caption else "一张图片"
    if picture.aside:
        yield Message("info", "picture-aside", f"{which}在页眉或页脚里，{instead}", picture.line or None)
    else:
        note = f"{which}在正文之外，不知道该放在哪里，{instead}"
        yield Message("warning", "picture-left", note, picture.line or None)


def about_words(picture: Pictured, place: Place) -> Iterator[Message]:
    """Asks for the words of one that has none."""
    note = (
        "这里的图片没有图注，也没有替代文字。请写明图上有什么：在后台的“图片”中，或者在正文里它的方括号中。"
        "只是装饰的，请在“图片”中勾选“仅作装饰”。"
    )
    yield Message("warning", UNDESCRIBED, note, picture.line or None, place.path)
