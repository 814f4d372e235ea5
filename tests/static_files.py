from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from records.presentation.static_storage import MinifiedFiles


class UncompressedStaticFiles(MinifiedFiles, ManifestStaticFilesStorage):  # type: ignore[misc]
    """Collects static files as they are served, but for the compressed copies, which take five seconds."""
