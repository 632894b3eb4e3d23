"""Doors for claims. Taking a clip opens the form, because writing what one hears is what comes next."""

from bot.domain import commands as cmd
from bot.domain.case import Door
from bot.domain.command_line import ClaimLine, ReleaseLine
from bot.domain.ids import show_alias
from handlers.blocks.claim import claimed_reply
from handlers.blocks.kit import line as sentence
from handlers.blocks.kit import message
from handlers.blocks.suggest import suggest_view
from handlers.visit import Pressed, Reply, Typed, shared


async def handle_claim_typed(visit: Typed, line: ClaimLine) -> Reply:
    if line.alias is None:
        answer = await visit.desk.claim_next(visit.actor, door=Door.SLASH_COMMAND, key=visit.key)
    else:
        command = cmd.Claim(actor=visit.actor, door=Door.SLASH_COMMAND)
        answer = await visit.desk.execute(line.alias, command, key=visit.key)
    says = claimed_reply(answer.case, visit.actor.person, visit.desk.policy)
    return Reply(says=says, tells_of=shared(answer.case))


async def handle_release_typed(visit: Typed, line: ReleaseLine) -> Reply:
    command = cmd.Release(actor=visit.actor, door=Door.SLASH_COMMAND)
    await visit.desk.execute(line.alias, command, key=visit.key)
    name = show_alias(line.alias)
    return Reply(says=message([sentence(f"You gave clip *{name}* back. Somebody else can take it now.")]))


async def handle_take_pressed(visit: Pressed) -> Reply:
    command = cmd.Claim(actor=visit.actor, door=Door.BUTTON)
    case = (await visit.desk.execute(visit.payload.alias, command, key=visit.key)).case
    return Reply(
        opens=suggest_view(case, case.voice_of(visit.actor.person)),
        late=f"Clip {show_alias(case.alias)} is yours. {_FORM_WAS_LATE}",
    )


_FORM_WAS_LATE = "Slack took too long to open the form; `/clip suggest <alias> <text>` works as well."


async def handle_extend_pressed(visit: Pressed) -> Reply:
    command = cmd.ExtendClaim(actor=visit.actor, door=Door.BUTTON)
    await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply()


async def handle_give_back_pressed(visit: Pressed) -> Reply:
    command = cmd.Release(actor=visit.actor, door=Door.BUTTON)
    await visit.desk.execute(visit.payload.alias, command, key=visit.key)
    return Reply()
