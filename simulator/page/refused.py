"""What the app sent that Slack would not show: for its developers, who else see only that nothing came."""

from dataclasses import dataclass

from simulator.json_types import JsonObject
from simulator.page.markup import Html, tag
from simulator.workspace import Workspace

SHOWN_SECONDS = 120
_TOLD = frozenset(
    {
        *(
            "invalid_blocks",
            "invalid_blocks_format",
            "invalid_arguments",
            "invalid_attachments",
            "invalid_view",
        ),
        *(
            "view_too_large",
            "push_limit_reached",
            "msg_too_long",
            "no_text",
            "missing_scope",
            "not_in_channel",
        ),
        *("expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "hash_conflict"),
    }
)


@dataclass
class Refused:
    """Reads the record onwards from where it was, whenever something happened."""

    _seen_change: int = -1
    _seen_entry: int = 0
    _latest: JsonObject | None = None

    def latest(self, workspace: Workspace) -> Html:
        """A strip about the last refusal, for two minutes."""
        self._read_on(workspace)
        entry = self._latest
        if entry is None or workspace.clock.now() - entry["at"] > SHOWN_SECONDS:
            return Html("")
        return tag(
            "p",
            tag("b", "For developers: "),
            _sentence(entry),
            " ",
            tag("a", "What the app called", href="/developers", id="refused-more"),
            data_refused=str(entry["n"]),
        )

    def _read_on(self, workspace: Workspace) -> None:
        if workspace.changes.count == self._seen_change:
            return
        self._seen_change = workspace.changes.count
        found = workspace.record.after(self._seen_entry)
        self._seen_entry = found["next"]
        for entry in found["entries"]:
            if _is_told(entry):
                self._latest = entry


def _is_told(entry: JsonObject) -> bool:
    if entry["kind"] == "control":
        return entry.get("action") == "view_response_refused"
    return entry["kind"] in {"api_call", "response_url"} and _error(entry) in _TOLD


def _error(entry: JsonObject) -> str:
    response = entry.get("response")
    return str(response.get("error", "")) if isinstance(response, dict) else ""


def _sentence(entry: JsonObject) -> str:
    if entry["kind"] == "control":
        return f"Slack could not follow the app's answer to a modal: {entry.get('reason')}"
    response = entry.get("response")
    messages = response.get("response_metadata", {}).get("messages", []) if isinstance(response, dict) else []
    details = "; ".join(str(message).removeprefix("[ERROR] ") for message in messages)
    return f"{entry.get('method')} was refused with {_error(entry)}" + (f": {details}" if details else ".")
