from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = "表彰记录"

    def ready(self) -> None:
        from django.contrib.auth.signals import user_logged_in

        import records.audit.accounts  # noqa: F401 — it hears of accounts from here on

        from .accounts.passwords import check_breached_file
        from .accounts.sessions import note_sign_in
        from .audit.recording import tell_migrated
        from .backup.restoring import check_for_unfinished_restore
        from .exporting.checks import check_for_sheets
        from .importing.checks import check_for_office
        from .models.edition import install_triggers, stand_aside
        from .models.guards import drop_guards, install_guards
        from .publishing.checks import check_for_review
        from .search.rebuilding import clear_the_way, install_index

        checks.register(check_breached_file)
        user_logged_in.connect(note_sign_in)
        checks.register(check_for_unfinished_restore)
        checks.register(check_for_office, deploy=True)
        checks.register(check_for_sheets, deploy=True)
        checks.register(check_for_review, deploy=True)
        pre_migrate.connect(stand_aside, sender=self)
        pre_migrate.connect(clear_the_way, sender=self)
        pre_migrate.connect(drop_guards, sender=self)
        post_migrate.connect(install_guards, sender=self)
        post_migrate.connect(install_triggers, sender=self)
        post_migrate.connect(install_index, sender=self)
        post_migrate.connect(tell_migrated, sender=self)
