from django.apps import AppConfig
from django.core import checks
from django.db.models.signals import post_migrate, pre_migrate


class RecordsConfig(AppConfig):
    name = "records"
    verbose_name = "表彰记录"

    def ready(self) -> None:
        from .backup.restoring import check_for_unfinished_restore
        from .models.edition import drop_triggers, install_triggers
        from .search.rebuilding import clear_the_way, install_index

        checks.register(check_for_unfinished_restore)
        pre_migrate.connect(drop_triggers, sender=self)
        pre_migrate.connect(clear_the_way, sender=self)
        post_migrate.connect(install_triggers, sender=self)
        post_migrate.connect(install_index, sender=self)
