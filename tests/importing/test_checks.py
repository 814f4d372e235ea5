from records.importing.checks import check_for_office


def test_missing_libreoffice_is_said_with_the_package_that_brings_it(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    (found,) = check_for_office()
    assert "soffice" in found.msg
    assert ".doc、.wps" in found.msg
    assert "libreoffice-writer-nogui" in (found.hint or "")


def test_found_libreoffice_needs_no_word(monkeypatch, tmp_path):
    (tmp_path / "soffice").touch(mode=0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    assert not check_for_office()
