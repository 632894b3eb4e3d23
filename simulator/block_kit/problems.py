"""One complaint about a part of a message or a view."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Problem:
    pointer: str
    """JSON pointer to the part, such as `/blocks/0/text/text`."""
    message: str

    def __str__(self) -> str:
        """The line that Slack puts into `errors`; with `[ERROR] ` before it, into `response_metadata`."""
        return f"{self.message} [json-pointer:{self.pointer}]"
