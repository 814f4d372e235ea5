"""The manifest of a backup: what it holds, from which version of the site, and the SHA-256 of each file."""

import hashlib
import json
import tomllib
from dataclasses import asdict, dataclass, field
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from records.utils.exceptions import UserFacingError

from . import contents

FORMAT = 1
NAME = "manifest.json"
SUM_NAME = "manifest.sha256"  # as `sha256sum --check` reads it; the manifest has the sums of all others


class BackupDamaged(UserFacingError):
    """A backup is not as it was written."""


class BackupRefused(UserFacingError):
    """A wish that cannot be fulfilled, or not safely; nothing was changed."""


class BackupInTheWay(BackupRefused):
    """Another backup or a restore goes on: to wait is all that is needed."""


@dataclass(frozen=True)
class StoredFile:
    size: int
    sha256: str
    mtime_ns: int


@dataclass(frozen=True)
class Facts:
    """The contents of a database at one moment, in numbers."""

    edition: int
    counts: dict[str, int]  # rows of each table
    migrations: list[str]  # applied, as “records.0001_initial”
    audit_head: str | None  # the last hash of the audit log's chain; None where there is no log


@dataclass(frozen=True)
class Manifest:
    version: str
    made_at: datetime
    database: str  # sqlite or postgresql
    database_version: str
    database_file: str
    facts: Facts
    folders: list[str]  # of VAR, that a restore replaces
    keys_file: str | None
    key_fingerprint: str
    files: dict[str, StoredFile]
    format: int = FORMAT
    size: int = field(init=False, default=0)

    def __post_init__(self) -> None:
        object.__setattr__(self, "size", sum(file.size for file in self.files.values()))

    def write(self, folder: Path) -> tuple[Path, Path]:
        """Returns the files that it has written."""
        manifest, own_sum = folder / NAME, folder / SUM_NAME
        text = json.dumps(asdict(self), indent=1, default=datetime.isoformat)
        manifest.write_text(text + "\n", encoding="ascii")
        own_sum.write_text(f"{sum_of(manifest)}  {NAME}\n", encoding="ascii")
        return manifest, own_sum


def read_manifest(folder: Path) -> Manifest:
    """Raises BackupDamaged, and BackupRefused for one that only a newer version understands."""
    try:
        expected = (folder / SUM_NAME).read_text(encoding="ascii").split()[0]
        if sum_of(folder / NAME) != expected:
            raise BackupDamaged(f"{folder / NAME} 与备份时不同，这份备份不能用。请换一份。")
        read = json.loads((folder / NAME).read_text(encoding="ascii"))
    except (OSError, UnicodeError, ValueError, IndexError) as error:
        raise BackupDamaged(f"{folder} 里没有可读的 {NAME} 和 {SUM_NAME}，不是一份完整的备份。") from error
    if read["format"] > FORMAT:
        raise BackupRefused(newer(read["version"]))
    manifest = from_json(read)
    if any(leads_out(name, manifest) for name in manifest.files):
        raise BackupDamaged(f"{folder / NAME} 里有不该有的文件名，不是本站写出的备份。")
    return manifest


def leads_out(name: str, manifest: Manifest) -> bool:
    """Tells whether a file would lie anywhere but where a backup puts it."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not set(manifest.folders) <= set(contents.FOLDERS):
        return True
    return name not in (manifest.database_file, manifest.keys_file) and path.parts[0] not in manifest.folders


def from_json(read: dict[str, Any]) -> Manifest:
    del read["format"], read["size"]
    read["made_at"] = datetime.fromisoformat(read["made_at"])
    read["facts"] = Facts(**read["facts"])
    read["files"] = {name: StoredFile(**file) for name, file in read["files"].items()}
    return Manifest(**read)


def sum_of(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def site_version() -> str:
    with (settings.BASE_DIR / "pyproject.toml").open("rb") as file:
        return str(tomllib.load(file)["project"]["version"])


def refuse_newer(manifest: Manifest) -> None:
    """Raises BackupRefused for a backup of a newer version: this one would not know what to do with its tables."""
    known = code_migrations()
    apps = {name.partition(".")[0] for name in known}
    unknown = {name for name in manifest.facts.migrations if name.partition(".")[0] in apps} - known
    if unknown or parts(manifest.version) > parts(site_version()):
        raise BackupRefused(newer(manifest.version))


def code_migrations() -> set[str]:
    """Names all that the code has, those too that squashed ones stand for: a database may have applied them."""
    loader = MigrationLoader(None)
    return {f"{app}.{name}" for app, name in loader.disk_migrations} | {
        f"{app}.{name}" for migration in loader.disk_migrations.values() for app, name in migration.replaces
    }


def waiting_migrations(manifest: Manifest) -> set[str]:
    return code_migrations() - set(manifest.facts.migrations)


def parts(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".") if part.isdecimal())


def newer(version: str) -> str:
    return (
        f"这份备份来自更新的版本（{version}），现在的程序是 {site_version()}，读不了。"
        f"请先把程序更新到 {version} 或更新的版本，再恢复。"
    )


def site_tables() -> list[str]:
    """Names the tables that the site has now, of those that its models describe."""
    existing = connection.introspection.django_table_names(only_existing=True, include_views=False)
    return sorted([*existing, "django_migrations"])
