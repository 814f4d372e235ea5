"""The operator's configuration in a real nginx, wrapped as Debian wraps it; only ports and places differ."""

import os
import re
import subprocess
from pathlib import Path

from tests.faults.serving import free_port, is_listening, wait_until
from tests.lacking import program
from tests.processes import ROOT

HOST = "honors.example"
DEPLOY = ROOT / "honors_site" / "deploy"
# What Debian's own nginx.conf says before it includes conf.d, but for the places of files.
DEBIAN = """
{user}
worker_processes {workers};
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{ worker_connections 768; }}
http {{
    sendfile on;
    tcp_nopush on;
    types_hash_max_size 2048;
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    ssl_protocols TLSv1 TLSv1.1 TLSv1.2 TLSv1.3;
    ssl_prefer_server_ciphers on;
    access_log {folder}/access.log;
    gzip on;
    {temporary}
    {configuration}
}}
"""
KINDS_OF_TEMPORARY = ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")


class Nginx:
    def __init__(
        self, folder: Path, site_port: int, user: str = "", host: str = HOST, workers: int = 0
    ) -> None:
        """`user` is whom the workers run as, by default who runs the tests; `host` is the site's name.

        There are as many workers as cores, unless said otherwise.
        """
        self.folder = folder
        self.host = host
        self.workers = workers
        self.site_port = site_port
        self.user = user or ("root" if os.geteuid() == 0 else "")
        self.encrypted, self.plain = free_port(), free_port()
        self.certificate = folder / "fullchain.pem"
        self.kept = folder / "kept"
        self.kept.mkdir(exist_ok=True)
        self.configuration = folder / "nginx.conf"
        self.command = [program("nginx", "nginx"), "-p", str(folder), "-c", str(self.configuration)]
        self.process: subprocess.Popen[bytes] | None = None
        self.write()

    def write(self) -> None:
        text = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
        self.configuration.write_text(
            DEBIAN.format(
                user=f"user {self.user};" if self.user else "",
                workers=self.workers or "auto",
                folder=self.folder,
                temporary="\n    ".join(
                    f"{kind}_temp_path {self.folder}/{kind};" for kind in KINDS_OF_TEMPORARY
                ),
                configuration=self.placed(text),
            ),
            encoding="utf-8",
        )

    def placed(self, text: str) -> str:
        text = re.sub(r"listen \[::\]:.*;", "", text)  # not every machine has IPv6
        text = re.sub(r"listen 443\b", f"listen 127.0.0.1:{self.encrypted}", text)
        text = re.sub(r"listen 80\b", f"listen 127.0.0.1:{self.plain}", text)
        places = {
            "127.0.0.1:8000": f"127.0.0.1:{self.site_port}",
            "/var/cache/nginx/honors": str(self.kept),
            "/var/log/nginx": str(self.folder),
            "/etc/ssl/honors.example": str(self.folder),
            "/etc/nginx/honors-cdn": f"{self.folder}/honors-cdn",
            "/etc/nginx/honors-path": f"{self.folder}/honors-path",
            "/srv/honors-record": str(ROOT),
            HOST: self.host,
        }
        for place, here in places.items():
            text = text.replace(place, here)
        return text

    def make_certificate(self) -> None:
        key = self.folder / "privkey.pem"
        made = [program("openssl", "openssl"), "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"]
        made += ["-subj", f"/CN={self.host}", "-addext", f"subjectAltName=DNS:{self.host}"]
        made += ["-keyout", str(key), "-out", str(self.certificate)]
        subprocess.run(made, check=True, capture_output=True)

    def check(self) -> subprocess.CompletedProcess[str]:
        return subprocess.run([*self.command, "-t"], capture_output=True, text=True, check=False)

    def start(self) -> None:
        with (self.folder / "log").open("wb") as log:
            self.process = subprocess.Popen(self.command, stdout=log, stderr=subprocess.STDOUT)
        wait_until(lambda: is_listening(self.encrypted))

    def end(self) -> None:
        if self.process is not None:
            self.process.terminate()
            self.process.wait(30)
