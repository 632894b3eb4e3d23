"""The one type for JSON objects that cross the wire, whose keys Slack decides."""

from typing import Any, TypeAlias

JsonObject: TypeAlias = dict[str, Any]
