"""An answer as people give it, written as facts write it: ja, nee, a number, or a text of a closed list."""

from __future__ import annotations

import difflib
import re
from typing import TYPE_CHECKING

from theseus.desk.entering import either
from theseus.errors import DeskError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from theseus.model import Question

TRUTHS = ("ja", "nee")
_NUMBER = re.compile(r"\d{1,12}([.,]\d{1,6})?")
_THOUSANDS = re.compile(r"\d{1,3}\.\d{3}")  # 1250 to one reader, one and a quarter to another


def asked(questions: Mapping[str, Question], name: str, who: str) -> Question:
    """Find a question among those that may be answered here.

    Parameters
    ----------
    who
        What answers, to open the message with: ``Een bezoek``.

    Raises
    ------
    DeskError
        Names the question that looks like it, or all of them.
    """
    if name in questions:
        return questions[name]
    close = difflib.get_close_matches(name, sorted(questions), n=1)
    mend = f"Bedoelde u {close[0]}?" if close else f"Wel: {', '.join(sorted(questions)) or 'geen enkele'}."
    raise DeskError(f"{who} kan vraag '{name}' niet beantwoorden. {mend}")


def answer(question: Question, given: str) -> str:
    """Write an answer as facts write it.

    Raises
    ------
    DeskError
        If it is no answer to this question; names the possible ones.
    """
    word = " ".join(given.casefold().split())
    if question.type == "number":
        if not _NUMBER.fullmatch(word) or _THOUSANDS.fullmatch(word):
            raise DeskError(f"Vraag {question.id} vraagt om een getal zoals 1250 of 12,5; niet '{given}'.")
        return word.replace(",", ".")
    choices = question.choices or TRUTHS
    for choice in choices:
        if word == choice.casefold():
            return choice
    raise DeskError(f"Vraag {question.id} kent het antwoord '{given}' niet; kies {either(choices)}.")
