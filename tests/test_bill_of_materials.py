"""The bill of materials names what is installed, so that an office can hold it against a list of known flaws."""

import json

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from .bill_of_materials import BILL, ROOT


def pinned() -> set[tuple[str, str]]:
    """Name and version of each package that Linux installs."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    wanted = [Requirement(line.rstrip("\\ ")) for line in lines if line and line[0] not in " #"]
    on_linux = [one for one in wanted if one.marker is None or one.marker.evaluate({"sys_platform": "linux"})]
    return {(canonicalize_name(one.name), str(one.specifier).removeprefix("==")) for one in on_linux}


def test_bill_of_materials_names_each_pinned_package_with_its_version() -> None:
    components = json.loads(BILL.read_text(encoding="utf-8"))["components"]
    assert {(canonicalize_name(one["name"]), one["version"]) for one in components} == pinned()
