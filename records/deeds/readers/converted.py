"""Older office files (.doc, .wps, .rtf, .odt …) → .docx by LibreOffice, where the machine has it, then read as such.

LibreOffice knows these formats far better than we could; but it runs macros, fetches what a file links to, and can
be kept busy for ever. So it gets a profile of its own that forbids the first two, and bounds for the third.
"""

import contextlib
import os
import resource
import shutil
import signal
import subprocess
import tempfile
from dataclasses import replace
from functools import partial
from pathlib import Path

from records.deeds.document import Message
from records.deeds.source import Source

from . import docx
from .encodings import refuse
from .format import Format
from .office.package import MAX_FILE_BYTES, MAX_MARKUP_SIGNS, MEGABYTE, Package, parse

NAMES = ("soffice", "libreoffice")
MAX_SECONDS = 60  # by the clock
BOUNDS = (
    (resource.RLIMIT_CPU, 40),
    (resource.RLIMIT_AS, 4096 * MEGABYTE),
    (resource.RLIMIT_FSIZE, 200 * MEGABYTE),
    (resource.RLIMIT_CORE, 0),
)
# Macros are off, links are neither followed nor brought up to date, and what gets through finds no proxy to leave by.
SETTINGS = (
    ("org.openoffice.Office.Common/Security/Scripting", "DisableMacrosExecution", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "MacroSecurityLevel", "3"),
    ("org.openoffice.Office.Common/Security/Scripting", "BlockUntrustedRefererLinks", "true"),
    ("org.openoffice.Office.Common/Security/Scripting", "DisableActiveContent", "true"),
    ("org.openoffice.Office.Common/Misc", "FirstRun", "false"),
    ("org.openoffice.Office.Writer/Content/Update", "Link", "0"),
    ("org.openoffice.Office.Calc/Content/Update", "Link", "1"),
    ("org.openoffice.Inet/Settings", "ooInetProxyType", "2"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyName", "127.0.0.1"),
    ("org.openoffice.Inet/Settings", "ooInetHTTPSProxyPort", "9"),
    ("org.openoffice.Inet/Settings", "ooInetNoProxy", ""),
)
ITEM = '<item oor:path="/{}"><prop oor:name="{}" oor:op="fuse"><value>{}</value></prop></item>'
PROFILE = (
    '<?xml version="1.0" encoding="UTF-8"?><oor:items xmlns:oor="http://openoffice.org/2001/registry">'
    + "".join(ITEM.format(*setting) for setting in SETTINGS)
    + "</oor:items>"
)
MAX_HEAD_BYTES = 4096
FILTERS = (
    (b"{\\rtf", "Rich Text Format"),
    (b"mimetypeapplication/vnd.oasis", "writer8"),
    (b"<office:document", "OpenDocument Text Flat XML"),
    (b"wordDocument", "MS Word 2003 XML"),
)
# How a Word file of 97 to 2003 begins, and where it says that it is encrypted.
WORD_97, FLAGS_AT, ENCRYPTED = b"\xec\xa5\xc1\0", 11, 0x01
SAVE_AS = "请用 Word 或 WPS 打开，另存为 .docx 再导入。"


def program() -> str | None:
    return next((found for name in NAMES if (found := shutil.which(name))), None)


def read(data: bytes, kind: str, name: str) -> Source:
    """Raises DeedsError with what the file's owner can do."""
    if len(data) > MAX_FILE_BYTES:
        raise refuse("too-large", f"文件超过 {MAX_FILE_BYTES // MEGABYTE} MB。请压缩图片，或拆成几份再导入。")
    if data.startswith(b"PK"):
        Package(data)
    elif kind == "word-xml":
        check_xml(data)
    check_encryption(data)
    office = program()
    if office is None:
        raise refuse(kind, f"这是{name}，网站这边没有能读它的 LibreOffice。{SAVE_AS}")
    found = docx.read(converted(office, data, kind, name))
    note = f"{name}先由 LibreOffice 转成 .docx 再读取，版式复杂的地方请对照原件核对。"
    return replace(found, messages=(Message("info", "converted", note), *found.messages))


def check_xml(data: bytes) -> None:
    """Raises DeedsError for what is no sound XML: left alone, LibreOffice shows its source as text."""
    if data.count(b"<") + data.count(b"=") > MAX_MARKUP_SIGNS:
        raise refuse("too-large", "文件里的格式太多，读起来会占满内存。请拆成几份再导入。")
    parse(data)


def check_encryption(data: bytes) -> None:
    at = data.find(WORD_97)
    if at >= 0 and at % 512 == 0 and at + FLAGS_AT < len(data) and data[at + FLAGS_AT] & ENCRYPTED:
        raise refuse(
            "word-encrypted",
            "文件设有打开密码。请用 Word 或 WPS 打开，取消密码，另存为新的 .docx 再导入。",
        )


def converted(office: str, data: bytes, kind: str, name: str) -> bytes:
    """Raises DeedsError."""
    with tempfile.TemporaryDirectory(prefix="honors-office-") as made:
        folder = Path(made)
        user = folder / "profile" / "user"
        user.mkdir(parents=True)
        (user / "registrymodifications.xcu").write_text(PROFILE, encoding="utf-8")
        (folder / "document").write_bytes(data)
        in_time = run(office, folder, "document", filter_for(data))
        result = folder / "out" / "document.docx"
        if result.is_file():
            return result.read_bytes()
    if not in_time:
        raise refuse(kind, f"{name}转换起来太久，没有读完。{SAVE_AS}")
    raise refuse(kind, f"{name}打不开，可能已损坏、设有密码，或者不是一份文字材料。{SAVE_AS}")


def filter_for(data: bytes) -> str:
    """Names the reader of LibreOffice: left to itself, it shows the source of a damaged file as its text."""
    head = data[:MAX_HEAD_BYTES]
    return next((name for sign, name in FILTERS if sign in head), "")


def run(office: str, folder: Path, name: str, filter: str) -> bool:
    """Has LibreOffice convert a file of the folder; tells whether it ended by itself.

    It is several processes, so what is ended is their group.
    """
    command = [office, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"]
    command += [
        "--nolockcheck",
        "--convert-to",
        "docx:MS Word 2007 XML",
        "--outdir",
        str(folder / "out"),
        name,
    ]
    process = subprocess.Popen(  # noqa: S603  (a program found on this machine, on a file named by us)
        command,
        cwd=folder,
        env={
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(folder),
            "TMPDIR": str(folder),
            "LANG": "C.UTF-8",
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        bound(process.pid)
        process.wait(MAX_SECONDS)
    except subprocess.TimeoutExpired:
        return False
    finally:
        end_group(process.pid)
        process.wait()
    return process.returncode != -signal.SIGXCPU


def bound(pid: int) -> None:
    """Bounds the first process at once: those that it starts inherit that."""
    for limit, most in BOUNDS:
        soft, hard = resource.prlimit(pid, limit)
        known = [each for each in (soft, hard, most) if each != resource.RLIM_INFINITY]
        resource.prlimit(pid, limit, (min(known), hard))


def end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)


def converting(
    kind: str, name: str, suffixes: tuple[str, ...], signature: bytes = b"", zip_sign: bytes = b""
) -> Format:
    return Format(kind, name, suffixes, partial(read, kind=kind, name=name), signature, zip_sign)


OPEN_DOCUMENT = b"mimetypeapplication/vnd.oasis.opendocument.text"
FORMATS = (
    converting("old-word", "旧版 Word（.doc）或 WPS（.wps）文件", (".doc", ".wps")),
    converting("rtf", "RTF 文档", (".rtf",), signature=b"{\\rtf"),
    converting(
        "word-xml", "OpenDocument 或 XML 格式的 Office 文档", (".odt", ".fodt"), zip_sign=OPEN_DOCUMENT
    ),
)
