"""Makes a small site with a public log as files, which a test may serve and tamper with."""

import hashlib
import html
import re
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import rfc8785
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from records.transparency.notes import key_of, sign_note
from records.transparency.tree import Tiles, appended, tile_widths
from records.transparency.verify import (
    TILE_WIDTH,
    Checkpoint,
    bundle_path,
    encoded,
    join_bundle,
    leaf_hash,
    next_key,
    parse_note,
    run,
    tile_path,
)

ORIGIN = "honors.example/log"
FIRST_DAY = "2026-11-29"


class MadeSite:
    """Keeps the log in memory and everything that is public as files below `folder`, at the addresses of the site."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.secret = Ed25519PrivateKey.from_private_bytes(bytes([1] * 32))
        self.entries: list[bytes] = []
        self.forms: dict[tuple[int, int], dict] = {}
        self.names: dict[int, dict] = {}  # those that were corrected
        self.at = "2026-11-29T12:00:00Z"
        self.days: list[str] = []
        self.moved: dict[str, str] = {}
        self.write_keys(self.key.vkey)

    @property
    def key(self):
        return key_of(ORIGIN, self.secret)

    # What happens

    def tell(self, kind: str, **said) -> None:
        self.add(rfc8785.dumps({"at": self.at, "kind": kind, **said}))

    def add(self, entry: bytes) -> None:
        self.entries.append(entry)

    def publish(
        self, number: int, text: str = "三十年如一日守护林海。", kind: str = "published", version=1
    ) -> None:
        form = made_form(number, version, text)
        content = rfc8785.dumps(form)
        self.forms[number, version] = form
        self.write(f"records/{number}/versions/{version}.canonical.json", content)
        self.write_data(number, form)
        self.write_page(number, form)
        self.tell(kind, record=number, version=version, hash=hashlib.sha256(content).hexdigest())
        self.write_sitemap()

    def correct(self, number: int, text: str) -> None:
        latest = max(version for record, version in self.forms if record == number)
        self.publish(number, text, "corrected", latest + 1)

    def rename(self, number: int, name: str) -> None:
        names: dict = {
            "recipient": {"name": name, "kind": "person"},
            "award": {"name": "全国劳动模范", "year": 2025},
        }
        content = rfc8785.dumps({"schema": "honors-record/names/1", "record": number, "names": 1, **names})
        self.names[number] = names
        self.write(f"records/{number}/names/1.canonical.json", content)
        self.tell("renamed", record=number, names=1, hash=hashlib.sha256(content).hexdigest())
        form = max(((key, form) for key, form in self.forms.items() if key[0] == number))[1]
        self.write_page(number, form)
        self.write_data(number, form)

    def withdraw(self, number: int) -> None:
        shutil.rmtree(self.folder / f"records/{number}")
        (self.folder / f"records/{number}.json").unlink()
        self.tell("withdrawn", record=number)
        self.write_sitemap()

    def count(self, totals: dict[int, int]) -> None:
        day = f"2026-12-{len(self.days) + 1:02}"
        before = self.days[-1] if self.days else None
        told = {"date": day, "since": before, "totals": {f"{number}": n for number, n in totals.items()}}
        content = rfc8785.dumps(told)
        self.write(f"log/totals/{day}.json", content)
        self.tell("totals", date=day, hash=hashlib.sha256(content).hexdigest())
        self.days.append(day)
        for number, count in totals.items():
            page = self.folder / f"records/{number}/index.html"
            others = re.sub(r"<b data-tribute-count>\d+</b>", "", page.read_text())
            page.write_text(others.replace("</main>", f"<b data-tribute-count>{count}</b></main>"))

    def rotate(self, seed: int = 2, reason: str = "rotated") -> Ed25519PrivateKey:
        """Puts a new key in place and returns the old one; the next head is signed by the new one alone."""
        old, old_key = self.secret, self.key
        self.secret = Ed25519PrivateKey.from_private_bytes(bytes([seed] * 32))
        by_old = {} if reason == "lost" else {"signed": encoded(old.sign(next_key(self.key.vkey)))}
        self.tell("key", key=self.key.vkey, reason=reason, **by_old)
        self.write_keys(self.key.vkey, old_key.vkey)
        return old

    # What is served

    def sign(self, *secrets: Ed25519PrivateKey, size: int | None = None) -> None:
        """Writes tiles, bundles and the head, signed with the key in use or with these."""
        entries = self.entries[:size]
        tiles = appended(lambda level, index: b"", 0, [leaf_hash(entry) for entry in entries])
        for level in range(3):
            for index, width in tile_widths(level, len(entries)):
                self.write(f"log/{tile_path(level, index, width)}", tiles[level, index])
        for index, width in tile_widths(0, len(entries)):
            bundle = join_bundle(entries[index * TILE_WIDTH :][:width])
            self.write(f"log/{bundle_path(index, width)}", bundle)
        root = Tiles(lambda level, index: tiles[level, index], len(entries)).root()
        text = Checkpoint(ORIGIN, len(entries), root).text()
        notes = [sign_note(text, ORIGIN, secret) for secret in secrets or (self.secret,)]
        lines = [note.rpartition(b"\n\n")[2] for note in notes]
        self.write("log/checkpoint", f"{text}\n".encode() + b"".join(lines))
        assert parse_note((self.folder / "log/checkpoint").read_bytes())[0] == text

    def write(self, path: str, content: bytes) -> None:
        file = self.folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)

    def write_keys(self, *vkeys: str) -> None:
        self.write("log/key", "".join(f"{vkey}\n" for vkey in vkeys).encode())

    def write_data(self, number: int, form: dict) -> None:
        data: dict = {"title": form["title"], "texts": form["sections"], **form, **self.names.get(number, {})}
        self.write(f"records/{number}.json", rfc8785.dumps(data))

    def write_page(self, number: int, form: dict) -> None:
        names = self.names.get(number, form)
        head = [
            form["title"],
            f"{names['recipient']['name']}，{names['award']['year']}年{names['award']['name']}",
        ]
        deeds = [
            form["introduction"],
            *(f"{m['marker']}{m['text']}" for s in form["sections"] for m in s["measures"]),
        ]
        figures = [
            f"{f['label']}{f['value']}{'余' if f.get('approximate') else ''}{f['unit']}"
            for f in form["figures"]
        ]
        body = f'{paragraphs(head)}<section class="deeds">{paragraphs(deeds)}</section>{paragraphs(figures)}'
        page = (
            f"<!doctype html><html><head><title>荣誉录</title></head><body><main>{body}</main></body></html>"
        )
        self.write(f"records/{number}/index.html", page.encode())

    def write_sitemap(self) -> None:
        here = sorted(int(page.parent.name) for page in self.folder.glob("records/*/index.html"))
        listed = "".join(f"<url><loc>https://honors.example/records/{number}/</loc></url>" for number in here)
        self.write("sitemap.xml", b"<loc>https://honors.example/sitemap-records.xml</loc>")
        self.write("sitemap-records.xml", listed.encode())

    def replace(self, path: str, old: str, new: str) -> None:
        file = self.folder / path
        content = file.read_bytes()
        assert old.encode() in content
        file.write_bytes(content.replace(old.encode(), new.encode()))

    @contextmanager
    def served(self, path: str = "") -> Iterator[str]:
        class Handler(SimpleHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(handler):
                if there := self.moved.get(handler.path):
                    handler.send_response(301)
                    handler.send_header("Location", there)
                    handler.send_header("Content-Length", "0")
                    handler.end_headers()
                else:
                    super().do_GET()

            def log_message(handler, *arguments):
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=f"{self.folder}"))
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}{path}"
        finally:
            server.shutdown()
            server.server_close()
            thread.join()


def paragraphs(texts: list[str]) -> str:
    written = "".join(f"<p>{html.escape(text)}</p>" for text in texts)
    return re.sub(r"\[(.*?)\]\(.*?\)", r"<a>\1</a>", written).replace("林海", "<b>林</b>海")


def made_form(number: int, version: int, text: str) -> dict:
    return {
        "schema": "honors-record/version/1",
        "record": number,
        "version": version,
        "public_from": "2026-11-29T12:00:00.000000Z",
        "salt": f"{number:032x}",
        "title": f"第{number}号先进事迹",
        "recipient": {"name": f"护林员{number}号", "kind": "person"},
        "award": {"name": "全国劳动模范", "year": 2025},
        "post": "",
        "summary": "",
        "introduction": "护林员，**守林**三十年。",
        "closing": "",
        "sections": [
            {
                "number": 1,
                "title": "",
                "lead": "",
                "measures": [{"number": 1, "marker": "一是", "text": text}],
            }
        ],
        "figures": [
            {"number": 1, "label": "育林", "value": "1.83", "unit": "万亩"},
            {"number": 2, "label": "植树", "value": "300", "unit": "株", "approximate": True},
        ],
        "note": "",
    }


def checked(address: str | Path, **options) -> tuple[int, str]:
    """Returns the exit status and all that was said."""
    said: list[str] = []
    status = run(f"{address}", said.append, **options)
    return status, "\n".join(said)
