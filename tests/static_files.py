from django.contrib.staticfiles.storage import ManifestStaticFilesStorage

from records.presentation.static_storage import SmallerFiles


class UncompressedStaticFiles(SmallerFiles, ManifestStaticFilesStorage):  # type: ignore[misc]
    """As they are served, but for the compressed copies, which take five seconds."""
