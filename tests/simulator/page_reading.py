"""Getting the page and one part of it, for tests of what it says."""

from tests.simulator.running import Json, Running

MIRA, JON = "U0MIRA0001", "U0JON00001"
HELP, MODS, SECRET = "C0HELPEN01", "C0MODS0001", "C0SECRET01"


async def read(running: Running, **query: str) -> str:
    async with running.session.get(running.at["page"], params=query) as response:
        assert response.status == 200
        return await response.text()


def region(page: str, name: str) -> str:
    """The part of the page that is exchanged under this name, up to the next one."""
    found = page.partition(f'data-region="{name}"')[2] or page.partition(f'data-list="{name}"')[2]
    assert found, f"the page has no {name}"
    return found.partition("data-region=")[0].partition("data-list=")[0]


def plain(text: str) -> Json:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> Json:
    return {"type": "mrkdwn", "text": text}
