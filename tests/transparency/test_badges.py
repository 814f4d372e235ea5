"""Open Badges: their form, that anyone verifies them, and the list of those that are revoked."""

import base64
import gzip
import io
import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from records import publishing
from records.backup.contents import KEYS
from records.models import BadgeKey, Edition, Record, VersionSeal
from records.transparency import badges
from records.transparency.keys import path_of
from records.transparency.proofs import from_multibase, holds, multibase, secured
from tests.factories import make_category, make_commendation, make_recipient, make_record
from tests.transparency.open_badges import faults

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.VAR = tmp_path


@pytest.fixture
def record() -> Record:
    award = make_commendation(
        make_category("全国劳动模范"),
        2025,
        issuer="中共中央、国务院",
        decided_on=date(2025, 4, 28),
        document_number="某发〔2025〕9号",
    )
    honored = make_recipient("贾天佑", kind="person")
    draft = make_record(
        "draft", recipient=honored, commendation=award, title="贾天佑先进事迹", post="某厂钳工"
    )
    publishing.publish(draft, by=None)
    return draft


def badge(client: Client, record: Record) -> dict[str, Any]:
    response = client.get(f"/records/{record.pk}/badge.json")
    assert response.status_code == 200, response.content.decode()
    found: dict[str, Any] = json.loads(response.content)
    return found


def at(client: Client, address: str) -> dict[str, Any]:
    """Reads what an address of the site leads to, as a stranger's program would."""
    found: dict[str, Any] = json.loads(client.get(address.removeprefix("http://127.0.0.1:8000")).content)
    return found


def verified(client: Client, document: dict[str, Any]) -> bool:
    """Verifies as a stranger does: by the key that the issuer's own address lists for the proof."""
    method = document["proof"]["verificationMethod"]
    issuer = at(client, method.partition("#")[0])
    if method not in issuer["assertionMethod"]:
        return False
    (key,) = [one for one in issuer["verificationMethod"] if one["id"] == method]
    public = from_multibase(key["publicKeyMultibase"])
    assert public[:2] == b"\xed\x01"
    return holds(document, public[2:])


def is_revoked(client: Client, document: dict[str, Any]) -> bool:
    status = document["credentialStatus"]
    listed = at(client, status["statusListCredential"])
    assert verified(client, listed)
    encoded = listed["credentialSubject"]["encodedList"]
    assert encoded.startswith("u")
    bits = gzip.decompress(base64.urlsafe_b64decode(encoded[1:] + "=" * (-len(encoded[1:]) % 4)))
    assert len(bits) * 8 == 131_072
    place, bit = divmod(int(status["statusListIndex"]), 8)
    return bool(bits[place] & (0x80 >> bit))


# --- The proof ----------------------------------------------------------------------------------------

# The example of the recommendation "Data Integrity EdDSA Cryptosuites v1.0", B.2.
SECRET = "z3u2en7t5LR2WtQH5PfFqMqwVHBeXouLzo6haApm8XHqvjxq"
PUBLIC = "z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
CONTEXT = ["https://www.w3.org/ns/credentials/v2", "https://www.w3.org/ns/credentials/examples/v2"]
EXAMPLE = {
    "@context": CONTEXT,
    "id": "urn:uuid:58172aac-d8ba-11ed-83dd-0b3aef56cc33",
    "type": ["VerifiableCredential", "AlumniCredential"],
    "name": "Alumni Credential",
    "description": "A minimum viable example of an Alumni Credential.",
    "issuer": "https://vc.example/issuers/5678",
    "validFrom": "2023-01-01T00:00:00Z",
    "credentialSubject": {"id": "did:example:abcdefgh", "alumniOf": "The School of Examples"},
}
SIGNED_AS = "z63t83Y53KfzJ5ZosfKTnqfMcKB2dmTrfjSaQjeNNjAD5srBowQfmWqeRb8rRjmeEuCBEsddF9LsVogtuTsijJKh4"


def test_the_example_of_the_recommendation_gets_its_very_proof() -> None:
    secret = Ed25519PrivateKey.from_private_bytes(from_multibase(SECRET)[2:])
    method = f"https://vc.example/issuers/5678#{PUBLIC}"
    made = secured(EXAMPLE, secret, method, created="2023-02-24T23:36:38Z")
    assert made["proof"]["proofValue"] == SIGNED_AS
    assert holds(made, from_multibase(PUBLIC)[2:])
    assert not holds(made | {"name": "Another"}, from_multibase(PUBLIC)[2:])


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\0a", b"Hello World!", bytes(range(256))])
def test_bytes_in_base_58_are_read_back(data: bytes) -> None:
    assert from_multibase(multibase(data)) == data


# --- The badge ----------------------------------------------------------------------------------------


def test_a_badge_has_the_form_of_open_badges(client: Client, record: Record) -> None:
    assert faults(badge(client, record)) == []


def test_a_badge_says_the_honor_and_nothing_that_the_page_does_not(client: Client, record: Record) -> None:
    told = badge(client, record)
    subject = told["credentialSubject"]
    assert subject["identifier"][0]["identityHash"] == "贾天佑"
    assert subject["role"] == "某厂钳工"
    assert subject["achievement"]["name"] == "全国劳动模范（2025年）"
    assert subject["achievement"]["criteria"]["narrative"] == (
        "由中共中央、国务院于2025年4月28日决定授予，见（某发〔2025〕9号）。"
    )
    assert told["evidence"][0]["id"] == f"http://127.0.0.1:8000/records/{record.pk}/"
    assert VersionSeal.objects.get(version=record.live).fingerprint in told["evidence"][0]["description"]


def test_a_badge_of_an_honor_whose_decision_is_not_known_says_where_to_look(client: Client) -> None:
    record = make_record("draft")
    publishing.publish(record, by=None)
    told = badge(client, record)
    assert told["credentialSubject"]["achievement"]["criteria"]["narrative"] == "授予的依据见记录的网页。"
    assert faults(told) == []


def test_anyone_can_verify_a_badge_and_none_that_was_changed(client: Client, record: Record) -> None:
    told = badge(client, record)
    assert verified(client, told)
    told["credentialSubject"]["identifier"][0]["identityHash"] = "别人"
    assert not verified(client, told)


def test_the_same_badge_is_the_same_bytes(client: Client, record: Record) -> None:
    address = f"/records/{record.pk}/badge.json"
    assert client.get(address).content == client.get(address).content


def test_a_wallet_of_any_site_may_read_it(client: Client, record: Record) -> None:
    for address in (f"/records/{record.pk}/badge.json", "/badges/status/0.json", "/badges/issuer.json"):
        assert client.get(address)["Access-Control-Allow-Origin"] == "*"


def test_a_draft_has_no_badge(client: Client) -> None:
    assert client.get(f"/records/{make_record('draft').pk}/badge.json").status_code == 404


# --- Revoked ------------------------------------------------------------------------------------------


def test_a_badge_is_revoked_with_its_honor_and_no_other_is(client: Client, record: Record) -> None:
    other = make_record("draft")
    publishing.publish(other, by=None)
    told, others = badge(client, record), badge(client, other)
    assert not is_revoked(client, told)
    publishing.revoke_honor(record, by=None, on=date(2026, 5, 4), reason="材料不实")
    assert is_revoked(client, told)
    assert not is_revoked(client, others)
    answer = client.get(f"/records/{record.pk}/badge.json")
    assert answer.status_code == 410
    assert "不再出具" in answer.content.decode()


def test_a_badge_of_a_withdrawn_record_is_revoked(client: Client, record: Record) -> None:
    told = badge(client, record)
    publishing.withdraw(record, by=None, reason="材料有误")
    assert is_revoked(client, told)
    assert client.get(f"/records/{record.pk}/badge.json").status_code == 410


def test_an_honor_that_is_restored_is_valid_again(client: Client, record: Record) -> None:
    told = badge(client, record)
    publishing.revoke_honor(record, by=None, on=date(2026, 5, 4), reason="材料不实")
    publishing.restore_honor(record, by=None, reason="决定有误")
    assert not is_revoked(client, told)


def test_records_beyond_the_first_list_stand_on_their_own(client: Client) -> None:
    far = make_record("draft", pk=131_072 * 3 + 5)
    publishing.publish(far, by=None)
    status = badge(client, far)["credentialStatus"]
    assert status["statusListCredential"].endswith("/badges/status/3.json")
    assert status["statusListIndex"] == "5"
    publishing.withdraw(far, by=None, reason="材料有误")
    assert is_revoked(client, {"credentialStatus": status})


@pytest.mark.parametrize("number", ["1", "99999999", "9" * 40])
def test_a_list_of_no_record_is_not_found(client: Client, record: Record, number: str) -> None:
    assert client.get(f"/badges/status/{number}.json").status_code == 404


def test_the_list_stays_small(client: Client, record: Record) -> None:
    assert len(client.get("/badges/status/0.json").content) < 2_000


# --- The key ------------------------------------------------------------------------------------------


def test_the_key_is_the_sites_own_and_goes_into_backups_with_the_others(
    client: Client, record: Record
) -> None:
    badge(client, record)
    assert path_of(badges.FILE).stat().st_mode & 0o777 == 0o600
    assert badges.FILE in KEYS
    assert BadgeKey.objects.count() == 1


def test_badges_stay_verifiable_when_the_key_is_another(client: Client, record: Record) -> None:
    before = badge(client, record)
    path_of(badges.FILE).unlink()
    now = badge(client, record)
    assert before["proof"]["verificationMethod"] != now["proof"]["verificationMethod"]
    assert verified(client, before)
    assert verified(client, now)


def test_what_a_stolen_key_signed_is_valid_no_more_and_a_new_badge_is(client: Client, record: Record) -> None:
    before = badge(client, record)
    call_command("rotate_badge_key", "--stolen", stdout=io.StringIO())
    assert not verified(client, before)
    method = at(client, before["issuer"]["id"])["verificationMethod"][-1]
    assert datetime.fromisoformat(method["revoked"]) <= timezone.now()
    assert verified(client, badge(client, record))


def test_another_key_renews_what_is_kept_in_memory(client: Client, record: Record) -> None:
    before = Edition.current()
    call_command("rotate_badge_key", stdout=io.StringIO())
    assert Edition.current() > before


def test_what_a_key_signed_that_was_changed_without_need_stays_valid(client: Client, record: Record) -> None:
    before = badge(client, record)
    call_command("rotate_badge_key", stdout=io.StringIO())
    assert badge(client, record)["proof"] != before["proof"]
    assert verified(client, before)


def test_a_backup_does_not_bring_a_stolen_key_back(client: Client, record: Record) -> None:
    badge(client, record)
    stolen = path_of(badges.FILE).read_text()
    call_command("rotate_badge_key", "--stolen", stdout=io.StringIO())
    path_of(badges.FILE).write_text(stolen)
    assert verified(client, badge(client, record))
    assert path_of(badges.FILE).read_text() != stolen
