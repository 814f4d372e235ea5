"""Words that come in many rows of a file, kept once."""

MAX_WORDS = 5000
MAX_CHARACTERS = 40


class SharedWords:
    """Hands out the word that it was given first: a hundred thousand rows name a few provinces."""

    def __init__(self) -> None:
        self.known: dict[str, str] = {}

    def row(self, cells: list[str]) -> list[str]:
        return [self.word(cell) for cell in cells]

    def word(self, cell: str) -> str:
        if len(self.known) < MAX_WORDS and len(cell) <= MAX_CHARACTERS:
            return self.known.setdefault(cell, cell)
        return self.known.get(cell, cell)
