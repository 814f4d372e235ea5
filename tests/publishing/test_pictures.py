"""Cover and portrait in the site's own files: by their address, as in texts, where the site has the picture."""

from dataclasses import replace

import pytest
from django.test import Client

from records.deeds import read_deeds
from records.deeds.document import Award, Deeds, Recipient
from records.exporting import export
from records.exporting.from_records import deeds_of
from records.models import Record
from records.publishing import save_deeds
from records.publishing.saving import Saved
from tests.factories import make_picture, make_recipient, make_record

pytestmark = pytest.mark.django_db
COVER, PORTRAIT = "/media/images/c.webp", "/media/images/p.webp"
DEEDS = Deeds(
    "样例事迹",
    Recipient("张三", "person", portrait=PORTRAIT),
    (Award("样例荣誉", 2011),),
    introduction="张三做了许多事。",
    markup="markdown",
    cover=COVER,
)


@pytest.fixture
def _pictures() -> None:
    make_picture("c.webp")
    make_picture("p.webp")


def saved(deeds: Deeds, *, again: bool = False) -> Saved:
    return save_deeds(deeds, by=None, replace=again)


def chosen(record: Record) -> tuple[str, str]:
    found = Record.objects.with_names().get(pk=record.pk)
    cover, portrait = found.cover, found.recipient.portrait
    return (cover.name if cover else "", portrait.name if portrait else "")


@pytest.mark.usefixtures("_pictures")
@pytest.mark.parametrize("format", ["json", "md"])
def test_file_of_a_record_names_cover_and_portrait_and_sets_them_where_it_is_read(
    format: str, client: Client
) -> None:
    made = saved(DEEDS).record
    # Set for an hour that has come, and not sealed: it can be deleted.
    Record.objects.filter(pk=made.pk).update(
        status="published", published_at=made.created_at, live=made.working, working=None
    )
    file = client.get(f"/records/{made.pk}.{format}").content
    assert COVER in file.decode()
    assert PORTRAIT in file.decode()
    recipient = made.recipient
    made.delete()
    recipient.delete()
    assert chosen(saved(read_deeds(file, f"a.{format}").deeds).record) == ("c.webp", "p.webp")


@pytest.mark.usefixtures("_pictures")
def test_file_that_is_read_again_changes_nothing() -> None:
    made = saved(DEEDS).record
    again = read_deeds(export(deeds_of(made), "md"), "a.md").deeds
    assert saved(again).outcome == "unchanged"


@pytest.mark.usefixtures("_pictures")
def test_document_without_pictures_leaves_what_an_editor_chose() -> None:
    made = saved(DEEDS).record
    bare = replace(DEEDS, cover="", recipient=Recipient("张三", "person"))
    assert saved(bare).outcome == "unchanged"
    assert saved(replace(bare, introduction="另一段。"), again=True).outcome == "replaced"
    assert chosen(made) == ("c.webp", "p.webp")


@pytest.mark.usefixtures("_pictures")
def test_replacing_document_sets_the_pictures_that_it_names() -> None:
    made = saved(DEEDS).record
    make_picture("other.webp")
    other = "/media/images/other.webp"
    named = replace(DEEDS, cover=other, recipient=replace(DEEDS.recipient, portrait=other))
    assert saved(named, again=True).outcome == "replaced"
    assert chosen(made) == ("other.webp", "other.webp")


@pytest.mark.parametrize(
    "address", ["/media/images/gone.webp", "https://elsewhere.example/c.webp", "../c.webp"]
)
def test_picture_that_the_site_does_not_have_is_left_out(address: str) -> None:
    named = replace(DEEDS, cover=address, recipient=replace(DEEDS.recipient, portrait=address))
    assert chosen(saved(named).record) == ("", "")
    assert saved(named).outcome == "unchanged"


@pytest.mark.usefixtures("_pictures")
def test_portrait_fills_what_was_blank_and_leaves_what_an_editor_chose() -> None:
    own = make_recipient("李四", "person", portrait=make_picture("own.webp"))
    make_record(recipient=own)
    make_record(recipient=make_recipient("王五", "person"))
    for name, portrait in (("李四", "own.webp"), ("王五", "p.webp")):
        named = replace(DEEDS, recipient=Recipient(name, "person", portrait=PORTRAIT))
        assert chosen(saved(named).record) == ("c.webp", portrait)
