"""What failed, and why, is told where it happened and as Slack tells it; what was typed is never lost."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

import pytest
from playwright.async_api import expect

from tests.browser.workspace import House, answers, what_was_done
from tests.simulator.page_reading import HELP, JON, MIRA, plain
from tests.simulator.running import AppSocket, Json, Running, until

pytestmark = pytest.mark.browser


def card(**more: object) -> list[Json]:
    button = {"type": "button", "action_id": "take", "text": plain("Take it"), **more}
    return [{"type": "actions", "elements": [button]}]


def modal(**more: object) -> Json:
    element = {"type": "plain_text_input", "action_id": "words"}
    block = {"type": "input", "block_id": "heard", "label": plain("What do you hear?"), "element": element}
    return {"type": "modal", "title": plain("Suggest"), "submit": plain("Send"), "blocks": [block], **more}


async def opens(running: Running, socket: AppSocket, view: Json) -> None:
    trigger = await running.trigger(socket, MIRA, HELP)
    assert (await running.api("views.open", trigger_id=trigger, view=view))["ok"]


async def is_late(running: Running, socket: AppSocket) -> None:
    """The app gets the delivery and lets the three seconds pass."""
    await what_was_done(socket)
    await running.control("clock", advance_seconds=3.5)


async def test_a_button_that_the_app_does_not_acknowledge_gets_a_warning(
    house: House, running: Running
) -> None:
    socket = await running.connect()
    await running.api("chat.postMessage", channel=HELP, text="Card", blocks=card())
    mira = await house.person(MIRA, HELP)

    await mira.presses("Take it", on=mira.messages.last)
    await is_late(running, socket)

    await mira.sees(mira.messages.last.get_by_role("alert"), "⚠ This action didn't work")
    await mira.photographs("button-with-a-warning")
    await mira.presses("Take it", on=mira.messages.last)
    await answers(socket)
    await expect(mira.messages.last.get_by_role("alert")).to_have_count(0)


async def test_a_command_that_fails_says_so_and_comes_back(house: House, running: Running) -> None:
    socket = await running.connect()
    mira = await house.person(MIRA, HELP)

    await mira.says("/clip claim now")
    await is_late(running, socket)

    await mira.sees(mira.page.locator("#notices"), "/clip failed because the app did not respond.")
    await expect(mira.composer).to_have_value("/clip claim now")
    await mira.says("/nothing")
    await mira.sees(mira.page.locator("#notices"), "/nothing is not a valid command.")


async def test_a_modal_stays_with_what_was_typed_when_the_app_is_late(house: House, running: Running) -> None:
    socket = await running.connect()
    mira = await house.person(MIRA, HELP)
    await opens(running, socket, modal())

    await mira.modal.get_by_label("What do you hear?").fill("a bell")
    await mira.modal.get_by_role("button", name="Send").click()
    await is_late(running, socket)

    await mira.sees(mira.modal, "We had some trouble connecting. Try again?")
    await expect(mira.modal.get_by_label("What do you hear?")).to_have_value("a bell")
    await mira.photographs("modal-in-trouble")
    await mira.modal.get_by_role("button", name="Send").click()
    await answers(socket)
    await expect(mira.modal).to_be_hidden()


async def test_an_error_of_the_app_stands_under_its_input(house: House, running: Running) -> None:
    socket = await running.connect()
    mira = await house.person(MIRA, HELP)
    await opens(running, socket, modal())
    field = mira.modal.get_by_label("What do you hear?")

    await field.fill("a bell")
    await mira.modal.get_by_role("button", name="Send").click()
    await answers(socket, {"response_action": "errors", "errors": {"heard": "Louder, please."}})

    await expect(mira.modal.get_by_role("alert").filter(has_text="Louder, please.")).to_be_visible()
    await expect(field).to_have_value("a bell")
    await expect(field).to_be_focused()
    await expect(field).to_have_attribute("aria-invalid", "true")


async def test_what_slack_would_not_show_is_told_to_developers(house: House, running: Running) -> None:
    mira = await house.person(MIRA, HELP)

    await running.api("chat.postMessage", channel=HELP, text="Card", blocks=card(text=plain("x" * 76)))

    strip = mira.page.locator("[data-refused]")
    await mira.sees(strip, "chat.postMessage was refused with invalid_blocks")
    await expect(strip.get_by_role("link")).to_have_attribute("href", "/developers")


async def test_a_question_is_asked_before_the_press_counts(house: House, running: Running) -> None:
    socket = await running.connect()
    confirm = {
        "title": plain("Sure?"),
        "text": plain("It stops sharing."),
        "confirm": plain("Stop"),
        "deny": plain("No"),
    }
    await running.api("chat.postMessage", channel=HELP, text="Card", blocks=card(confirm=confirm))
    mira = await house.person(MIRA, HELP)
    question = mira.page.get_by_role("dialog", name="Sure?")

    await mira.presses("Take it", on=mira.messages.last)
    await mira.photographs("question")
    await question.get_by_role("button", name="No").click()
    await expect(question).to_be_hidden()
    pressed = [each for each in await running.deliveries() if each["type"] == "interactive"]
    await mira.presses("Take it", on=mira.messages.last)
    await question.get_by_role("button", name="Stop").click()
    payload = await answers(socket)

    assert (pressed, payload["actions"][0]["action_id"]) == ([], "take")


@dataclass
class Wire:
    """What lies between a browser and the workspace, and can be cut."""

    port: int
    server: asyncio.Server | None = None
    ends: set[asyncio.StreamWriter] = field(default_factory=set)
    tasks: set[asyncio.Task[None]] = field(default_factory=set)

    async def join(self, port: int = 0) -> int:
        self.server = await asyncio.start_server(self._carry, "127.0.0.1", port)
        return int(self.server.sockets[0].getsockname()[1])

    async def cut(self) -> None:
        assert self.server is not None
        self.server.close()
        for end in list(self.ends):
            end.transport.abort()
        await asyncio.gather(*self.tasks, return_exceptions=True)

    async def _carry(self, near_in: asyncio.StreamReader, near_out: asyncio.StreamWriter) -> None:
        far_in, far_out = await asyncio.open_connection("127.0.0.1", self.port)
        self.ends |= {near_out, far_out}
        for source, sink in ((near_in, far_out), (far_in, near_out)):
            task = asyncio.create_task(_pour(source, sink))
            self.tasks.add(task)
            task.add_done_callback(self.tasks.discard)


async def _pour(source: asyncio.StreamReader, sink: asyncio.StreamWriter) -> None:
    try:
        while chunk := await source.read(65536):
            sink.write(chunk)
            await sink.drain()
    except ConnectionError:
        return
    finally:
        sink.close()


@asynccontextmanager
async def wire_to(running: Running) -> AsyncIterator[tuple[Wire, int]]:
    wire = Wire(int(running.at["page"].rstrip("/").rpartition(":")[2]))
    port = await wire.join()
    yield wire, port
    await wire.cut()


async def test_a_connection_that_drops_comes_back_by_itself(house: House, running: Running) -> None:
    async with wire_to(running) as (wire, port):
        house.address = f"http://127.0.0.1:{port}/"
        mira = await house.person(MIRA, HELP)
        await running.control("message", user=JON, channel=HELP, text="before")
        await mira.sees(mira.messages.last, "before")

        await wire.cut()
        await mira.sees(mira.page.locator("#connection"), "is lost. Trying again")
        await mira.says("not sent")
        await mira.sees(mira.page.locator("#notices"), "cannot be reached. Nothing was sent.")
        await expect(mira.composer).to_have_value("not sent")
        await running.control("message", user=JON, channel=HELP, text="meanwhile")
        await wire.join(port)

        await mira.sees(mira.messages.last, "meanwhile")
        await mira.sees(mira.page.locator("#connection"), "Connected again.")
        await mira.says("sent after all")
        await mira.sees(mira.messages.last, "sent after all")


async def test_no_page_of_another_site_is_let_in(running: Running) -> None:
    address = running.at["page"] + "page/live"
    headers = {"Connection": "Upgrade", "Upgrade": "websocket", "Origin": "http://elsewhere.example"}

    async with running.session.get(address, headers=headers) as response:
        assert response.status == 403


async def test_an_open_page_does_not_keep_the_workspace_from_ending(house: House, running: Running) -> None:
    mira = await house.person(MIRA, HELP)
    await running.control("message", user=JON, channel=HELP, text="hello")
    await mira.sees(mira.messages.last, "hello")

    running.process.terminate()

    async def has_ended() -> bool:
        return running.process.returncode is not None

    await until(has_ended)
    await mira.sees(mira.page.locator("#connection"), "is lost")
