"""Every page of the admin is in Chinese: what is seen, and what is read out."""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.contrib import admin
from django.contrib.auth.models import Group, User
from django.contrib.staticfiles import finders
from django.test import Client
from django.urls import reverse
from lxml import html

from records.models import AuditEntry, ImportBatch, ImportedDocument, ListedWord, RollImport
from records.publishing import return_to_draft, submit_for_review
from tests.factories import (
    make_picture,
    make_recipient,
    make_roll_entry,
    make_roll_group,
    make_site_page,
    make_whole_record,
)

pytestmark = pytest.mark.django_db
# Words that Chinese writes so, what the tests themselves have put in, and the beginning of a hashed password.
WRITTEN_SO = re.compile(
    r"[\w.@+-]+@[\w.-]+|\w+\*{3,}|https?:\S+|#[0-9a-f]{6}|\.[a-z]+\b|\b(?:CSV|Excel|JSONL?|JPEG|PNG|WebP|Word|WPS|PDF|OFD|HTML"
    r"|Markdown|LDAP|Control|Mac|Command|admin|import_records)\b",
    re.ASCII,
)
ENGLISH = re.compile(r"[A-Za-z]{3,}")
READ_OUT = ("title", "alt", "placeholder", "aria-label", "label")
UNSEEN = ("script", "style", "template", "svg", "code", "pre", "textarea")
# Phrases of machine-made Chinese.
CLUMSY = ("来修改", "以 状态")
# What the audit log tells is what people and programs wrote.
TOLD = {"field-told", "field-from_whom", "audit-facts", "audit-changes"}


@pytest.fixture
def everything(admin_user: User) -> dict[str, int]:
    """Gives every list a row, by the name of its model."""
    record = make_whole_record(status="draft")
    submit_for_review(record, by=admin_user)
    return_to_draft(record, by=admin_user, reason="缺年份")
    batch = ImportBatch.objects.create(by=admin_user)
    ImportedDocument.objects.create(batch=batch, name="材料", state="failed")
    return {
        "record": record.pk,
        "category": record.commendation.category_id,
        "commendation": record.commendation_id,
        "organization": record.recipient_id,
        "recipient": record.recipient_id,
        "person": make_recipient(kind="person").pk,
        "picture": make_picture().pk,
        "listedword": ListedWord.objects.create(wrong="样列", right="样例").pk,
        "sitepage": make_site_page().pk,
        "sitesettings": 1,
        "importbatch": batch.pk,
        "rollimport": RollImport.objects.create(commendation=record.commendation, name="名单").pk,
        "rollentry": make_roll_entry(record=record, group=make_roll_group("", record.commendation)).pk,
        "auditentry": AuditEntry.objects.latest("number").pk,
        "user": admin_user.pk,
        "group": Group.objects.get(name="录入").pk,
    }


def pages(rows: dict[str, int]) -> Iterator[str]:
    yield from (reverse(f"admin:{name}") for name in ("index", "password_change", "account"))
    yield reverse("admin:app_list", args=["records"])
    yield reverse("admin:app_list", args=["auth"])
    yield reverse("admin:records_auditentry_export")
    for step in ("publish", "return_to_draft", "reschedule", "cancel_schedule", "withdraw", "revoke"):
        yield reverse(f"admin:records_record_{step}", args=[rows["record"]])
    yield reverse("admin:records_commendation_begin_notice", args=[rows["commendation"]])
    yield reverse("admin:records_rollimport_undo", args=[rows["rollimport"]])
    yield reverse("admin:records_rollentry_strike", args=[rows["rollentry"]])
    for model in admin.site._registry:
        name = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        yield reverse(f"{name}_changelist")
        yield f"{reverse(f'{name}_changelist')}?q=样例"
        yield reverse(f"{name}_add")
        for page in ("change", "history", "delete"):
            yield reverse(f"{name}_{page}", args=[rows[str(model._meta.model_name)]])


def said(page: str) -> Iterator[str]:
    tree = html.fromstring(page)
    for element in tree.iter():
        if not isinstance(element.tag, str):
            continue
        yield from (element.get(name, "") for name in READ_OUT)
        if element.tag == "input" and element.get("type") in {"submit", "button"}:
            yield element.get("value", "")
        above = list(element.iterancestors())
        yield (element.text or "") if not any(map(is_passed_over, [element, *above])) else ""
        yield (element.tail or "") if not any(map(is_passed_over, above)) else ""


def is_passed_over(element: html.HtmlElement) -> bool:
    return element.tag in UNSEEN or bool(TOLD & set(element.get("class", "").split()))


def test_no_page_of_the_admin_says_anything_in_english(
    admin_client: Client, everything: dict[str, int]
) -> None:
    found: dict[str, set[str]] = {}
    read, people = 0, set(AuditEntry.objects.values_list("who", flat=True))
    for address in pages(everything):
        answer = admin_client.get(address, follow=True)
        if answer.status_code == 403:  # nothing of this kind is added, or deleted
            continue
        assert answer.status_code == 200, address
        read += 1
        for text in said(answer.content.decode()):
            is_english = ENGLISH.search(WRITTEN_SO.sub("", text)) and text.strip() not in people
            if is_english or any(phrase in text for phrase in CLUMSY):
                found.setdefault(" ".join(text.split()), set()).add(address)
    assert found == {}
    assert read > 50


def test_scripts_of_the_admin_find_their_words_in_chinese(admin_client: Client) -> None:
    words = admin_client.get(reverse("admin:jsi18n")).content.decode()
    script = Path(finders.find("admin/js/SelectFilter2.js") or "").read_text(encoding="utf-8")
    wanted = re.findall(r"gettext\('([^']+)'\)", script)
    assert len(wanted) > 5
    assert [one for one in wanted if json.dumps(one) not in words] == []


def test_names_of_staff_begin_with_the_family_name(admin_client: Client, admin_user: User) -> None:
    User.objects.filter(pk=admin_user.pk).update(last_name="欧阳", first_name="小明")
    assert ">欧阳小明</strong>" in admin_client.get("/admin/").content.decode()
    form = admin_client.get(f"/admin/auth/user/{admin_user.pk}/change/").content.decode()
    assert form.index('name="last_name"') < form.index('name="first_name"')
