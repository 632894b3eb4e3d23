"""What blocks point to outside themselves: files of the workspace, and scopes that the app needs for them."""

from simulator.block_kit import Problem, unknown_files
from simulator.block_kit.wording import NO_VIDEO_SCOPE
from simulator.files import file_object
from simulator.json_types import JsonObject
from simulator.workspace import Workspace

_EMBED = "links.embed:write"
_VIDEO_SCOPES = ("links:read", "links:write", _EMBED)
_PICTURES = ("png", "jpg", "gif")


def check_sources(workspace: Workspace, blocks: list[JsonObject], at: str = "/blocks") -> list[Problem]:
    """What Slack would complain about in blocks that are well formed."""

    def is_picture(slack_file: JsonObject) -> bool:
        return _is_picture(workspace, slack_file)

    return [*_videos(workspace, blocks, at), *unknown_files(blocks, is_picture, at)]


def _videos(workspace: Workspace, blocks: list[JsonObject], at: str) -> list[Problem]:
    if workspace.app.has_scope(_EMBED):
        return []
    missing = ", ".join(scope for scope in _VIDEO_SCOPES if not workspace.app.has_scope(scope))
    places = [index for index, block in enumerate(blocks) if block["type"] == "video"]
    return [Problem(f"{at}/{index}", NO_VIDEO_SCOPE.format(missing)) for index in places]


def _is_picture(workspace: Workspace, slack_file: JsonObject) -> bool:
    """Whether this is the id or the address of a picture that Slack has looked at."""
    for file in workspace.files.newest_first():
        described = file_object(file)
        if slack_file.get("id") == file.id or slack_file.get("url") in _addresses(described):
            return described["filetype"] in _PICTURES
    return False


def _addresses(described: JsonObject) -> tuple[str, str]:
    return str(described["url_private"]), str(described["permalink"])
