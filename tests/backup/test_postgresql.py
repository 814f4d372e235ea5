"""Programs and rights that backups of PostgreSQL need, and how their lack is told."""

from pathlib import Path

import psycopg
import pytest

from records.backup import postgresql
from records.backup.manifest import BackupRefused
from records.backup.postgresql import PostgreSQL, program_for
from tests.backup.sites import BackedUpSite, server
from tests.faults.clusters import programs


def test_program_older_than_the_server_is_refused() -> None:
    programs()
    with pytest.raises(BackupRefused, match="postgresql-client-999"):
        program_for("pg_dump", 999)


def test_machine_without_the_program_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgresql, "DEBIAN", tmp_path)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(BackupRefused, match="apt-get install postgresql-client"):
        program_for("pg_dump", 15)


@pytest.mark.postgres
def test_user_who_may_make_no_database_is_told_how_he_may(site: BackedUpSite, worker_id: str) -> None:
    role = f"backup_plain_{worker_id}"
    with server() as opened:
        opened.execute(f"DROP ROLE IF EXISTS {role}")
        opened.execute(f"CREATE ROLE {role}")
        opened.execute(f"SET ROLE {role}")
        try:
            with pytest.raises(BackupRefused, match="CREATEDB"):
                PostgreSQL("never_made").create(opened)
        finally:
            opened.execute("RESET ROLE")
            opened.execute(f"DROP ROLE {role}")


@pytest.mark.postgres
def test_long_names_of_databases_stay_apart(site: BackedUpSite) -> None:
    long = PostgreSQL("n" * 63)
    assert len(long.beside("restored").name) == 63
    assert long.beside("restored").name != long.beside("verify").name


@pytest.mark.postgres
def test_database_that_a_broken_off_verification_left_is_dropped(site: BackedUpSite) -> None:
    left = postgresql.site_database().beside("verify")
    assert isinstance(left, PostgreSQL)
    with left.server() as opened:
        left.create(opened)
    backup = site.back_up("--verify")
    assert backup.verification
    assert backup.verification.passed
    assert not left.exists()


@pytest.mark.postgres
@pytest.mark.parametrize("name", ["verify", "restored"])
def test_database_of_somebody_else_is_not_dropped_for_its_name(site: BackedUpSite, name: str) -> None:
    backup = site.back_up()
    theirs = postgresql.site_database().beside(name)
    assert isinstance(theirs, PostgreSQL)
    with server() as opened:
        opened.execute(f'CREATE DATABASE "{theirs.name}"')
    option = "--verify" if name == "verify" else "--replace"
    assert theirs.name in site.refuses("restore", str(backup.path), option)
    assert theirs.exists()


@pytest.mark.postgres
def test_restored_site_is_not_taken_for_what_a_trial_left(site: BackedUpSite) -> None:
    backup = site.back_up()
    site.manage("restore", str(backup.path), "--replace")
    database = postgresql.site_database()
    with pytest.raises(BackupRefused, match=str(database)):
        database.drop_left()
    assert database.exists()


def test_way_through_pgbouncer_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(**_: object) -> None:
        raise psycopg.OperationalError("FATAL:  bouncer config error")

    monkeypatch.setattr(psycopg, "connect", refuse)
    with pytest.raises(BackupRefused, match="PgBouncer"):
        PostgreSQL("honors").exists()
