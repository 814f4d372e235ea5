"""Writes the software bill of materials: `make lock` calls it, so that it names what requirements.txt pins.

The packages are installed into a folder of their own, since .venv holds those for development too; their own metadata
tell license and dependencies. It is that of Linux: what only Windows needs is not installed. Links of the packages,
which are what their authors once wrote, are left out.
"""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parent.parent
BILL = ROOT / "honors_site" / "deploy" / "sbom.cdx.json"


def main() -> None:
    with tempfile.TemporaryDirectory() as scratch:
        bill = described(installed(Path(scratch) / "venv"))
    for component in [*bill["components"], *bill["metadata"]["tools"]["components"]]:
        component.pop("externalReferences", None)
    BILL.write_text(json.dumps(bill, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def installed(venv: Path) -> Path:
    subprocess.run(["uv", "venv", "--quiet", "--python", sys.executable, venv], check=True)
    pinned = ["--require-hashes", "--only-binary", ":all:", "--requirement", str(ROOT / "requirements.txt")]
    subprocess.run(["uv", "pip", "install", "--quiet", "--python", venv, *pinned], check=True)
    return venv


def described(venv: Path) -> dict:
    command: list[str] = [
        "cyclonedx-py",
        "environment",
        str(venv),
        "--pyproject",
        str(ROOT / "pyproject.toml"),
    ]
    written = subprocess.run([*command, "--output-reproducible"], check=True, capture_output=True)
    return json.loads(written.stdout)


if __name__ == "__main__":
    main()
