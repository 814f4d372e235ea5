"""An honor as an Open Badge (3.0), for the recipient's own use, and the list by which it is found to be revoked.

Issuer is who answers for the site. It says nothing that the page of the record does not. The key signs badges alone:
the log's would have to be changed there, too, whenever a wallet asks for another kind.
"""

import base64
import gzip
from datetime import UTC, datetime
from typing import Any, NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format

from records.models import BadgeKey, Commendation, Edition, Record
from records.presentation.site import publisher_name, site_name
from records.utils.addresses import absolute

from .keys import path_of, public_of, read_secret, write_secret
from .proofs import Document, public_multibase, secured

FILE, NEXT_FILE = "badge_key", "badge_key.next"
CREDENTIALS = "https://www.w3.org/ns/credentials/v2"
OPEN_BADGES = "https://purl.imsglobal.org/spec/ob/v3p0"
CONTROLLED = "https://www.w3.org/ns/cid/v1"
SCHEMA = f"{OPEN_BADGES}/schema/json/ob_v3p0_achievementcredential_schema.json"
# The least that Bitstring Status List allows: so many that one bit tells nobody whose badge is looked at. 16 KB, of
# which compression leaves some dozens of bytes where few are revoked.
LIST_BITS = 131_072
MOMENT = "%Y-%m-%dT%H:%M:%SZ"


class Signing(NamedTuple):
    secret: Ed25519PrivateKey
    method: str  # the address of its public half


# --- The issuer and its key -----------------------------------------------------------------------------


def signing() -> Signing:
    """Returns the key in use. Where its file is lost another is made: the public halves of all before stay listed."""
    secret = read_secret(FILE) or write_secret(FILE)
    now = timezone.now()
    row, _ = BadgeKey.objects.get_or_create(public=public_of(secret), defaults={"made_at": now})
    if row.stolen_at:  # the change was cut short, or a backup brought the old file back
        return replace_key(is_stolen=True)
    return Signing(secret, method_of(row.public))


def replace_key(*, is_stolen: bool) -> Signing:
    """Makes another key. What the old one signed holds still, but where it was stolen: who has such a badge fetches it
    anew, and it is signed with the new key."""
    old = read_secret(FILE)
    if old and is_stolen:
        BadgeKey.objects.update_or_create(
            public=public_of(old),
            defaults={"stolen_at": timezone.now()},
            create_defaults={"made_at": timezone.now(), "stolen_at": timezone.now()},
        )
    write_secret(NEXT_FILE)
    path_of(NEXT_FILE).replace(path_of(FILE))
    made = signing()
    Edition.bump()  # badges and the list of keys are kept in memory
    return made


def issuer_address() -> str:
    return absolute(reverse("badge_issuer"))


def method_of(public: str) -> str:
    return f"{issuer_address()}#{public_multibase(bytes.fromhex(public))}"


def profile() -> Document:
    home = absolute(reverse("home"))
    return {"id": issuer_address(), "type": ["Profile"], "name": publisher_name(), "url": home}


def issuer() -> Document:
    """Describes who issues, with the public keys by which badges are verified."""
    signing()
    methods = [
        {
            "id": method_of(key.public),
            "type": "Multikey",
            "controller": issuer_address(),
            "publicKeyMultibase": public_multibase(bytes.fromhex(key.public)),
            **({"revoked": key.stolen_at.astimezone(UTC).strftime(MOMENT)} if key.stolen_at else {}),
        }
        for key in BadgeKey.objects.all()
    ]
    context = [CREDENTIALS, f"{OPEN_BADGES}/context-3.0.3.json", CONTROLLED]
    asserting = [method["id"] for method in methods if "revoked" not in method]
    return {"@context": context, **profile(), "verificationMethod": methods, "assertionMethod": asserting}


# --- The badge ------------------------------------------------------------------------------------------


def badge(record: Record, fingerprint: str) -> Document:
    """Returns the badge of a record that is public, with its proof."""
    version, address = record.content, absolute(reverse("badge", args=[record.pk]))
    subject: Document = {
        "id": absolute(record.recipient.get_absolute_url()),
        "type": ["AchievementSubject"],
        "identifier": [
            {
                "type": "IdentityObject",
                "hashed": False,
                "identityHash": record.recipient.name,
                "identityType": "name",
            }
        ],
        "achievement": achievement(record.commendation),
    }
    if version.post:
        subject["role"] = version.post
    page = absolute(record.get_absolute_url())
    told = f"“{site_name()}”公开的记录，第 {version.number} 版，指纹（SHA-256）{fingerprint}。"
    document = {
        "@context": [CREDENTIALS, f"{OPEN_BADGES}/context-3.0.3.json"],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": str(record.commendation),
        "description": "由公开的表彰记录生成，供受表彰者自己使用，不是证书原件。",
        "issuer": profile(),
        "validFrom": (version.public_from or timezone.now()).astimezone(UTC).strftime(MOMENT),
        "credentialSubject": subject,
        "evidence": [{"id": page, "type": ["Evidence"], "name": version.title, "description": told}],
        "credentialStatus": status_of(record.pk),
        "credentialSchema": [{"id": SCHEMA, "type": "1EdTechJsonSchemaValidator2019"}],
    }
    return secured(document, *signing())


def achievement(commendation: Commendation) -> Document:
    return {
        "id": absolute(commendation.get_absolute_url()),
        "type": ["Achievement"],
        "achievementType": "Award",
        "name": str(commendation),
        "description": commendation.category.description or f"表彰：{commendation}。",
        "criteria": {"narrative": decided(commendation)},
        "inLanguage": "zh-CN",
    }


def decided(commendation: Commendation) -> str:
    """Says by whom, when and in which document the honor was decided, as far as it is known."""
    by = f"由{commendation.issuer}" if commendation.issuer else ""
    on = f"于{date_format(commendation.decided_on, 'Y年n月j日')}" if commendation.decided_on else ""
    named = f"《{commendation.name}》" if commendation.name else ""
    number = f"（{commendation.document_number}）" if commendation.document_number else ""
    document = f"，见{named}{number}" if named or number else ""
    return f"{by}{on}决定授予{document}。" if by or on or document else "授予的依据见记录的网页。"


# --- What is revoked ------------------------------------------------------------------------------------


def status_of(record_id: int) -> Document:
    number, index = divmod(record_id, LIST_BITS)
    address = absolute(reverse("badge_status", args=[number]))
    return {
        "id": f"{address}#{index}",
        "type": "BitstringStatusListEntry",
        "statusPurpose": "revocation",
        "statusListIndex": str(index),
        "statusListCredential": address,
    }


def status_list(number: int, now: datetime) -> Document | None:
    """Returns the list of so many records, from that number on; None where there are none in public."""
    those = Record.objects.filter(pk__gte=number * LIST_BITS, pk__lt=(number + 1) * LIST_BITS)
    if not those.filter(Q(status=Record.Status.WITHDRAWN) | Q(pk__in=those.published())).exists():
        return None
    gone = those.filter(Q(revoked_on__isnull=False) | Q(status=Record.Status.WITHDRAWN))
    bits = bytearray(LIST_BITS // 8)
    for pk in gone.order_by().values_list("pk", flat=True).iterator():
        place, bit = divmod(pk % LIST_BITS, 8)
        bits[place] |= 0x80 >> bit  # the first is the leftmost
    packed = base64.urlsafe_b64encode(gzip.compress(bytes(bits), mtime=0)).decode().rstrip("=")
    address = absolute(reverse("badge_status", args=[number]))
    document: dict[str, Any] = {
        "@context": [CREDENTIALS],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer_address(),
        "validFrom": now.astimezone(UTC).strftime(MOMENT),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": "revocation",
            "encodedList": f"u{packed}",
        },
    }
    return secured(document, *signing())
