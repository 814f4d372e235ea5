"""A time stamping authority on this machine, of openssl's own `ts`, that answers as a test wants."""

import subprocess
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Self

CONFIG = """
[req]
distinguished_name = name
[name]
[ca]
basicConstraints = critical, CA:TRUE
[tsa]
extendedKeyUsage = critical, timeStamping
[chosen]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
certs = {folder}/ca.pem
signer_digest = sha256
default_policy = 1.2.3.4.1
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
"""


def openssl(*arguments: str | Path, asked: bytes = b"") -> bytes:
    done = subprocess.run(["openssl", *arguments], input=asked, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    return done.stdout


class Authority:
    """Answers at `url` while it is entered; `answer` may be put in the place of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.asked = folder, 0
        self.answer: Callable[[bytes], bytes] = self.stamped
        self.certificate = folder / "ca.pem"
        (folder / "ts.cnf").write_text(CONFIG.format(folder=folder))
        (folder / "serial").write_text("01\n")
        self.make("ca", "/CN=Test root", "-extensions", "ca")
        issued: list[str | Path] = [
            "-CA",
            self.certificate,
            "-CAkey",
            folder / "ca.key",
            "-extensions",
            "tsa",
        ]
        self.make("tsa", "/CN=Test authority", *issued)

    def make(self, name: str, subject: str, *more: str | Path) -> None:
        made: list[str | Path] = ["-keyout", self.folder / f"{name}.key", "-out", self.folder / f"{name}.pem"]
        new = ["-x509", "-nodes", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"]
        openssl("req", "-config", self.folder / "ts.cnf", *new, "-subj", subject, "-days", "2", *made, *more)

    def stamped(self, query: bytes) -> bytes:
        (self.folder / "query").write_bytes(query)
        chosen: list[str | Path] = ["-config", self.folder / "ts.cnf", "-section", "chosen"]
        return openssl("ts", "-reply", "-queryfile", self.folder / "query", *chosen)

    def __enter__(self) -> Self:
        authority = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                authority.asked += 1
                query = self.rfile.read(int(self.headers["Content-Length"]))
                assert self.headers["Content-Type"] == "application/timestamp-query"
                answer = authority.answer(query)
                self.send_response(200)
                self.send_header("Content-Type", "application/timestamp-reply")
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                pass

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/"
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02})
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    def verify(self, data: bytes, stamp: bytes) -> str:
        """Verifies as a stranger would, who has the two files and the root; returns what openssl says."""
        (self.folder / "data").write_bytes(data)
        (self.folder / "stamp.tsr").write_bytes(stamp)
        files: list[str | Path] = ["-data", self.folder / "data", "-in", self.folder / "stamp.tsr"]
        return openssl("ts", "-verify", *files, "-CAfile", self.certificate).decode()
