"""What Open Badges 3.0 asks of a credential, written from its text (imsglobal.org/spec/ob/v3p0, sections B.1 and C).

The schema that the specification publishes is not among the files here: it is another's. These are its required
members and types, for the classes that a badge of this site has.
"""

import re
from typing import Any

MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)")
ADDRESS = re.compile(r"https?://\S+|urn:\S+|did:\S+")
CONTEXTS = [
    "https://www.w3.org/ns/credentials/v2",
    "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
]
IDENTITIES = {
    "name",
    "sourcedId",
    "systemId",
    "productId",
    "userName",
    "accountId",
    "emailAddress",
    "identifier",
}
# Each member of a class: whether it must be there, and what it holds ("[x]": a list of these; a name: a class).
CLASSES: dict[str, dict[str, tuple[bool, str]]] = {
    "Credential": {
        "@context": (True, "contexts"),
        "id": (True, "uri"),
        "type": (True, "types:VerifiableCredential,OpenBadgeCredential"),
        "name": (False, "text"),
        "description": (False, "text"),
        "issuer": (True, "Profile"),
        "validFrom": (True, "moment"),
        "credentialSubject": (True, "Subject"),
        "evidence": (False, "[Evidence]"),
        "credentialStatus": (False, "Status"),
        "credentialSchema": (False, "[Schema]"),
        "proof": (True, "Proof"),
    },
    "Profile": {
        "id": (True, "uri"),
        "type": (True, "types:Profile"),
        "name": (False, "text"),
        "url": (False, "uri"),
    },
    "Subject": {
        "id": (True, "uri"),
        "type": (True, "types:AchievementSubject"),
        "identifier": (False, "[Identity]"),
        "achievement": (True, "Achievement"),
        "role": (False, "text"),
    },
    "Identity": {
        "type": (True, "is:IdentityObject"),
        "hashed": (True, "flag"),
        "identityHash": (True, "text"),
        "identityType": (True, "identity"),
    },
    "Achievement": {
        "id": (True, "uri"),
        "type": (True, "types:Achievement"),
        "achievementType": (False, "is:Award"),
        "name": (True, "text"),
        "description": (True, "text"),
        "criteria": (True, "Criteria"),
        "inLanguage": (False, "text"),
    },
    "Criteria": {"id": (False, "uri"), "narrative": (False, "text")},
    "Evidence": {
        "id": (False, "uri"),
        "type": (True, "types:Evidence"),
        "name": (False, "text"),
        "description": (False, "text"),
    },
    "Status": {
        "id": (False, "uri"),
        "type": (True, "is:BitstringStatusListEntry"),
        "statusPurpose": (True, "is:revocation"),
        "statusListIndex": (True, "digits"),
        "statusListCredential": (True, "uri"),
    },
    "Schema": {"id": (True, "uri"), "type": (True, "is:1EdTechJsonSchemaValidator2019")},
    "Proof": {
        "type": (True, "is:DataIntegrityProof"),
        "cryptosuite": (True, "is:eddsa-jcs-2022"),
        "verificationMethod": (True, "uri"),
        "proofPurpose": (True, "is:assertionMethod"),
        "proofValue": (True, "text"),
        "@context": (False, "contexts"),
    },
}


def faults(value: Any, kind: str = "Credential", place: str = "") -> list[str]:
    """Lists what is missing, of another type or not known."""
    if kind.startswith("["):
        if not isinstance(value, list):
            return [f"{place}: no list"]
        return [fault for at, one in enumerate(value) for fault in faults(one, kind[1:-1], f"{place}[{at}]")]
    if kind not in CLASSES:
        return [] if fits(value, kind) else [f"{place}: {value!r} is no {kind}"]
    members = CLASSES[kind]
    missing = [
        f"{place}.{name} is missing" for name, (must, _) in members.items() if must and name not in value
    ]
    unknown = [f"{place}.{name} is not known" for name in value if name not in members]
    wrong = [
        fault
        for name, (_, inner) in members.items()
        if name in value
        for fault in faults(value[name], inner, f"{place}.{name}")
    ]
    return missing + unknown + wrong


def fits(value: Any, kind: str) -> bool:
    name, _, wanted = kind.partition(":")
    if name == "types":
        return isinstance(value, list) and set(wanted.split(",")) <= set(value)
    if name == "is":
        return bool(value == wanted)
    if name == "flag":
        return isinstance(value, bool)
    if name == "contexts":
        return bool(value == CONTEXTS)
    if name == "identity":
        return value in IDENTITIES
    patterns = {"uri": ADDRESS, "moment": MOMENT, "digits": re.compile(r"\d+"), "text": re.compile(r"(?s).+")}
    return isinstance(value, str) and bool(patterns[name].fullmatch(value))
