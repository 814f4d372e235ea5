"""Takes in pictures: judged by decoding them, and kept as nothing but pixels."""

import hashlib
import os

from django.core.files.base import ContentFile, File
from django.core.files.storage import default_storage

from records.presentation.markdown import PICTURES_ADDRESS
from records.utils.pictures import MAX_BYTES, reencode


def store_picture(picture: File) -> str:
    """Returns its address as texts have it. The name is made from its content: the same picture twice is one file.

    Raises PictureRefused.
    """
    content = reencode(picture.read(MAX_BYTES + 1))
    name = f"images/{hashlib.sha256(content).hexdigest()[:32]}.webp"
    if default_storage.exists(name):
        # As new: one that was left over is not swept while somebody is about to use it again.
        os.utime(default_storage.path(name))
    else:
        name = default_storage.save(name, ContentFile(content))
    return f"{PICTURES_ADDRESS}{name.removeprefix('images/')}"
