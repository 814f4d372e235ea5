"""Holds every address of the interface to one contract: caches may keep its answers and check them by ETag, scripts of
any site may read them, and what goes wrong is told as a problem (RFC 9457)."""

import json
import re
from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from functools import wraps
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import URLPattern, reverse
from django.utils import timezone
from ninja import NinjaAPI
from ninja.errors import ValidationError
from ninja.renderers import JSONRenderer

from records.http.page_cache import OPEN_TO_ALL, public_answer_by
from records.models import Record
from records.presentation.site import data_license, site_name
from records.utils.addresses import below_site

View = Callable[..., HttpResponseBase]
READING = ("GET", "HEAD", "OPTIONS")
PROBLEM = "application/problem+json"
PREFLIGHT = {
    "Access-Control-Allow-Methods": ", ".join(READING),
    "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since, Content-Type",
    "Access-Control-Max-Age": "86400",
}
TITLES = {
    404: "找不到",
    405: "不能这样请求",
    410: "已撤回",
    422: "参数不对",
    500: "网站出错了",
    503: "暂时不能回答",
}


class Renderer(JSONRenderer):
    json_dumps_params = {"ensure_ascii": False}


def problem(status: int, detail: str, errors: Iterable[Mapping[str, str]] = ()) -> HttpResponse:
    body = {
        "type": "about:blank",
        "title": TITLES[status],
        "status": status,
        "detail": detail,
        "errors": list(errors),
    }
    answer = HttpResponse(json.dumps(body, ensure_ascii=False), content_type=PROBLEM, status=status)
    for name, value in OPEN_TO_ALL.items():
        answer[name] = value
    return answer


def unknown() -> HttpResponse:
    return problem(404, "没有这一项，或者它没有公开。请检查编号。")


def gone(record_id: int) -> HttpResponse:
    """Answers 410 saying when and why a record was withdrawn, or 404 where nothing was ever public."""
    withdrawn = Record.objects.withdrawn().filter(pk=record_id).first()
    if withdrawn is None:
        return unknown()
    day = timezone.localtime(withdrawn.withdrawn_at)
    return problem(410, f"这条记录已于 {day:%Y-%m-%d} 撤回：{withdrawn.withdrawal_reason}")


def urls_under_contract(api: NinjaAPI, patterns: Iterable[Any]) -> list[URLPattern]:
    """Puts the addresses of ninja under this contract. No parameter but those described makes an answer another."""
    operations = api.get_openapi_schema(path_prefix="/")["paths"].values()
    described = [one for path in operations for one in path["get"].get("parameters", [])]
    names = sorted({one["name"] for one in described if one["in"] == "query"})
    return [URLPattern(one.pattern, under_contract(one.callback, *names), name=one.name) for one in patterns]


def under_contract(view: View, *parameters: str) -> View:
    cached = public_answer_by(*parameters)(with_get(view))

    @wraps(cached)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        response: HttpResponseBase
        if request.method == "OPTIONS":
            response = HttpResponse(status=204, headers=PREFLIGHT)
        elif request.method in READING:
            response = cached(request, *args, **kwargs)
        else:
            response = problem(405, "这里只能读取：请用 GET。")
            response["Allow"] = ", ".join(READING)
        for name, value in OPEN_TO_ALL.items():
            response[name] = value
        return response

    return answer


def with_get(view: View) -> View:
    """Answers HEAD as GET; the server leaves the body out. A form sends what was left blank, which asks nothing."""

    @wraps(view)
    def answer(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        method, request.method = request.method, "GET"
        request.GET = without_blanks(request.GET)  # type: ignore[assignment]
        try:
            return view(request, *args, **kwargs)
        finally:
            request.method = method

    return answer


def without_blanks(asked: QueryDict) -> QueryDict:
    kept = QueryDict(mutable=True)
    for name, values in asked.lists():
        if written := [value for value in values if value]:
            kept.setlist(name, written)
    return kept


# --- Parameters that are wrong ----------------------------------------------------------------------

EXPECTED: dict[str, str] = {
    "missing": "必须写",
    "int_parsing": "应写成整数",
    "greater_than_equal": "不能小于 {ge}",
    "less_than_equal": "不能大于 {le}",
    "string_too_long": "不能超过 {max_length} 个字",
    "string_pattern_mismatch": "应照抄上一次回答的 next_cursor",
    "literal_error": "只能是 {expected}",
    "timezone_aware": "要写明时区，如 2026-01-01T00:00:00Z",
}


def validation_problem(error: ValidationError) -> HttpResponse:
    errors = [
        {"parameter": str(one["loc"][-1]), "detail": expected(one["type"], one.get("ctx", {}))}
        for one in error.errors
    ]
    sentence = "；".join(f"{one['parameter']} {one['detail']}" for one in errors)
    return problem(422, f"{sentence}。", errors)


def expected(kind: str, bounds: Mapping[str, Any]) -> str:
    if kind in EXPECTED:
        return EXPECTED[kind].format(**bounds)
    return "应写成时间，如 2026-01-01T00:00:00Z" if kind.startswith("datetime") else "写得不对"


# --- The description --------------------------------------------------------------------------------


def description(api: NinjaAPI) -> dict[str, Any]:
    """Returns the OpenAPI document, with problems under their own type, and blanks allowed where they are taken.

    Of the schemas, those that something refers to: ninja also lists the models of the parameters.
    """
    made = deepcopy(
        dict(api.get_openapi_schema(path_prefix=below_site(reverse(f"{api.urls_namespace}:api-root"))))
    )
    made["servers"] = [{"url": settings.SITE_URL, "description": site_name()}]
    if stated := data_license():
        known = {"name": stated.name} | ({"url": stated.link} if stated.link else {})
        made["info"] = made["info"] | {"license": known}
    for operations in made["paths"].values():
        for operation in operations.values():
            operation["parameters"] = [with_blank(one) for one in operation.get("parameters", [])]
            for status, answer in operation["responses"].items():
                if int(status) >= 400:
                    answer["description"] = TITLES[int(status)]
                    answer["content"] = {PROBLEM: answer["content"].pop("application/json")}
    schemas = made["components"]["schemas"]
    named = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps([made["paths"], schemas])))
    made["components"]["schemas"] = {name: schema for name, schema in schemas.items() if name in named}
    return made


def with_blank(parameter: dict[str, Any]) -> dict[str, Any]:
    """Returns what ninja says of a parameter, blank allowed where it may be left out.

    Also it writes examples as those of a schema, which OpenAPI has otherwise here; an address is tried with the first.
    """
    schema = dict(parameter["schema"])
    examples = parameter.get("examples") or ([1] if parameter["in"] == "path" else [])
    made = {name: value for name, value in parameter.items() if name != "examples"}
    made |= {"example": examples[0]} if examples else {}
    made |= {"description": schema.pop("description")} if "description" in schema else {}
    return made | {"schema": schema if parameter["required"] else {"anyOf": [schema, {"const": ""}]}}


class Parameter(NamedTuple):
    """One parameter of an address; `value` is one to try it with."""

    name: str
    description: str
    value: str
    in_path: bool
    required: bool


class Operation(NamedTuple):
    name: str
    path: str
    address: str  # the path as it is tried
    summary: str
    description: str
    parameters: list[Parameter]


def described_operations(api: NinjaAPI) -> list[Operation]:
    """Returns for people what the description has, in its order."""
    found = []
    for number, (address, operations) in enumerate(description(api)["paths"].items(), 1):
        path = settings.SITE_PATH + address
        operation = operations["get"]
        parameters = [parameter_of(one) for one in operation.get("parameters", [])]
        tried = {one.name: one.value for one in parameters if one.in_path}
        found.append(
            Operation(
                f"get-{number}",
                path,
                path.format(**tried),
                operation["summary"],
                operation["description"],
                parameters,
            )
        )
    return found


def parameter_of(described: Mapping[str, Any]) -> Parameter:
    in_path = described["in"] == "path"
    description = described.get("description", "编号" if in_path else "")
    return Parameter(described["name"], description, "1" if in_path else "", in_path, described["required"])
