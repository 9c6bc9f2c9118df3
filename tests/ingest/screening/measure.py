"""How well the screening finds: recall and precision by class and by origin of the names.

`python -m tests.ingest.screening.measure [--ner FILE] [--speed]` prints the tables of
docs/screening.md. A mention is found when a find of its kind covers at least half of it; a find is
right when it touches a mention of any kind. Intervals are Wilson's, at 95 %.
"""

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

from ingest.screening.finding import Action, Finding
from ingest.screening.lexicon import NAME, Lexicon, lexicon
from ingest.screening.names import names
from ingest.screening.plain import plain
from ingest.screening.screen import screen
from reference.dimensions import PersonalData

SENTENCES = Path(__file__).parent / "sentences"
HALVES = ("dev", "held-out")
Z = 1.96
NUMBERS = ("personnummer", "samordningsnummer", "phone", "email", "plate")
WORST = ("0 1 ", "@a.b ", "Abc Def ", "snap: a ", "född 1 ", "a-", "Storgatan 5 ", "noll ett ")


class Mention(NamedTuple):
    """What a sentence says of somebody, by its kind's value."""

    kind: str
    start: int
    end: int


class Sentence(NamedTuple):
    """A labelled sentence."""

    group: str
    text: str
    mentions: tuple[Mention, ...]


@dataclass
class Score:
    """Counts over sentences: by kind, and of names by group."""

    mentions: Counter[str] = field(default_factory=Counter)
    found: Counter[str] = field(default_factory=Counter)
    false: Counter[str] = field(default_factory=Counter)
    names: Counter[str] = field(default_factory=Counter)
    names_found: Counter[str] = field(default_factory=Counter)
    clean: int = 0
    flagged: int = 0
    blocked: int = 0

    def recall(self, *kinds: str) -> float:
        """The share of mentions of these kinds that were found."""
        return sum(self.found[one] for one in kinds) / sum(self.mentions[one] for one in kinds)

    def recall_in(self, group: str) -> float:
        """The share of the names in sentences of a group that were found."""
        return self.names_found[group] / self.names[group]


def sentences(half: str) -> list[Sentence]:
    """The labelled sentences of a half of the set."""
    lines = (SENTENCES / f"{half}.jsonl").read_text(encoding="utf-8").splitlines()
    return [
        Sentence(
            one["group"],
            one["text"],
            tuple(Mention(span["kind"], span["start"], span["end"]) for span in one["spans"]),
        )
        for one in map(json.loads, lines)
    ]


def score(of: Iterable[Sentence]) -> Score:
    """Screen every sentence and count."""
    counted = Score()
    for sentence in of:
        finds = screen(sentence.text)
        for mention in sentence.mentions:
            found = any(_is_found(mention, find) for find in finds)
            counted.mentions[mention.kind] += 1
            counted.found[mention.kind] += found
            if mention.kind == PersonalData.NAME:
                counted.names[sentence.group] += 1
                counted.names_found[sentence.group] += found
        for find in finds:
            counted.false[find.kind.value] += not _touches(find, sentence.mentions)
        if not sentence.mentions:
            counted.clean += 1
            counted.flagged += bool(finds)
            counted.blocked += any(find.action is Action.BLOCK for find in finds)
    return counted


def recall_of_unlisted(of: Iterable[Sentence]) -> tuple[int, int]:
    """Names found, of all names, when the names of each sentence are taken out of the lists."""
    known, found, total = lexicon(), 0, 0
    for sentence in of:
        mentions = [one for one in sentence.mentions if one.kind == PersonalData.NAME]
        said = " ".join(sentence.text[one.start : one.end] for one in mentions)
        without = _without(known, plain(said).low.replace(",", " ").split())
        spans = list(names(plain(sentence.text), without, {}))
        finds = [Finding(one.kind, one.start, one.end, Action.WARN) for one in spans]
        found += sum(any(_is_found(one, find) for find in finds) for one in mentions)
        total += len(mentions)
    return found, total


def _without(known: Lexicon, said: Sequence[str]) -> Lexicon:
    taken = {part for word in said for part in (word, word.removesuffix("s"), *word.split("-"))}
    words = {
        word: bits for word, bits in known.words.items() if not (bits & NAME and word in taken)
    }
    return replace(known, words=words)


def _is_found(mention: Mention, find: Finding) -> bool:
    shared = min(find.end, mention.end) - max(find.start, mention.start)
    return find.kind == mention.kind and 2 * shared >= mention.end - mention.start


def _touches(find: Finding, mentions: Iterable[Mention]) -> bool:
    return any(find.start < one.end and one.start < find.end for one in mentions)


def interval(successes: int, total: int) -> str:
    """Wilson's interval of a share, at 95 %."""
    if not total:
        return ""
    share, square = successes / total, Z * Z / total
    middle = (share + square / 2) / (1 + square)
    spread = Z / (1 + square) * (share * (1 - share) / total + square / total / 4) ** 0.5
    return f"{max(0, middle - spread):.2f}–{min(1, middle + spread):.2f}"


def table(halves: dict[str, Score]) -> Iterator[str]:
    """The tables of the page, in Markdown."""
    yield "| class | set | mentions | recall | 95 % | precision |"
    yield "|---|---|---|---|---|---|"
    for kind in PersonalData:
        for half, counted in halves.items():
            total, found = counted.mentions[kind.value], counted.found[kind.value]
            right = found / (found + counted.false[kind.value]) if found else 0
            yield (
                f"| {kind.value} | {half} | {total} | {found / total:.3f}"
                f" | {interval(found, total)} | {right:.3f} |"
            )
    yield ""
    yield "| names of origin | " + " | ".join(f"{half} | 95 %" for half in halves) + " |"
    yield "|---|" + "---|---|" * len(halves)
    for group in sorted({group for counted in halves.values() for group in counted.names}):
        cells = [
            f"{counted.names_found[group]}/{counted.names[group]}"
            f" | {interval(counted.names_found[group], counted.names[group])}"
            for counted in halves.values()
        ]
        yield f"| {group} | " + " | ".join(cells) + " |"
    yield ""
    for half, counted in halves.items():
        yield (
            f"{half}: of {counted.clean} clean sentences {counted.flagged / counted.clean:.3f}"
            f" flagged, {counted.blocked / counted.clean:.3f} blocked; numbers, e-mail and plates"
            f" together {counted.recall(*NUMBERS):.3f}"
        )


def news(file: Path) -> Iterator[str]:
    """Recall on the person tokens of a corpus of one token and tag a line, and false alarms."""
    tokens, found, clean, flagged, blocked, false = 0, 0, 0, 0, 0, 0
    for block in file.read_text(encoding="utf-8").split("\n\n"):
        text, persons = "", list[Mention]()
        for line in filter(str.strip, block.splitlines()):
            word, tag = line.split()[0], line.split()[-1]
            text += " " * bool(text and word not in ".,:;!?)")
            if tag == "PER":
                persons.append(Mention("name", len(text), len(text) + len(word)))
            text += word
        finds = screen(text)
        tokens += len(persons)
        found += sum(any(_touches(find, [one]) for find in finds) for one in persons)
        false += sum(not _touches(find, persons) for find in finds)
        if text and not persons:
            clean += 1
            flagged += bool(finds)
            blocked += any(find.action is Action.BLOCK for find in finds)
    yield (
        f"news: {tokens} person tokens, recall {found / tokens:.3f} ({interval(found, tokens)});"
        f" {clean} sentences without, {flagged / clean:.3f} flagged, {blocked / clean:.3f} blocked;"
        f" precision of finds {found / (found + false):.3f}"
    )


def speed(of: Sequence[Sentence]) -> Iterator[str]:
    """Microseconds a sentence, and milliseconds for the worst 4 kB that we know of."""
    for name, part in (
        ("clean", [one.text for one in of if not one.mentions]),
        ("with mentions", [one.text for one in of if one.mentions]),
    ):
        best = min(_seconds(part) for _ in range(5)) / len(part)
        length = sum(map(len, part)) / len(part)
        yield f"speed: {name}, {length:.0f} characters: {best * 1e6:.0f} µs"
    worst = max((min(_seconds([_long(piece)]) for _ in range(3)), piece) for piece in WORST)
    yield f"speed: 4 kB at worst {worst[0] * 1e3:.0f} ms, of {worst[1]!r} again and again"


def _long(piece: str) -> str:
    return (piece * 4000)[:4000]


def _seconds(texts: Iterable[str]) -> float:
    began = time.process_time()
    for text in texts:
        screen(text)
    return time.process_time() - began


def main() -> None:
    """Print the tables."""
    asked = argparse.ArgumentParser()
    asked.add_argument("--ner", type=Path)
    asked.add_argument("--speed", action="store_true")
    wanted = asked.parse_args()
    halves = {half: sentences(half) for half in HALVES}
    lines = list(table({half: score(of) for half, of in halves.items()}))
    for half, of in halves.items():
        found, total = recall_of_unlisted(of)
        lines.append(f"{half}: names in no list {found / total:.3f} ({interval(found, total)})")
    if wanted.ner:
        lines += news(wanted.ner)
    if wanted.speed:
        lines += speed(halves["dev"])
    sys.stdout.write("\n".join(lines) + "\n")


if __name__ == "__main__":
    main()
