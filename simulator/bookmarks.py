"""The links at the head of a channel."""

from dataclasses import dataclass

from simulator.json_types import JsonObject

LIMIT = 100


@dataclass
class Bookmark:
    id: str
    channel: str
    title: str
    link: str
    emoji: str
    rank: str
    created: int
    user: str
    team: str
    updated: int = 0


class Bookmarks:
    def __init__(self) -> None:
        self._by_id: dict[str, Bookmark] = {}
        self._count = 0

    def of(self, channel: str) -> list[Bookmark]:
        return [known for known in self._by_id.values() if known.channel == channel]

    def find(self, channel: str, bookmark_id: str) -> Bookmark | None:
        known = self._by_id.get(bookmark_id)
        return known if known and known.channel == channel else None

    def add(self, bookmark: Bookmark) -> None:
        self._by_id[bookmark.id] = bookmark

    def remove(self, bookmark: Bookmark) -> None:
        del self._by_id[bookmark.id]

    def next_rank(self) -> str:
        """Ranks sort as texts do."""
        self._count += 1
        return f"{self._count:06x}"


def bookmark_object(bookmark: Bookmark) -> JsonObject:
    return {
        "id": bookmark.id,
        "channel_id": bookmark.channel,
        "title": bookmark.title,
        "link": bookmark.link,
        "emoji": bookmark.emoji,
        "icon_url": None,
        "type": "link",
        "entity_id": None,
        "date_created": bookmark.created,
        "date_updated": bookmark.updated,
        "rank": bookmark.rank,
        "last_updated_by_user_id": bookmark.user,
        "last_updated_by_team_id": bookmark.team,
        "shortcut_id": None,
        "app_id": None,
    }
