"""Messages that were drawn before and have not changed since, so that looking again costs little."""

from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from simulator.channels import Channel
from simulator.messages import Message
from simulator.page.look import Look
from simulator.page.markup import Html
from simulator.page.message import message_article
from simulator.page.names import Names
from simulator.workspace import Workspace

_KEPT = 4000


Draw = Callable[[Message], Html]
_Key = tuple[str, str, str, bool]


@dataclass
class Drawn:
    """What each person's window shows of each message, with all that it was made from."""

    _kept: OrderedDict[_Key, tuple[int, Html]] = field(default_factory=OrderedDict)

    def drawing(self, workspace: Workspace, channel: Channel, look: Look, *, in_thread: bool) -> Draw:
        """What draws messages of this channel for this person now."""
        around = _surroundings(workspace, look)

        def draw(message: Message) -> Html:
            key = (look.user, channel.id, message.ts, in_thread)
            made_from = hash((_content(message), _thread(workspace, channel, message), around))
            known = self._kept.get(key)
            if known is not None and known[0] == made_from:
                return known[1]
            html = message_article(workspace, channel, message, look, in_thread=in_thread)
            self._keep(key, made_from, html)
            return html

        return draw

    def _keep(self, key: _Key, made_from: int, html: Html) -> None:
        self._kept[key] = (made_from, html)
        self._kept.move_to_end(key)
        if len(self._kept) > _KEPT:
            self._kept.popitem(last=False)


def _content(message: Message) -> str:
    files = [(file.id, file.title, file.size, file.is_processed, file.is_deleted) for file in message.files]
    said = (message.user, message.text, message.blocks, message.attachments, files)
    about = (message.subtype, message.thread_ts, message.is_broadcast, message.username, message.icons)
    return repr((said, about, message.edited, message.reactions))


def _thread(workspace: Workspace, channel: Channel, message: Message) -> tuple[int, str]:
    replies = [] if message.is_reply else workspace.log(channel).replies(message.ts)
    return len(replies), replies[-1].ts if replies else ""


def _surroundings(workspace: Workspace, look: Look) -> int:
    """What the message does not hold and is still drawn from: names, the day, and for `ago` the minute."""
    people = tuple(
        (user.facts.name, user.facts.real_name, user.facts.deleted) for user in workspace.users.values()
    )
    channels = tuple((known.name, look.user in known.members) for known in workspace.channels.values())
    now = Names(workspace, look.user).now()
    return hash((people, channels, now.strftime("%Y-%m-%d %H:%M"), str(now.tzinfo)))
