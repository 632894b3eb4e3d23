"""What every part of a case, every event and every command is: a document that nobody changes."""

from pydantic import BaseModel, ConfigDict


class Document(BaseModel):
    """Immutable, and strict about what it does not know."""

    # What a document holds is never quoted in an error: it may be speech.
    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)
