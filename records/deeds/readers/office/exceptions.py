"""Refuses files that claim to be Word files and are none, with what their owner can do."""

from records.deeds.document import DeedsError
from records.deeds.readers.encodings import refuse

SAVE_AS = "请用 Word 或 WPS 打开，另存为新的 .docx 再导入。"


def not_word(kind: str) -> DeedsError:
    return refuse("not-word", f"这不是 Word 文件，而是{kind}，只是改了文件名。请找到原来的 Word 文件再导入。")


def encrypted() -> DeedsError:
    return refuse(
        "word-encrypted", "文件设有打开密码。请用 Word 或 WPS 打开，取消密码，另存为新的 .docx 再导入。"
    )


def broken(why: str = "文件已损坏或不完整，可能没有下载完") -> DeedsError:
    return refuse("word-broken", f"{why}。{SAVE_AS}")
