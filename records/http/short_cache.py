"""Remembers answers about what clients send, in memory that no client can fill.

`lru_cache` bounds how many answers it keeps, and not how long the questions are: a server takes headers of 64 KB, and
a thousand of them, each new, would stay. So only short ones are remembered; honest clients send no others.
"""

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import Concatenate, ParamSpec, TypeVar

Rest = ParamSpec("Rest")
Answer = TypeVar("Answer")

MAX_CHARACTERS = 256  # Chrome's Accept, the longest of the headers asked about, has 150


def lru_cache_of_short(
    maxsize: int,
) -> Callable[[Callable[Concatenate[str, Rest], Answer]], Callable[Concatenate[str, Rest], Answer]]:
    """Makes a decorator as `lru_cache`, for functions whose first argument is a text of a client."""

    def decorate(
        function: Callable[Concatenate[str, Rest], Answer],
    ) -> Callable[Concatenate[str, Rest], Answer]:
        remembered = lru_cache(maxsize)(function)

        @wraps(function)
        def answer(text: str, *rest: Rest.args, **named: Rest.kwargs) -> Answer:
            if len(text) > MAX_CHARACTERS:
                return function(text, *rest, **named)
            return remembered(text, *rest, **named)  # type: ignore[arg-type]

        return answer

    return decorate
