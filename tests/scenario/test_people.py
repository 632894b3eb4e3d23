"""Who may do what follows the workspace at once: who joins and leaves a channel, who is put into a group."""

import pytest

from handlers import ids
from tests.scenario.hall import Hall
from tests.scenario.room import Room

pytestmark = pytest.mark.asyncio(loop_scope="session")

MODERATORS_GROUP = "S0MODS0001"


async def test_who_joins_a_help_channel_can_help_there_until_they_leave(hall: Hall, room: Room) -> None:
    elsewhere = hall.room()
    newcomer = elsewhere.peers[0]
    first, second = await room.asks(), await room.asks()

    async def claims() -> str:
        return await elsewhere.types(newcomer, f"claim {first}")

    async def status() -> str:
        return await elsewhere.types(newcomer, f"claim {second}")

    before = await claims()
    await hall.stage.workspace.post("join", user=newcomer.user, channel=room.channel)
    await room.until_said(claims, "is yours until")
    await elsewhere.types(newcomer, f"release {first}")
    await hall.stage.workspace.post("leave", user=newcomer.user, channel=room.channel)
    await room.until_said(status, "Join #help-")

    assert f"Join #help-{room.language}" in before


async def test_who_is_put_among_the_moderators_is_one(hall: Hall, room: Room) -> None:
    peer = room.peers[0]
    moderators = [moderator.user for moderator in hall.moderators]

    async def queue() -> str:
        return await room.types(peer, "queue", command=ids.CLIP_REVIEW)

    before = await queue()
    await hall.stage.workspace.post("usergroup", usergroup=MODERATORS_GROUP, users=[*moderators, peer.user])
    await room.until_said(queue, "flagged clip")
    await hall.stage.workspace.post("usergroup", usergroup=MODERATORS_GROUP, users=moderators)
    await room.until_said(queue, "needs the role of moderator")

    assert "needs the role of moderator" in before
