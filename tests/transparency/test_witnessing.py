"""Says that a witness cosigns a log that grows, and no other."""

import pytest
from django.core.management import CommandError, call_command

from records.transparency.verify import COSIGNATURE, parse_key, signers
from tests.transparency.made_site import MadeSite


@pytest.fixture
def site(tmp_path):
    site = MadeSite(tmp_path / "site")
    site.publish(1)
    site.publish(2)
    site.sign()
    return site


@pytest.fixture
def key_file(tmp_path):
    return tmp_path / "witness.key"


@pytest.fixture
def witness(site, key_file, capsys):
    """Runs the command; its key is made the first time. Returns what it says."""

    def run(**options):
        new = {} if key_file.exists() else {"new_key": "other.example/witness"}
        call_command("witness", f"{site.folder}", key_file=key_file, **new, **options)
        return capsys.readouterr()

    return run


def test_a_witness_cosigns_the_head_that_it_saw(site, witness, key_file):
    said = witness(key=site.key.vkey)
    key = parse_key(said.err.strip().rpartition("：")[2])
    text, found = signers(said.out.encode(), [site.key, key])
    assert text.startswith("honors.example/log\n2\n")
    assert found == [site.key, key]
    assert (key.name, key.kind) == ("other.example/witness", COSIGNATURE)
    assert key_file.stat().st_mode & 0o777 == 0o600


def test_a_witness_cosigns_again_while_the_log_grows(site, witness, tmp_path):
    witness()
    site.publish(3)
    site.sign()
    said = witness(folder=tmp_path / "seen")
    assert said.out == f"已签名：{tmp_path / 'seen/honors.example_log/3'}\n"
    assert (tmp_path / "seen/honors.example_log/3").read_text().count("\n— ") == 2


def test_a_witness_refuses_a_log_that_was_rolled_back(site, witness):
    witness()
    site.sign(size=1)
    with pytest.raises(CommandError, match="没有签名：日志退回过"):
        witness()


def test_a_witness_refuses_a_history_that_is_not_the_one_it_saw(site, witness):
    witness()
    site.entries[0] = site.entries[1]
    site.sign()
    with pytest.raises(CommandError, match="没有签名：两种历史：同是 2 条"):
        witness()
    site.publish(3)
    site.sign()
    with pytest.raises(CommandError, match="没有签名：日志被改过：第 1 条与"):
        witness()


def test_a_witness_refuses_a_log_whose_entries_nobody_can_read(site, witness):
    site.add(b"no JSON")
    site.sign()
    with pytest.raises(CommandError, match="没有签名：日志第 3 条"):
        witness()


def test_a_witness_without_a_key_is_told_how_to_get_one(site, tmp_path):
    with pytest.raises(CommandError, match="请加上 --new-key 名称") as refused:
        call_command("witness", f"{site.folder}", key_file=tmp_path / "none")
    assert refused.value.returncode == 2


def test_a_key_is_never_overwritten(site, key_file):
    key_file.write_text("precious")
    with pytest.raises(CommandError, match="已经有了，没有动它"):
        call_command("witness", f"{site.folder}", key_file=key_file, new_key="other.example")
    assert key_file.read_text() == "precious"


@pytest.mark.parametrize("content", ["", "PRIVATE+KEY+a+b+c"])
def test_a_file_that_holds_no_key_is_refused(site, key_file, content):
    key_file.write_text(content)
    with pytest.raises(CommandError, match="私钥" if not content else "base64"):
        call_command("witness", f"{site.folder}", key_file=key_file)


def test_a_site_without_a_log_is_not_cosigned(tmp_path, key_file):
    with pytest.raises(CommandError, match="无法核对，没有签名：这里没有公开日志") as refused:
        call_command("witness", f"{tmp_path}", key_file=key_file, new_key="a")
    assert refused.value.returncode == 2


def test_verify_site_is_the_same_program(site, capsys):
    call_command("verify_site", f"{site.folder}", "--key", site.key.vkey)
    assert "全部相符" in capsys.readouterr().out
    site.replace("records/1/index.html", "三十年", "四十年")
    with pytest.raises(SystemExit) as ended:
        call_command("verify_site", f"{site.folder}")
    assert ended.value.code == 1
    assert "✗ /records/1/" in capsys.readouterr().out


def test_a_witness_refuses_a_log_that_goes_on_from_a_backup(site, witness):
    witness()
    site.entries = site.entries[:-1]
    site.tell("recovered", backup="2026-11-29")
    site.sign()
    with pytest.raises(CommandError, match="没有签名"):
        witness()


def test_after_a_recovery_a_copy_of_the_state_tells_what_was_lost_and_a_new_key_begins_anew(
    site, witness, key_file, tmp_path, capsys
):
    witness()
    site.withdraw(2)
    site.entries = site.entries[:1]  # the backup knew nothing of the second
    site.tell("recovered", backup="2026-11-29")
    site.sign()
    copy = tmp_path / "copy.json"
    copy.write_bytes(key_file.with_name(f"{key_file.name}.seen.json").read_bytes())
    call_command("verify_site", f"{site.folder}", state=copy)
    assert "网站从备份恢复过（日志第 2 条" in capsys.readouterr().out
    with pytest.raises(CommandError, match="没有签名"):
        witness()
    call_command("witness", f"{site.folder}", key_file=tmp_path / "key2", new_key="other.example/witness2")
    assert "— other.example/witness2 " in capsys.readouterr().out


def test_a_witness_goes_on_after_a_lost_key_once_it_is_given_the_new_one(site, witness):
    witness()
    site.rotate(reason="lost")
    site.sign()
    with pytest.raises(CommandError, match="说旧钥匙丢失"):
        witness()
    witness(key=site.key.vkey)
    site.publish(3)
    site.sign()
    assert witness().out
