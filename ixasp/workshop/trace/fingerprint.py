"""What is kept of a paragraph in place of its words: a hash that tells any change, and a sketch that tells how much."""

import re
import unicodedata
from hashlib import sha256

HASH_DIGITS = 16
"""Hexadecimal digits of a hash: 64 bits, enough to tell the paragraphs of any policy apart."""
SKETCH_DIGITS = 32
"""Hexadecimal digits of a sketch: how many times a smallest word is drawn."""

_LIKE = str.maketrans(
    {
        **dict.fromkeys("☑☒⊠✓✔✗✘", "☑"),
        **dict.fromkeys("‘’‚′`", "'"),
        **dict.fromkeys("“”„″", '"'),
        **dict.fromkeys("‐‑‒–—−", "-"),
        **dict.fromkeys("*_|\u00ad\u200b\ufeff", None),
    }
)
_BULLET = re.compile(r"[-•·▪◦●○]\s+|o\s+(?=[A-Z])")
_PRIME = (1 << 61) - 1


def compared(text: str) -> str:
    """Return a text as it is compared: what the extraction of a page may add or lose is left out.

    White space, case, emphasis, hyphens between letters and a bullet in front go; numbers, signs such as `<`
    and `≤`, punctuation and the number or letter of a list stay.
    """
    plain = _plain(text)
    return re.sub(r"(?<=[^\W\d_])-(?=[^\W\d_])", "", re.sub(r"\s+", "", plain))


def paragraph_hash(text: str) -> str:
    """Return the hash of a paragraph: the same for the same text, however its lines are broken."""
    return sha256(compared(text).encode()).hexdigest()[:HASH_DIGITS]


def line_hash(line: str) -> str:
    """Return the hash of a line that is told by its letters alone, such as a header of every page with its number."""
    letters = "".join(character for character in _plain(line) if character.isalpha())
    return sha256(letters.encode()).hexdigest()[:HASH_DIGITS]


def sketch(text: str) -> str:
    """Return a sketch of the words of a text, from which how alike two texts are can be told, but not the texts.

    The method is b-bit minwise hashing (Ping Li and Arnd Christian König, Theory and applications of b-bit minwise
    hashing, Communications of the ACM 54, 2011) with four bits: each digit belongs to the word that comes first in one
    of several fixed orders of all words.
    """
    numbers = [int.from_bytes(sha256(word.encode()).digest()[:7], "big") for word in set(_words(text))]
    return "".join(
        f"{min(((factor * number + offset) % _PRIME for number in numbers), default=0) % 16:x}"
        for factor, offset in _ORDERS
    )


def likeness(one: str, other: str) -> float:
    """Return about how many of the words of two sketched texts are common to both: 0 for none, 1 for all."""
    equal = sum(first == second for first, second in zip(one, other, strict=True)) / SKETCH_DIGITS
    return max(0.0, (equal - 1 / 16) / (15 / 16))  # one digit in sixteen is equal by chance


def _plain(text: str) -> str:
    marked = unicodedata.normalize("NFKC", text.translate(_LIKE)).translate(_LIKE).strip()
    while found := _BULLET.match(marked):
        marked = marked[found.end() :]
    return marked.casefold()


def _words(text: str) -> list[str]:
    return re.findall(r"[^\W_]+|[<>≤≥=]", _plain(text))


def _orders() -> tuple[tuple[int, int], ...]:
    draws = [sha256(f"order {position}".encode()).digest() for position in range(SKETCH_DIGITS)]
    return tuple((int.from_bytes(draw[:7], "big") + 1, int.from_bytes(draw[7:14], "big")) for draw in draws)


_ORDERS = _orders()
