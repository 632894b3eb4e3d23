"""How the workspace says no.

RefusedError        Slack's answer to a call it refuses: `ok` false and an error code
ActingError         a test or a person asked the control API for something nobody could do in Slack
"""

from simulator.json_types import JsonObject


class RefusedError(Exception):
    """Slack's error code, and the further keys that go with it in the response."""

    def __init__(self, code: str, **fields: object) -> None:
        super().__init__(code)
        self.code = code
        self.fields: JsonObject = fields


class ActingError(Exception):
    """A code and a sentence that says what to do instead."""

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code)
        self.code = code
        self.detail = detail


def invalid_arguments(*messages: str) -> RefusedError:
    return RefusedError(
        "invalid_arguments", response_metadata={"messages": [f"[ERROR] {message}" for message in messages]}
    )
