"""The mark of a field that carries speech or a store reference, kept only under the key of its case."""

from typing import Annotated


class Sealed:
    """Marks a model field: whoever stores the model encrypts it, whoever logs it leaves it out."""

    def __repr__(self) -> str:
        return "SEALED"


SEALED = Sealed()

SealedText = Annotated[str, SEALED]
