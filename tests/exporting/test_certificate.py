"""The sheet of a record: what it says, that it is PDF/A, how it is signed, and when there is none."""

import io
import re
import subprocess
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from django.test import Client
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from records import publishing
from records.exporting.certificate import making
from records.exporting.certificate.sheet import set_in_lines
from records.exporting.checks import check_for_sheets
from records.management.commands import serve
from records.models import Record, VersionSeal
from tests.factories import make_category, make_commendation, make_correction, make_recipient, make_record
from tests.lacking import program
from tests.processes import run

pytestmark = pytest.mark.django_db
needs_pango = pytest.mark.skipif(bool(making.unable()), reason=making.unable())
ISSUERS = (
    "中共中央组织部、中央精神文明建设指导委员会办公室、人力资源和社会保障部、国务院国有资产监督管理委员会"
)


@pytest.fixture(autouse=True)
def _own_folder(settings: Any, tmp_path: Path) -> None:
    settings.SHEETS_ROOT = tmp_path / "sheets"


@pytest.fixture
def record() -> Record:
    award = make_commendation(
        make_category("全国先进基层党组织"),
        2011,
        issuer="中共中央组织部、人力资源和社会保障部",
        decided_on=date(2011, 6, 29),
        document_number="中组发〔2011〕15号",
    )
    honored = make_recipient("山东省滨州市滨城区彭李街道党工委", region="山东省/滨州市/滨城区/彭李街道")
    draft = make_record("draft", recipient=honored, commendation=award, title="彭李街道先进事迹")
    publishing.publish(draft, by=None)
    return draft


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Has no page laid out, which takes two seconds: only what would be, listed here."""
    pages: list[str] = []

    def rendered(page: str, signing: Any) -> bytes:
        pages.append(page)
        return b"%PDF made " + str(len(pages)).encode()

    monkeypatch.setattr(making, "rendered", rendered)
    monkeypatch.setattr(making, "unable", lambda: "")
    return pages


def get(client: Client, record: Record) -> Any:
    return client.get(f"/records/{record.pk}/certificate.pdf")


def text_of(pdf: bytes) -> str:
    (page,) = pypdfium2.PdfDocument(pdf)
    return re.sub(r"\s+", "", page.get_textpage().get_text_range())


# --- What it says -------------------------------------------------------------------------------------


@needs_pango
def test_the_sheet_says_the_honor_and_where_it_is_verified(client: Client, record: Record) -> None:
    response = get(client, record)
    assert response["Content-Type"] == "application/pdf"
    text = text_of(response.content)
    fingerprint = VersionSeal.objects.get(version=record.live).fingerprint
    for said in (
        "全国先进基层党组织",
        "2011年",
        "山东省滨州市滨城区彭李街道党工委",
        "中共中央组织部、人力资源和社会保障部",
        "2011年6月29日",
        "中组发〔2011〕15号",
        f"http://127.0.0.1:8000/records/{record.pk}/",
        fingerprint[:16],
        "不是证书原件",
    ):
        assert said in text
    assert "撤销" in text  # 以网址所示为准
    assert "称号已撤销" not in text


@needs_pango
def test_the_sheet_is_one_page_of_tagged_pdf_a_with_its_fonts_in_it(client: Client, record: Record) -> None:
    pdf = get(client, record).content
    root = PdfFileReader(io.BytesIO(pdf)).root
    xmp = root["/Metadata"].data.decode()
    assert "pdfaid:part" in xmp
    assert re.search(r'pdfaid:part(>|=")3', xmp)
    assert re.search(r'pdfaid:conformance(>|=")U', xmp)
    assert root["/OutputIntents"][0]["/S"] == "/GTS_PDFA1"
    assert root["/OutputIntents"][0]["/DestOutputProfile"].data[36:40] == b"acsp"  # a profile of colors
    assert root["/MarkInfo"]["/Marked"]
    assert "/StructTreeRoot" in root
    assert root["/Lang"] == "zh-CN"
    assert described(root["/StructTreeRoot"]) == {"/Figure": "二维码：核对这一版", "/H1": ""}
    listed = subprocess.run(
        [program("pdffonts", "poppler-utils"), "-"], input=pdf, capture_output=True, check=True
    ).stdout.decode()
    fonts = listed.splitlines()[2:]
    assert fonts
    assert all(font.split()[-5:-2] == ["yes", "yes", "yes"] for font in fonts), listed


def described(element: Any) -> dict[str, str]:
    """Finds the figures and headings of the structure, with what is said instead of a figure."""
    found = {element["/S"]: element.get("/Alt", "")} if element.get("/S") in {"/Figure", "/H1", "/H2"} else {}
    below = element.get("/K", [])
    for one in below if isinstance(below, list) else [below]:
        inner = one.get_object() if hasattr(one, "get_object") else one
        if isinstance(inner, dict) and "/S" in inner:
            found |= described(inner)
    return found


@needs_pango
def test_the_same_content_makes_the_same_bytes(client: Client, record: Record) -> None:
    first = get(client, record).content
    making.forget(record.pk)
    assert get(client, record).content == first


@needs_pango
def test_all_of_the_longest_names_stands_on_one_page_and_none_is_torn(client: Client) -> None:
    award = make_commendation(
        make_category("全国学习贯彻主题教育先进基层党组织和优秀共产党员示范集体暨志愿服务先进典型单位"),
        issuer=ISSUERS,
        decided_on=date(2011, 6, 29),
    )
    name = "山东省滨州市滨城区彭李街道办事处新时代文明实践所志愿服务联合党支部（流动）委员会"
    honored = make_recipient(name, region="山东省/滨州市/滨城区/彭李街道")
    record = make_record("draft", recipient=honored, commendation=award)
    publishing.publish(record, by=None)
    (page,) = pypdfium2.PdfDocument(get(client, record).content)
    lines = page.get_textpage().get_text_range().split("\r\n")
    assert "山东省滨州市滨城区" in lines
    assert "彭李街道办事处新时代文明实践所志愿服务联合党支部" in lines
    assert "".join(lines).count(ISSUERS) == 1


@needs_pango
def test_a_character_that_no_font_has_is_never_an_empty_box(client: Client, record: Record) -> None:
    record.recipient.name = "张\U000e1234"
    record.recipient.save()
    response = get(client, record)
    assert response.status_code == 501
    assert "字体里没有" in response.content.decode()


@pytest.mark.parametrize(
    ("text", "names", "lines"),
    [
        ("贾天佑", [], ["贾天佑"]),
        ("阿卜杜热合曼·买买提明·艾合买提江", [], ["阿卜杜热合曼·买买提明·艾合买提江"]),
        (
            "全国先进基层党组织和优秀共产党员示范集体建设标兵单位",
            [],
            ["全国先进基层党组织", "和优秀共产党员示范集体建设标兵单位"],
        ),
        ("甲" * 60, [], ["甲" * 60]),
        ("", [], [""]),
    ],
)
def test_a_long_name_breaks_between_its_parts(text: str, names: list[str], lines: list[str]) -> None:
    assert set_in_lines(text, names, 2.2, 1.2).lines == lines


def test_a_revoked_honor_says_so_first(client: Client, record: Record, drawn: list[str]) -> None:
    get(client, record)
    publishing.revoke_honor(record, by=None, on=date(2026, 5, 4), reason="材料不实。")
    get(client, record)
    assert "称号已撤销" not in drawn[0]
    assert "<strong>称号已撤销</strong>称号已于2026年5月4日撤销。原因：材料不实。</p>" in drawn[1]


def test_what_people_wrote_is_text_and_no_markup(client: Client, record: Record, drawn: list[str]) -> None:
    record.recipient.name = "<img src='file:///etc/passwd'>党支部"
    record.recipient.save()
    get(client, record)
    assert "<img" not in drawn[0]


# --- Made once ----------------------------------------------------------------------------------------


def test_a_sheet_is_made_once_for_what_it_says(client: Client, record: Record, drawn: list[str]) -> None:
    first, again = get(client, record), get(client, record)
    assert (first.content, len(drawn)) == (again.content, 1)
    make_correction(record)
    assert get(client, record).content == b"%PDF made 2"
    assert len(list(making.folder().iterdir())) == 1


def test_no_more_sheets_are_kept_than_so_many(
    client: Client, record: Record, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "MAX_KEPT", 10)
    making.folder().mkdir()
    for number in range(10):
        (making.folder() / f"{10_000 + number}-0.pdf").write_bytes(b"%PDF")
    get(client, record)
    assert len(list(making.folder().iterdir())) == 10


def test_a_reader_who_has_the_sheet_is_not_sent_it_again(
    client: Client, record: Record, drawn: list[str]
) -> None:
    response = get(client, record)
    again = client.get(f"/records/{record.pk}/certificate.pdf", headers={"If-None-Match": response["ETag"]})
    assert again.status_code == 304


def test_who_waits_too_long_for_another_sheet_is_asked_to_come_again(
    client: Client, record: Record, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "WAIT_SECONDS", 0.01)
    with making.making:
        response = get(client, record)
    assert response.status_code == 503
    assert response["Retry-After"] == "30"
    assert response["Cache-Control"] == "no-store"
    assert "正在做别的记录单" in response.content.decode()


def test_so_many_wait_for_a_sheet_and_no_more(
    client: Client, record: Record, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(making, "waiting", threading.BoundedSemaphore(1))
    with making.making, making.waiting:
        assert get(client, record).status_code == 503  # at once, whatever WAIT_SECONDS is
    assert get(client, record).status_code == 200


@needs_pango
@pytest.mark.parametrize("page", ["<img src='http://127.0.0.1:9/x.png'>", "<img src='file:///etc/passwd'>"])
def test_a_page_that_would_fetch_something_is_not_made(page: str, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(making.SheetRefused, match="没有做成"):
        making.rendered(page, None)
    assert "Refused" in caplog.text


# --- When there is none -------------------------------------------------------------------------------


def test_a_withdrawn_record_has_no_sheet_any_more(client: Client, record: Record, drawn: list[str]) -> None:
    get(client, record)
    publishing.withdraw(record, by=None, reason="材料有误")
    assert get(client, record).status_code == 410
    assert list(making.folder().iterdir()) == []


def test_nothing_is_kept_of_a_record_that_was_withdrawn_while_its_sheet_was_made(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    def rendered(page: str, signing: Any) -> bytes:
        publishing.withdraw(record, by=None, reason="材料有误")
        return b"%PDF-"

    monkeypatch.setattr(making, "rendered", rendered)
    monkeypatch.setattr(making, "unable", lambda: "")
    client.get(f"/records/{record.pk}/certificate.pdf")
    assert list(making.folder().iterdir()) == []


def test_a_draft_has_no_sheet(client: Client, drawn: list[str]) -> None:
    assert get(client, make_record("draft")).status_code == 404


def test_a_version_that_is_not_sealed_yet_has_a_sheet_later(client: Client, drawn: list[str]) -> None:
    response = get(client, make_record())
    assert response.status_code == 503
    assert "还没有封存" in response.content.decode()


def test_a_version_that_was_changed_past_the_site_gets_no_sheet(
    client: Client, record: Record, drawn: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("records.transparency.entries.fingerprint", lambda form: "0" * 64)
    assert "指纹不符" in get(client, record).content.decode()


def test_without_pango_there_is_no_link_and_the_address_says_what_is_missing(
    client: Client, record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = f"/records/{record.pk}/certificate.pdf"
    monkeypatch.setattr("records.views.records.unable", lambda: "")
    assert address in client.get(f"/records/{record.pk}/").content.decode()
    for module in ("records.views.records", "records.exporting.certificate.making"):
        monkeypatch.setattr(f"{module}.unable", lambda: making.WORDS["no-pango"])
    assert address not in client.get(f"/records/{record.pk}/").content.decode()
    response = client.get(address)
    assert response.status_code == 501
    assert "apt-get install libpangoft2-1.0-0" in response.content.decode()


# --- Signed -------------------------------------------------------------------------------------------


class Office:
    """A root, and the certificate of an office that it issued, as a PKCS#12 file."""

    def __init__(self, folder: Path, until: datetime) -> None:
        self.root_key, self.key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
        self.root = self.issue("Test root", self.root_key, None, until)
        self.certificate = self.issue("某某县表彰办公室", self.key, self.root, until)
        self.file, self.passphrase = folder / "office.p12", folder / "passphrase"
        self.file.write_bytes(
            pkcs12.serialize_key_and_certificates(
                b"office", self.key, self.certificate, [self.root], BestAvailableEncryption(b"secret")
            )
        )
        self.passphrase.write_text("secret\n")

    def issue(self, name: str, key: Any, by: x509.Certificate | None, until: datetime) -> x509.Certificate:
        subject = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, name)])
        names = ["key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"]
        signs: dict[str, bool] = dict.fromkeys(["digital_signature", "content_commitment"], True)
        issues: dict[str, bool] = dict.fromkeys(["key_cert_sign", "crl_sign"], by is None)
        usage = x509.KeyUsage(**signs, **issues, **dict.fromkeys(names, False))
        return (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(by.subject if by else subject)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=10))
            .not_valid_after(until)
            .add_extension(x509.BasicConstraints(ca=by is None, path_length=None), critical=True)
            .add_extension(usage, critical=True)
            .sign(self.root_key, hashes.SHA256())
        )


@pytest.fixture
def office(tmp_path: Path, settings: Any) -> Office:
    made = Office(tmp_path, datetime.now(UTC) + timedelta(days=10))
    settings.CERTIFICATE_FILE, settings.CERTIFICATE_PASSPHRASE_FILE = str(made.file), str(made.passphrase)
    return made


def validated(signature: Any, context: ValidationContext) -> Any:
    """Validates in a thread of its own: in this one the event loop of the browser tests may be running."""
    with ThreadPoolExecutor(1) as threads:
        return threads.submit(validate_pdf_signature, signature, context).result()


@needs_pango
@pytest.mark.filterwarnings("ignore::DeprecationWarning")
def test_a_sheet_is_signed_with_the_certificate_of_the_office(
    client: Client, record: Record, office: Office
) -> None:
    pdf = get(client, record).content
    (signature,) = PdfFileReader(io.BytesIO(pdf)).embedded_signatures
    root = load_cert(office.root)
    told = validated(signature, ValidationContext(trust_roots=[root], allow_fetching=False))
    assert told.bottom_line
    assert told.intact
    assert told.signing_cert.subject.native["common_name"] == "某某县表彰办公室"
    assert "数字签名" in text_of(pdf)
    changed = pdf.replace(b"/Pages", b"/Pagez", 1) if b"/Pages" in pdf[:200] else pdf[:500] + b" " + pdf[501:]
    (broken,) = PdfFileReader(io.BytesIO(changed), strict=False).embedded_signatures
    assert not validated(broken, ValidationContext(trust_roots=[root])).intact


def load_cert(certificate: x509.Certificate) -> Any:
    from asn1crypto import x509 as asn1

    return asn1.Certificate.load(certificate.public_bytes(Encoding.DER))


def wrong_passphrase(office: Office) -> None:
    office.passphrase.write_text("another")


def missing_file(office: Office) -> None:
    office.file.unlink()


def no_certificate(office: Office) -> None:
    office.file.write_bytes(b"-----BEGIN CERTIFICATE-----")


def missing_passphrase(office: Office) -> None:
    office.passphrase.unlink()


@pytest.mark.parametrize("spoiled", [wrong_passphrase, missing_file, no_certificate, missing_passphrase])
def test_a_certificate_that_does_not_work_is_told_at_the_start_and_nothing_goes_out_unsigned(
    client: Client, record: Record, office: Office, drawn: list[str], spoiled: Any
) -> None:
    spoiled(office)
    response = get(client, record)
    assert response.status_code == 501
    assert "证书用不了" in response.content.decode()
    assert any("证书用不了" in told for told in serve.warnings(1))
    assert drawn == []


def test_an_expired_certificate_signs_nothing(
    client: Client, record: Record, settings: Any, tmp_path: Path, drawn: list[str]
) -> None:
    made = Office(tmp_path, datetime.now(UTC) - timedelta(days=1))
    settings.CERTIFICATE_FILE, settings.CERTIFICATE_PASSPHRASE_FILE = str(made.file), str(made.passphrase)
    assert "已经过期" in get(client, record).content.decode()


def test_another_certificate_makes_another_sheet(
    client: Client, record: Record, drawn: list[str], office: Office, tmp_path: Path
) -> None:
    get(client, record)
    Office(tmp_path, datetime.now(UTC) + timedelta(days=20))
    get(client, record)
    assert len(drawn) == 2


@pytest.mark.parametrize("word", ["no-pango", "no-font"])
def test_what_is_missing_is_told_at_the_start(monkeypatch: pytest.MonkeyPatch, word: str) -> None:
    monkeypatch.setattr(making, "unable", lambda: making.WORDS[word])
    assert f"提示：{making.WORDS[word]}" in list(serve.warnings(1))
    (told,) = check_for_sheets()
    assert "apt-get install" in told.msg


SERVING = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "honors_site.settings"
import django
django.setup()
import honors_site.urls
print([name for name in ("weasyprint", "pyhanko", "fontTools", "aiohttp") if name in sys.modules])
"""


def test_who_serves_the_site_loads_nothing_of_what_makes_sheets(tmp_path: Path) -> None:
    assert run(tmp_path, "-c", SERVING, DATABASE_URL="sqlite:///:memory:").stdout.splitlines()[-1] == "[]"
