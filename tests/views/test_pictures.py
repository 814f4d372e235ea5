"""Cover and portrait wherever a record is told: linked data, previews of links, feeds, the API."""

import json
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.test import Client

from records.admin.images import store_picture
from records.models import Record
from records.presentation.passages import undescribed
from records.search.reindexing import reindex
from tests.admin.conftest import editor as editor  # the fixtures
from tests.admin.conftest import publisher as publisher
from tests.admin.conftest import staff as staff
from tests.factories import make_picture, make_recipient, make_record, rewrite
from tests.pictures import picture

pytestmark = pytest.mark.django_db
SITE = "http://127.0.0.1:8000"


@pytest.fixture
def record() -> Record:
    portrait = make_picture("p.webp", alt="张三在宣讲", width=600, height=800)
    cover = make_picture("c.webp", alt="授旗", caption="授旗现场", credit="李四", width=1600, height=900)
    return make_record(recipient=make_recipient("张三", "person", portrait=portrait), cover=cover)


def head(client: Client, record: Record) -> str:
    return client.get(record.get_absolute_url()).content.decode().partition("</head>")[0]


def test_link_to_the_record_is_shown_with_its_picture(client: Client, record: Record) -> None:
    page = head(client, record)
    assert f'<meta property="og:image" content="{SITE}/media/images/c.webp">' in page
    assert '<meta property="og:image:width" content="1600">' in page
    assert '<meta property="og:image:height" content="900">' in page
    assert '<meta property="og:image:alt" content="授旗">' in page
    assert "og:image" not in head(client, make_record())


def test_linked_data_names_the_picture_its_words_and_the_portrait(client: Client, record: Record) -> None:
    told = client.get(f"/records/{record.pk}.jsonld").json()
    assert told["image"] == {
        "@type": "ImageObject",
        "url": f"{SITE}/media/images/c.webp",
        "width": 1600,
        "height": 900,
        "caption": "授旗现场",
        "creditText": "李四",
    }
    assert told["about"]["image"] == f"{SITE}/media/images/p.webp"


def test_interface_tells_cover_and_portrait(client: Client, record: Record) -> None:
    told = client.get(f"/api/v1/records/{record.pk}/").json()
    assert told["cover"] == {
        "url": f"{SITE}/media/images/c.webp",
        "width": 1600,
        "height": 900,
        "alt": "授旗",
        "caption": "授旗现场",
        "credit": "李四",
    }
    portrait = {"alt": "张三在宣讲", "caption": None, "credit": None, "width": 600, "height": 800}
    assert told["recipient"]["portrait"] == {"url": f"{SITE}/media/images/p.webp", **portrait}
    recipient = client.get(f"/api/v1/recipients/{record.recipient_id}/").json()
    assert recipient["portrait"] == told["recipient"]["portrait"]
    assert client.get(f"/api/v1/records/{make_record().pk}/").json()["cover"] is None


def test_list_of_recipients_asks_once_for_their_portraits(
    client: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(8):
        make_record(recipient=make_recipient(portrait=make_picture()))
    with django_assert_max_num_queries(5):
        assert len(client.get("/api/v1/recipients/").json()["items"]) == 8


def test_feed_encloses_the_picture_with_its_size(client: Client, record: Record) -> None:
    kept = store_picture(ContentFile(picture(), "a.png"), alt="授旗")
    rewrite(record, cover=kept)
    feed = client.get("/feed/").content.decode()
    assert f'href="{SITE}{kept.address}"' in feed
    assert 'rel="enclosure"' in feed
    assert 'type="image/webp"' in feed
    assert 'length="0"' not in feed


def test_feed_is_made_though_a_picture_is_lost(client: Client, record: Record) -> None:
    feed = client.get("/feed/").content.decode()
    assert record.recipient.name in feed
    assert "enclosure" not in feed


# --- What is still to be said -----------------------------------------------------------------------


def test_pictures_without_words_are_found_wherever_they_are_shown() -> None:
    for name in ("a", "b", "c", "d", "e"):
        make_picture(f"{name}.webp", alt="")
    make_picture("f.webp", alt="", decorative=True)
    record = make_record(
        cover=make_picture("g.webp", alt=""),
        introduction="![](/media/images/a.webp) ![有](/media/images/b.webp) ![](/media/images/f.webp)",
        closing='![](/media/images/c.webp "只有图注")',
        recipient=make_recipient(introduction="![ ](/media/images/d.webp)"),
    )
    assert sorted(one.name for one in undescribed(record)) == ["a.webp", "c.webp", "d.webp", "g.webp"]


def test_editor_and_publisher_are_told_of_pictures_without_words(editor: Client, publisher: Client) -> None:
    lacking = make_picture("a.webp", alt="", caption="授旗现场")
    record = make_record("draft", introduction="![](/media/images/a.webp)")
    for client, step in ((editor, "change"), (publisher, "publish")):
        page = client.get(f"/admin/records/record/{record.pk}/{step}/").content.decode()
        assert "还有 1 张图片没有替代文字" in page
        assert f'<a href="/admin/records/picture/{lacking.pk}/change/">授旗现场</a>' in page
    lacking.alt = "授旗"
    lacking.save()
    assert "没有替代文字" not in editor.get(f"/admin/records/record/{record.pk}/change/").content.decode()


def test_page_of_a_recipient_begins_with_the_portrait(client: Client, record: Record) -> None:
    page = client.get(record.recipient.get_absolute_url()).content.decode()
    before_the_rows = page.partition("</header>")[2].partition("</header>")[0]
    assert 'src="/media/images/p.webp"' in before_the_rows
    assert 'width="600" height="800" alt="张三在宣讲" fetchpriority="high"' in before_the_rows
    assert 'src="/media/images/c.webp"' in page.partition('<ol class="rows"')[2]


def test_page_of_a_recipient_without_portrait_begins_with_the_seal(client: Client) -> None:
    record = make_record(recipient=make_recipient("李四"), cover=make_picture("c.webp"))
    page = client.get(record.recipient.get_absolute_url()).content.decode()
    assert '<span class="seal" data-seal="李">' in page.partition('<ol class="rows"')[0]
    assert "og:image" not in page


def test_link_to_a_recipient_is_shown_with_the_portrait(client: Client, record: Record) -> None:
    page = client.get(record.recipient.get_absolute_url()).content.decode()
    assert f'<meta property="og:image" content="{SITE}/media/images/p.webp">' in page
    assert '<meta property="og:image:width" content="600">' in page
    assert '<meta property="og:image:height" content="800">' in page
    assert '<meta property="og:image:alt" content="张三在宣讲">' in page
    linked = json.loads(page.partition('<script type="application/ld+json">')[2].partition("</script>")[0])
    assert linked["image"]["url"] == f"{SITE}/media/images/p.webp"


def test_portrait_is_public_though_every_record_has_a_cover(client: Client) -> None:
    portrait, cover = (
        store_picture(ContentFile(picture(size=size)), alt="样例") for size in [(60, 80), (80, 60)]
    )
    record = make_record(recipient=make_recipient(portrait=portrait), cover=cover)
    reindex([record.pk])
    assert client.get(portrait.address).status_code == 200
