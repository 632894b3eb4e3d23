"""What is learnt of people from closed cases, and when: never from what is open, hidden or doubted."""

from collections.abc import Mapping

import pytest

from bot.agreement import Skill
from bot.domain import commands as cmd
from bot.domain.case import Door, State
from bot.domain.ids import EVERYBODY, Alias, Language, PersonId
from bot.errors import StoreAway
from bot.ports import PersonSkill
from bot.services.weigh import heard_in, skill_shown
from tests.contract.services.office import Office, claim, flag, suggest
from tests.contract.store.making import HEARD
from tests.fakes.stores import KeepingPeople
from tests.unit.domain.builders import CAST

ENGLISH, GERMAN = Language("en"), Language("de")
MISHEARD = "turn the kitten lights off"
NAMES = ("aiko", "ben", "chloe", "dev")
NOTHING = PersonSkill()
RIGHT = PersonSkill(errors=0, words=5)
ONE_WRONG = PersonSkill(errors=1, words=5)


async def known(office: Office, language: Language = ENGLISH) -> dict[str, PersonSkill]:
    """What is known of each of the names, by now."""
    people = [CAST[name].person for name in NAMES]
    skills: Mapping[PersonId, PersonSkill] = await office.stores.people.skills(people, language)
    return {str(person): skill for person, skill in skills.items() if skill != NOTHING}


async def known_of_everybody(office: Office) -> PersonSkill:
    return (await office.stores.people.skills([EVERYBODY], ENGLISH))[EVERYBODY]


async def hear(office: Office, alias: Alias, **texts: str) -> None:
    for name, text in texts.items():
        await office.does(alias, suggest(name, text))
    await office.reconciler.settle_all()


async def settle(office: Office, alias: Alias, text: str) -> None:
    await office.does(alias, cmd.Settle(actor=CAST["lena"], door=Door.MODAL, text=text))
    await office.reconciler.settle_all()


async def test_an_agreed_case_tells_how_far_each_voice_was_from_the_agreement(office: Office) -> None:
    alias = await office.asked()

    await hear(office, alias, aiko=HEARD, ben=MISHEARD, chloe=HEARD)

    assert (await office.case(alias)).state is State.WRITTEN
    assert await known(office) == {"aiko": RIGHT, "ben": ONE_WRONG, "chloe": RIGHT}
    assert await known(office, GERMAN) == {}


async def test_an_open_case_tells_nothing_yet(office: Office) -> None:
    alias = await office.asked()

    await hear(office, alias, aiko=HEARD, ben=MISHEARD)

    assert (await office.case(alias)).state is State.OPEN
    assert await known(office) == {}


async def test_the_next_case_adds_to_what_is_known(office: Office) -> None:
    for reference in ("kitchen", "garden"):
        await hear(office, await office.asked(reference), aiko=HEARD, ben=MISHEARD, chloe=HEARD)

    assert (await known(office))["ben"] == PersonSkill(errors=2, words=10)


async def test_of_everybody_together_the_sum_is_known(office: Office) -> None:
    alias = await office.asked()
    await hear(office, alias, aiko=HEARD, ben=MISHEARD, chloe=HEARD)
    assert await known_of_everybody(office) == PersonSkill(errors=1, words=15)

    await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="reopen")
    await hear(office, alias, ben=MISHEARD, chloe=MISHEARD, dev=MISHEARD)

    assert await known_of_everybody(office) == PersonSkill(errors=0, words=15)


async def test_how_hard_recordings_usually_are_decides_whether_another_is_asked(office: Office) -> None:
    """The same three voices twice; what is known of everybody is all that differs."""
    rose, rode = "the captain rose early", "the captain rode early"
    voices = {"aiko": rose, "ben": rose, "chloe": rode}
    first = await office.asked("an earlier clip")
    await hear(office, first, **voices)

    # As if many cases, closed meanwhile, had shown that hardly anybody ever errs here.
    other = (await office.case(first)).model_copy(update={"alias": Alias("7K3QXM29TA")})
    await office.stores.people.tally(other, {EVERYBODY: PersonSkill(errors=20, words=40_000)})
    second = await office.asked("a later clip")
    await hear(office, second, **voices)

    assert (await office.case(first)).state is State.WRITTEN
    assert (await office.case(second)).state is State.OPEN


async def test_what_a_lead_settles_counts_as_well(office: Office) -> None:
    alias = await office.asked()
    await office.disagrees(alias)

    await settle(office, alias, "two")

    wrong = PersonSkill(errors=1, words=1)
    assert await known(office) == {
        "aiko": wrong,
        "ben": PersonSkill(errors=0, words=1),
        "chloe": wrong,
        "dev": wrong,
    }


async def test_who_cannot_tell_is_neither_right_nor_wrong(office: Office) -> None:
    alias = await office.asked()
    cannot = cmd.Suggest(actor=CAST["dev"], door=Door.MODAL, is_nobody_can_tell=True)
    await office.does(alias, cannot)

    await hear(office, alias, aiko=HEARD, ben=HEARD, chloe=HEARD)

    assert set(await known(office)) == {"aiko", "ben", "chloe"}


async def test_an_outcome_that_nobody_can_tell_teaches_nothing(office: Office) -> None:
    alias = await office.asked()
    await office.disagrees(alias)

    await office.does(alias, cmd.Settle(actor=CAST["lena"], door=Door.MODAL, is_nobody_can_tell=True))
    await office.reconciler.settle_all()

    assert (await office.case(alias)).state is State.WRITTEN
    assert await known(office) == {}


async def test_a_reopened_case_leaves_what_is_known_until_its_next_outcome_replaces_it(
    office: Office,
) -> None:
    alias = await office.asked()
    await hear(office, alias, aiko=HEARD, ben=MISHEARD, chloe=HEARD)

    await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="reopen")
    await hear(office, alias, ben=MISHEARD, chloe=MISHEARD)
    assert await known(office) == {"aiko": RIGHT, "ben": ONE_WRONG, "chloe": RIGHT}

    await hear(office, alias, dev=MISHEARD)
    assert (await office.case(alias)).state is State.WRITTEN
    assert await known(office) == {"ben": RIGHT, "chloe": RIGHT, "dev": RIGHT}


async def test_a_case_withheld_before_it_was_tallied_teaches_only_when_it_is_released(
    office: Office,
) -> None:
    alias = await office.asked()
    await office.agrees(alias)
    await office.does(alias, flag("hana"))
    await office.reconciler.settle_all()
    assert await known(office) == {}

    await office.releases(alias, "moritz")
    await office.releases(alias, "nadia")
    await office.reconciler.settle_all()

    assert (await office.case(alias)).state is State.WRITTEN
    assert set(await known(office)) == {"aiko", "ben", "chloe"}


async def test_a_case_withheld_later_leaves_the_sums_as_they_are(office: Office) -> None:
    alias = await office.asked()
    await hear(office, alias, aiko=HEARD, ben=MISHEARD, chloe=HEARD)

    await office.does(alias, flag("hana"))
    await office.reconciler.settle_all()

    assert await known(office) == {"aiko": RIGHT, "ben": ONE_WRONG, "chloe": RIGHT}


async def test_a_suggestion_is_not_saved_when_what_is_known_of_people_cannot_be_read(
    office: Office,
) -> None:
    alias = await office.asked()
    desk = office.open_desk(people=KeepingPeople(office.stores.people, knows_skills=False))

    with pytest.raises(StoreAway):
        await desk.execute(alias, suggest("aiko"), key="suggestion")
    await desk.execute(alias, claim(CAST["ben"]), key="claim")

    case = await office.case(alias)
    assert case.suggestions == ()
    assert case.claim_of(CAST["ben"].person)


async def test_the_engine_gets_each_voice_with_what_is_known_of_the_person(office: Office) -> None:
    alias = await office.asked()
    await hear(office, alias, aiko=HEARD, ben=MISHEARD)
    skills = {CAST["ben"].person: PersonSkill(errors=3, words=40)}

    heard = heard_in(await office.case(alias), skills)

    assert {voice.person: (voice.text, voice.skill) for voice in heard} == {
        "aiko": (HEARD, Skill()),
        "ben": (MISHEARD, Skill(errors=3, words=40)),
    }


async def test_a_case_in_a_round_without_an_outcome_tells_nothing(office: Office) -> None:
    alias = await office.asked()
    await hear(office, alias, aiko=HEARD, ben=HEARD, chloe=HEARD)
    await office.desk.reopen(CAST["mira"], alias, door=Door.BUTTON, key="reopen")

    assert skill_shown(await office.case(alias)) == {}


async def test_whom_earlier_cases_proved_right_decides_what_is_agreed_on(office: Office) -> None:
    """The same three voices twice; what is known of them is all that differs."""
    rose, rode = "the captain rose early", "the captain rode early"
    voices = {"aiko": rose, "ben": rode, "chloe": rode}
    first = await office.asked("an earlier clip")
    await hear(office, first, **voices)

    good, poor = PersonSkill(errors=20, words=2000), PersonSkill(errors=800, words=2000)
    shown = {CAST[name].person: good if name == "aiko" else poor for name in voices}
    # As if another case, closed meanwhile, had shown it.
    other = (await office.case(first)).model_copy(update={"alias": Alias("7K3QXM29TA")})
    await office.stores.people.tally(other, shown)
    second = await office.asked("a later clip")
    await hear(office, second, **voices)

    outcomes = [(await office.case(alias)).outcome for alias in (first, second)]
    assert [outcome.text if outcome else None for outcome in outcomes] == [rode, rose]
