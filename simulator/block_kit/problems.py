"""One complaint about a part of a message or a view, in the shape that Slack's validator gives it."""

from dataclasses import dataclass

from simulator.json_types import JsonObject

FAILED_CONSTRAINT = "failed_constraint"
INVALID_TYPE = "invalid_type"
MISSING_FIELD = "missing_field"


@dataclass(frozen=True)
class Problem:
    pointer: str
    """JSON pointer to the part, such as `/blocks/0/text/text`."""
    message: str
    code: str = FAILED_CONSTRAINT
    constraint: JsonObject | None = None
    """What was expected and what came, where a constraint failed."""
    field: str | None = None
    """The name of the field that is missing."""

    def __str__(self) -> str:
        """The line that Slack puts into `errors`; with `[ERROR] ` before it, into `response_metadata`."""
        return f"{self.message} [json-pointer:{self.pointer}]"

    def described(self) -> JsonObject:
        """The entry of `errors` in the answer of `blocks.validate`."""
        described: JsonObject = {"pointer": self.pointer, "code": self.code, "message": self.message}
        if self.constraint is not None:
            described["constraint"] = self.constraint
        if self.field is not None:
            described["field"] = self.field
        return described


def failed(at: str, message: str, kind: str, expected: object, got: object) -> Problem:
    """A constraint of this kind does not hold."""
    return Problem(at, message, constraint={"type": kind, "expected": expected, "got": got})


def wrong_type(at: str, message: str) -> Problem:
    return Problem(at, message, INVALID_TYPE)
