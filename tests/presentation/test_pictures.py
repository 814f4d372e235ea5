"""A picture takes its place before it has come, and a browser chooses how large it comes."""

from typing import Any

import pytest
from django.template import engines

from records.models import Picture, Recipient, Record, Version
from records.presentation.variants import Variant
from tests.factories import make_picture, make_recipient, make_record, rewrite

pytestmark = pytest.mark.django_db


def drawn(tag: str, **context: Any) -> str:
    return engines["django"].from_string(f"{{% load records %}}{{% {tag} %}}").render(context)


def picture(options: str = "", **fields: Any) -> str:
    return drawn(f"picture picture {options}", picture=make_picture("a.webp", **fields))


def test_picture_has_its_size_and_waits_until_it_is_scrolled_to() -> None:
    assert picture(width=1200, height=800) == (
        '<img src="/media/images/a.webp" srcset="/media/images/480/a.webp 480w, /media/images/960/a.webp 960w, '
        '/media/images/a.webp 1200w" sizes="(min-width: 48em) 45rem, 100vw" width="1200" height="800" alt="样例图片" '
        'loading="lazy">'
    )


def test_picture_of_the_first_screen_comes_at_once() -> None:
    shown = picture("sizes='8rem' css='portrait' eager=True")
    assert 'class="portrait"' in shown
    assert 'sizes="8rem"' in shown
    assert 'fetchpriority="high"' in shown
    assert "lazy" not in shown


@pytest.mark.parametrize(("width", "widths"), [(800, [480, 800]), (960, [480, 960]), (961, [480, 960, 961])])
def test_picture_is_offered_no_wider_than_it_is(width: int, widths: list[int]) -> None:
    offered = picture(width=width).partition('srcset="')[2].partition('"')[0].split(", ")
    assert [int(one.split(" ")[1].removesuffix("w")) for one in offered] == widths


@pytest.mark.parametrize("width", [30, 480])
def test_small_picture_comes_in_one_width(width: int) -> None:
    assert "srcset" not in picture(width=width)


def test_picture_that_only_adorns_says_nothing() -> None:
    assert 'alt=""' in picture(alt="", decorative=True)


def test_words_of_a_picture_are_words() -> None:
    assert 'alt="&quot;&gt;&lt;script&gt;"' in picture(alt='"><script>')


# --- The one that is chosen -------------------------------------------------------------------------


def test_record_shows_its_cover_or_else_the_portrait_of_its_recipient() -> None:
    portrait, cover = make_picture(), make_picture()
    record = make_record(recipient=make_recipient(portrait=portrait))
    assert record.picture == portrait
    record = rewrite(record, cover=cover)
    assert record.picture == cover
    assert make_record().picture is None


def test_record_and_recipient_outlive_their_pictures() -> None:
    record = make_record(recipient=make_recipient(portrait=make_picture()), cover=make_picture())
    Picture.objects.all().delete()
    record.refresh_from_db()
    assert record.picture is None


# --- The seal ---------------------------------------------------------------------------------------


def seal(recipient: Recipient, *, traditional: bool = False) -> str:
    return drawn("seal recipient", recipient=recipient, variant=Variant(traditional=traditional))


def test_seal_shows_how_the_short_name_begins() -> None:
    assert (
        seal(make_recipient("滨州市样例社区", short_name="样例社区"))
        == '<span class="seal" data-seal="样"></span>'
    )


@pytest.mark.parametrize(
    ("kind", "name", "written"), [("person", "范某", "范"), ("organization", "党的样例社区", "黨")]
)
def test_seal_is_written_as_its_name_is(kind: str, name: str, written: str) -> None:
    assert f'data-seal="{written}"' in seal(make_recipient(name, kind), traditional=True)


def test_a_person_is_seen_by_the_face_and_an_organization_by_the_cover() -> None:
    face, cover = Picture(name="a.webp"), Picture(name="b.webp")
    for kind, shown in (("person", face), ("organization", cover)):
        record = Record(recipient=Recipient(kind=kind, name="样例", portrait=face))
        record.shown = Version(cover=cover)
        assert record.face is shown
