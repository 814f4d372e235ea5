"""Says which pictures of a document its page may take, and how many: the site itself takes no others."""

MAX_PICTURES = 100
MAX_PICTURE_BYTES = 10 * 1024 * 1024


def is_shown(data: bytes) -> bool:
    """Knows JPEG, PNG and WebP."""
    return data.startswith((b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")) or (
        data.startswith(b"RIFF") and data[8:12] == b"WEBP"
    )
