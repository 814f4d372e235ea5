"""Readings → records, with a batch that remembers them, so that they can be taken back."""

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any

from django.db import DataError, IntegrityError, transaction

from records import publishing
from records.audit import Act, record_act
from records.checks.running import in_deeds, listed_words, messages_of
from records.checks.wording import WordList
from records.deeds import Message
from records.deeds.document import Deeds
from records.deeds.formats.markdown import with_markdown_texts
from records.deeds.parsing.codes import AWARD_UNSURE
from records.deeds.placing import with_pictures
from records.models import ImportBatch, ImportedDocument, Picture, Record
from records.models.imports import part_label
from records.publishing.batches import NewestIds, newest_ids, remember
from records.publishing.bulk_insert import Table
from records.publishing.existing_rows import held_against_rolls
from records.publishing.originals import THREADS, Originals, told_hash
from records.publishing.pictures import file_name, keep_picture, markdown_of
from records.publishing.saving import DeedsWriter, Saved, write_session

from .pictures import UNDESCRIBED, TakenPicture
from .work import Read

DOCUMENTS = Table(ImportedDocument)
# Others wait for the transaction to end; a document begun is finished.
MAX_SECONDS = 0.3


@dataclass(frozen=True, slots=True)
class Result:
    """`outcome`: read, created, replaced, unchanged, failed, or skipped for what is no document."""

    name: str
    deeds: Deeds | None
    messages: tuple[Message, ...]
    outcome: str
    record: Record | None = None
    part: int = 1
    parts: int = 1

    @property
    def label(self) -> str:
        return part_label(self.name, self.part, self.parts)

    @property
    def is_uncertain(self) -> bool:
        return self.outcome != "failed" and any(message.level == "warning" for message in self.messages)


@dataclass
class Importer:
    """One run. Its batch comes into being with the first document that is saved."""

    dry_run: bool
    publish: bool
    replace: bool
    batch: ImportBatch | None = field(default=None, init=False)
    files: int = field(default=0, init=False)

    def take_in(self, documents: Sequence[Read]) -> list[Result]:
        """Writes in the same order. Each is committed, whole or not at all, when this returns."""
        documents = [self.checked(document) for document in documents]
        if self.dry_run:
            return tried(documents)
        if not any(document.deeds for document in documents):
            return [unsaved(document) for document in documents]
        results: list[Result] = []
        while len(results) < len(documents):
            results += self.take_in_some(documents[len(results) :])
        return results

    def checked(self, document: Read) -> Read:
        """Adds what the checks find in its texts: here, since the processes that read know no list of words."""
        if document.deeds is None:
            return document
        found = tuple(messages_of(in_deeds(document.deeds, self.words)))
        return replace(document, messages=(*document.messages, *found)) if found else document

    @cached_property
    def threads(self) -> ThreadPoolExecutor:
        return ThreadPoolExecutor(THREADS, "originals")

    @cached_property
    def words(self) -> WordList:
        return listed_words()

    def take_in_some(self, documents: Sequence[Read]) -> list[Result]:
        """Takes in at least one, and as many as one transaction has time for."""
        before = self.batch, self.files
        try:
            return self.take_in_session(documents, together=True)
        except publishing.NotTogether:
            # One document that the database does not accept must not cost the others.
            self.batch, self.files = before
            return self.take_in_session(documents, together=False)

    def take_in_session(self, documents: Sequence[Read], *, together: bool) -> list[Result]:
        began = time.monotonic()
        coming = [document.deeds for document in documents if document.deeds]
        with write_session(coming, by=None, together=together) as writer:
            results: list[Result] = []
            files = [(document.name, document.file) for document in documents if document.file]
            rows = Rows(self, newest_ids(), Originals(files, self.threads))
            for document in documents:
                results.append(rows.add(writer, document))
                if time.monotonic() - began > MAX_SECONDS:
                    break
            writer.tell()
            rows.store()
        return results


@dataclass
class Rows:
    """The rows of one transaction in the batch."""

    run: Importer
    since: NewestIds
    originals: Originals
    listed: list[ImportedDocument] = field(default_factory=list)

    def add(self, writer: DeedsWriter, document: Read) -> Result:
        self.run.files += document.part == 1
        if document.deeds is None:
            return unsaved(document)
        messages = (*document.messages, *self.held_back(document))
        name = part_label(document.name, document.part, document.parts)
        publish_now = self.run.publish and not is_unsure(document)
        try:
            saved, pictures = self.save(writer, document, publish_now=publish_now, name=name)
        except publishing.AlreadyOnSite as error:
            return self.refused(document, messages, Message("error", "already-on-site", f"{error}"))
        except publishing.PublishingRefused as error:
            return self.refused(document, messages, Message("error", "refused", f"{error}"))
        except (IntegrityError, DataError, ValueError) as error:
            why = f"这份材料没有保存，数据库不接受：{error}。请把它交给管理员；其余材料不受影响。"
            return self.refused(document, messages, Message("error", "refused", why))
        row = remember(self.batch(), document.name, saved, saved.before, self.since)
        row.file, row.part, row.parts = self.run.files, document.part, document.parts
        row.made |= {"pictures": pictures} if pictures else {}
        row.read_as = document.fingerprints
        if document.file:
            row.original_id = self.originals.ids[document.file.sha256]
            self.originals.keep(document.file)
        self.listed.append(row)
        if saved.kept_back:
            messages = (*messages, Message("warning", "not-published", f"没有发布：{saved.kept_back}"))
        if saved.off_roll:
            messages = (*messages, Message("warning", "not-on-roll", saved.off_roll))
        return result(
            document, (*messages, Message("info", saved.outcome, saved.message)), saved.outcome, saved.record
        )

    def refused(self, document: Read, messages: tuple[Message, ...], why: Message) -> Result:
        if document.file:
            self.originals.refuse(document.file)
        return result(document, (*messages, why), "failed")

    def save(
        self, writer: DeedsWriter, document: Read, *, publish_now: bool, name: str
    ) -> tuple[Saved, list[str]]:
        """Saves the deeds with their pictures; returns the names of those that the site did not have.

        Where deeds are refused, files of their pictures may stay, until they are swept.
        """
        how: dict[str, Any] = {"replace": self.run.replace, "publish_now": publish_now, "name": name}
        if document.file:
            sha256 = document.file.sha256
            how |= {"original": self.originals.ids[sha256], "name": f"{name}{told_hash(sha256)}"}
        deeds = document.deeds or Deeds()
        if not document.pictures:
            return writer.save(deeds, **how), []
        writer.tell()  # of earlier documents, which an error must not undo
        with transaction.atomic():
            deeds, new = with_kept_pictures(deeds, document.pictures)
            return writer.save(deeds, **how), new

    def held_back(self, document: Read) -> Iterator[Message]:
        if self.run.publish and is_unsure(document):
            lacks_words = any(message.code == UNDESCRIBED for message in document.messages)
            why = "有图片还没有替代文字" if lacks_words else "拿不准这份材料的表彰"
            yield Message("warning", "not-published", f"{why}，所以没有发布。请在后台核对后发布。")

    def batch(self) -> ImportBatch:
        if self.run.batch is None:
            self.run.batch = ImportBatch.objects.create(by=None)
            record_act(Act.BATCH_MADE, on=self.run.batch)
        return self.run.batch

    def store(self) -> None:
        DOCUMENTS.add_all(self.listed)
        self.originals.finish()


def is_unsure(document: Read) -> bool:
    return any(message.code in (AWARD_UNSURE, UNDESCRIBED) for message in document.messages)


def with_kept_pictures(deeds: Deeds, pictures: Sequence[TakenPicture]) -> tuple[Deeds, list[str]]:
    """Keeps the pictures; returns the deeds that show them, and the names of those that are new."""
    placed, new = [], []
    for picture in pictures:
        known = Picture.objects.filter(name=file_name(picture.content)).exists()
        row = keep_picture(picture.content, by=None, alt=picture.alt, caption=picture.caption)
        new += [] if known else [row.name]
        placed.append((picture.place, markdown_of(row.in_texts, row, picture.alt, picture.caption)))
    return with_pictures(with_markdown_texts(deeds), placed), new


def tried(documents: Sequence[Read]) -> list[Result]:
    """Says of a dry run what the rolls of the awards would say in the import, too."""
    results = []
    for document, (refused, absent) in zip(
        documents, held_against_rolls([document.deeds for document in documents]), strict=True
    ):
        if refused:
            why = Message("error", "refused", refused)
            results.append(result(document, (*document.messages, why), "failed"))
        elif absent:
            why = Message("warning", "not-on-roll", absent)
            results.append(unsaved(replace(document, messages=(*document.messages, why))))
        else:
            results.append(unsaved(document))
    return results


def unsaved(document: Read) -> Result:
    outcome = "read" if document.deeds else "failed" if document.is_document else "skipped"
    return result(document, document.messages, outcome)


def result(
    document: Read, messages: tuple[Message, ...], outcome: str, record: Record | None = None
) -> Result:
    return Result(document.name, document.deeds, messages, outcome, record, document.part, document.parts)
