"""Three or more people, one clip, and the text that they agree on, in eight languages."""

from itertools import permutations

import pytest

from bot.agreement import Agreement, AgreementPolicy, Heard, Verdict, agree
from bot.agreement.tokens import tokenise


def agreed(language: str, *texts: str) -> Agreement:
    suggestions = [Heard(person=f"U{number}", text=text) for number, text in enumerate(texts)]
    return agree(suggestions, AgreementPolicy(language=language))


@pytest.mark.parametrize(
    ("language", "texts", "expected"),
    [
        pytest.param(
            "en",
            [
                "Turn the lights off, please.",
                "turn the light off please",
                "Turn the lights of, please.",
            ],
            "Turn the lights off, please.",
            id="english",
        ),
        pytest.param(
            "de",
            [
                "Mach die Straßenlampe aus.",
                "mach die STRASSENLAMPE an",
                "Macht die Straßenlampe aus.",
            ],
            "Mach die Straßenlampe aus.",
            id="german",
        ),
        pytest.param(
            "es",
            ["¿Qué hora es en México?", "qué hora es en México", "¿Qué ahora es en México?"],
            "¿Qué hora es en México?",
            id="spanish",
        ),
        pytest.param(
            "ja",
            ["電気を消してください。", "電気を付けてください。", "電気を消してくださ"],
            "電気を消してください。",
            id="japanese",
        ),
        pytest.param("th", ["ปิดไฟให้หน่อย", "ปิดไฟให้น่อย", "เปิดไฟให้หน่อย"], "ปิดไฟให้หน่อย", id="thai"),
        pytest.param("hi", ["बत्ती बंद कर दो।", "बत्ती बंद कर दे", "बत्ती मंद कर दो"], "बत्ती बंद कर दो।", id="hindi"),
        pytest.param(
            "ar",
            ["أطفئ النور من فضلك", "أطفئ النور من فضلك،", "أطفئ الناي من فضلك"],
            "أطفئ النور من فضلك",
            id="arabic",
        ),
        pytest.param(
            "ko", ["불을 꺼 주세요", "불을 켜 주세요.", "물을 꺼 주세요."], "불을 꺼 주세요.", id="korean"
        ),
    ],
)
def test_each_place_goes_to_what_most_people_heard_there(
    language: str, texts: list[str], expected: str
) -> None:
    agreement = agreed(language, *texts)

    assert agreement.text == expected
    assert agreement.verdict is not Verdict.HOPELESS


def test_a_word_names_who_said_it_and_who_said_what_instead() -> None:
    agreement = agreed("en", "call Anna now", "call Anna now", "call Hannah now")

    name = agreement.words[1]

    assert (name.text, name.people) == ("Anna", ("U0", "U1"))
    assert [(other.text, other.people) for other in name.others] == [("Hannah", ("U2",))]
    assert name.confidence < agreement.words[0].confidence


def test_what_others_said_is_listed_with_the_most_common_first() -> None:
    agreement = agreed("en", "call Ann", "call Ann", "call Ann", "call Anne", "call Zoltan", "call Zoltan")

    assert [other.text for other in agreement.words[1].others] == ["Zoltan", "Anne"]


def test_a_word_that_one_of_four_added_stays_out_of_the_text_and_is_still_shown_as_a_place() -> None:
    agreement = agreed("en", "good morning", "good morning", "good uh morning", "good morning")

    added = agreement.words[1]

    assert agreement.text == "good morning"
    assert (added.text, added.people) == ("", ("U0", "U1", "U3"))
    assert added.others[0].text == "uh"


def test_a_word_that_one_of_three_missed_stays_in_the_text() -> None:
    agreement = agreed("en", "set a timer", "set timer", "set a timer")

    assert agreement.text == "set a timer"
    assert agreement.words[1].others[0].text == ""


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a well-known song", "A well known song!"),
        ("don't", "don’t"),  # noqa: RUF001 - the curly quote is what phones type
        ("Straße", "STRASSE"),
        ("café", "cafe\u0301"),
        ("ＡＢＣ", "abc"),  # noqa: RUF001 - full-width letters, as typed in Japan
        ("ﾃｽﾄ", "テスト"),
        ("می‌خواهم", "میخواهم"),
    ],
)
def test_texts_that_differ_only_in_writing_agree_fully(one: str, other: str) -> None:
    agreement = agreed("en", one, other, one)

    assert agreement.text in {one, other}
    assert all(len(word.people) == 3 and not word.others for word in agreement.words)


@pytest.mark.parametrize(
    ("one", "other"), [("2½", "212"), ("कि", "की"), ("were", "we're"), ("ไกล", "ใกล"), ("か", "が")]
)
def test_texts_that_differ_in_what_is_said_do_not_agree(one: str, other: str) -> None:
    agreement = agreed("en", one, other)

    assert any(word.others for word in agreement.words)


def test_two_words_do_not_run_together_when_a_kana_between_them_loses() -> None:
    agreement = agreed("ja", "LED on", "LED on", "LEDあ on", "LEDい on", "LEDう on")

    assert agreement.text == "LED on"


def test_an_extra_word_makes_room_for_itself_and_like_words_share_a_place() -> None:
    agreement = agreed("en", "turn lamp on", "turn lamp on", "turn red lamps on")

    places = [[word.text, *(other.text for other in word.others)] for word in agreement.words]

    assert places == [["turn"], ["", "red"], ["lamp", "lamps"], ["on"]]


def test_the_spelling_is_the_one_that_most_of_the_winners_typed() -> None:
    agreement = agreed("en", "ok google", "OK, Google", "OK, google", "okay google")

    assert agreement.text == "OK, google"


@pytest.mark.parametrize("texts", list(permutations(["the cat", "the sat", "The mat!", "the hat"])))
def test_a_tie_goes_the_same_way_whoever_came_first(texts: tuple[str, ...]) -> None:
    assert agreed("en", *texts).text == agreed("en", "the cat", "the sat", "The mat!", "the hat").text


@pytest.mark.parametrize("texts", list(permutations(["ok", "OK.", "Ok!"])))
def test_a_tie_of_spellings_goes_the_same_way_whoever_came_first(texts: tuple[str, ...]) -> None:
    assert agreed("en", *texts).text == "OK."


def test_of_two_spellings_as_common_the_more_central_text_gives_its_own_for_every_word() -> None:
    agreement = agreed("en", "Hello, Ann.", "hello ann")

    assert agreement.text in {"Hello, Ann.", "hello ann"}


@pytest.mark.parametrize(
    ("language", "text", "keys"),
    [
        pytest.param("ja", "電気を２回、ON", ["電", "気", "を", "2", "回", "on"], id="japanese"),
        pytest.param("th", "ปิดไฟ ๒ ดวง", ["ปิ", "ด", "ไ", "ฟ", "2", "ด", "ว", "ง"], id="thai"),
        pytest.param("hi", "बत्ती १० बंद।", ["बत्ती", "10", "बंद"], id="hindi"),
        pytest.param("ar", "أطفئ النُّور، ٢٥", ["اطفئ", "النور", "25"], id="arabic"),
        pytest.param("ko", "불을 ３개 꺼요!", ["불을", "3개", "꺼요"], id="korean"),
    ],
)
def test_each_script_is_cut_where_its_readers_would_cut_it(language: str, text: str, keys: list[str]) -> None:
    assert [token.key for token in tokenise(text, language)] == keys
