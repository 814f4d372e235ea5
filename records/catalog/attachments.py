"""Finds the files of attachments: they lie in `VAR/originals`, each under the SHA-256 of its bytes."""

from pathlib import Path
from typing import IO

from django.conf import settings

from records.models import Attachment, ImportedDocument, Record, Version


def originals_folder() -> Path:
    return Path(settings.VAR, "originals")


def path_of(sha256: str) -> Path:
    return Path(settings.VAR, "originals", sha256)


def open_attachment(attachment: Attachment) -> IO[bytes]:
    """Opens the file as it was handed in. Raises FileNotFoundError where the folder has lost it."""
    return path_of(attachment.sha256).open("rb")


def is_shown(original: Attachment | None) -> bool:
    """Tells whether the public may read the file that a record was read from.

    An editor says so; and it holds the text of every record that was read from it, so none of these may be a draft,
    withdrawn, or have a version that is withheld. At most two queries, and none where no editor said so.
    """
    if original is None or original.shown_since is None:
        return False
    versions = Version.objects.filter(original=original)
    hidden = versions.filter(withheld_at__isnull=False) | versions.exclude(
        record__in=Record.objects.published()
    )
    waiting = ImportedDocument.objects.filter(original=original, state=ImportedDocument.State.WAITING)
    return not hidden.exists() and not waiting.exists()
