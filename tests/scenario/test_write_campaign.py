"""The campaign of `benchmarks/write_back_campaign.py` in small."""

from benchmarks.write_back_campaign import Plan, run_campaign

SEED = 7


async def test_a_store_that_fails_has_each_outcome_once_though_the_bot_was_killed() -> None:
    figures = await run_campaign(Plan(cases=24, kills=2, seed=SEED))

    told = f"with the seed {SEED}: {figures}"
    assert (figures["annotations"], figures["not_exactly_one"]) == (24, 0), told
    assert (figures["touched"], figures["people_s_annotations"]) == (0, 4), told
    assert (figures["recorded_as_written"], figures["parked"]) == (24, 0), told
    assert len(figures["killed_at_annotations"]) == 2, told
