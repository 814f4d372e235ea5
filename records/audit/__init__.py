"""Records who did what. `record_act` is the one way in; who acts, from where, it finds out itself."""

from records.models.audit import Act

from .recording import Changes, Subject, record_act, subject_of

__all__ = ["Act", "Changes", "Subject", "record_act", "subject_of"]
