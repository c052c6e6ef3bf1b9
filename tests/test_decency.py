"""What may never be asked or said is refused, wherever it stands."""

import pytest

from theseus.decency import FINE_IN_NOTES, NEVER_AN_INPUT, NEVER_SAID, clean, refusal, texts
from theseus.errors import ConfigError, DeskError, RuleError
from theseus.facts import catalogue as facts_catalogue
from theseus.rules import catalogue as rules_catalogue

# The indicators of the anti-example, and what the law forbids, as somebody might write them.
TEMPTATIONS = [
    "Heeft het bedrijf minder dan drie online recensies?",
    "Hangen er camera's aan de gevel?",
    "Ligt het bedrijf afgelegen?",
    "Heeft het bedrijf een lidmaatschap van een brancheorganisatie?",
    "Hoe oud is de website?",
    "Wat is de nationaliteit van de ondernemer?",
    "Wat is de geboorteplaats van de ondernemer?",
    "Welke taal spreekt men er?",
    "Wat is de herkomst van de naam?",
    "Wat is het geloof van de ondernemer?",
    "Heeft de ondernemer een strafblad?",
    "Wat is het BSN?",
    "Welk kenteken staat er voor de deur?",
    "In welke postcode ligt het?",
    "Wat is het inkomen?",
    "Wat is het woonadres?",
    "Is de ondernemer eerder strafrechtelijk vervolgd of veroordeeld?",
    "Hoe is de gezondheid van de bewoner?",
    "Is het bedrijf lid van BOVAG?",
    "Staan er dure auto's binnen?",
    "Hangen er bewakingscamera's?",
    "Hoeveel googlereviews zijn er?",
    "Is er een bedrijfswebsite?",
    "criminal record",
    "Number-plate",
    "na\u00adti\u00adonaliteit",
    "n\u00e1tionalit\u00e9it",
    "ｗｅｂｓｉｔｅ",
    "owner_nationality",
    "online_review_count",
]
CARD = """
id = "{id}"
text = "Is dit zo?"
type = "truth"
steps = ["street_view"]
[[answers]]
families = ["straatbeeld"]
table = "street_note"
value = "in_use"
original = '{original}'
"""


@pytest.mark.parametrize("text", TEMPTATIONS)
def test_proxies_and_forbidden_attributes_are_refused(text):
    assert refusal(text)


@pytest.mark.parametrize("stem", [*NEVER_AN_INPUT, *NEVER_SAID])
def test_every_word_on_the_lists_is_found_in_capitals_and_after_an_underscore(stem):
    word = stem.removesuffix(".")
    assert refusal(word.upper())
    assert refusal(f"x_{word} = 1")


@pytest.mark.parametrize(
    "text",
    [
        "Het totaal is betaald.",
        "Is het adres in gebruik?",
        "gevelnaam",
        "onderdaad",
        "bloedader",
        "preview",
        "ongelooflijk",
        "toplicht",
        "gezondheidszorgfunctie",
        "Artikel 437 van het Wetboek van Strafrecht",
    ],
)
def test_ordinary_words_that_hold_a_stem_are_fine(text):
    assert refusal(text) is None


@pytest.mark.parametrize("word", ["Een dader.", "verdachte", "Crimineel", "fraude", "malafide"])
def test_words_that_accuse_are_refused_with_what_to_write_instead(word):
    assert "aandachtspunt" in (refusal(word) or "")


@pytest.mark.parametrize("text", TEMPTATIONS)
def test_no_question_card_can_hold_one_in_any_field(text):
    with pytest.raises(ConfigError, match=r"Vraagkaart x\.toml"):
        facts_catalogue.parse(CARD.format(id="x", original=text.replace("'", "")), "x.toml")


def test_no_rule_card_can_hold_one_in_any_field():
    asked = {name: card.noun() for name, card in facts_catalogue.questions().items()}
    folder = rules_catalogue.importlib.resources.files("theseus.rules") / "cards"
    good = (folder / "adres_in_bag.toml").read_text("utf-8")
    assert rules_catalogue.parse(good, "adres_in_bag.toml", asked)
    for field in ("rationale", "owner", "statement", "legal_basis", "relevant", "unknown"):
        lines = [
            f'{field} = "De website."' if line.startswith(f"{field} =") else line for line in good.split("\n")
        ]
        with pytest.raises(RuleError, match="website"):
            rules_catalogue.parse("\n".join(lines), "adres_in_bag.toml", asked)


def test_texts_finds_every_depth():
    assert texts({"a": ["b", {"c": "d"}], "e": 1, "f": True}) == ["b", "d"]


@pytest.mark.parametrize("stem", sorted({*NEVER_AN_INPUT, *NEVER_SAID} - set(FINE_IN_NOTES)))
def test_what_a_person_types_may_hold_none_of_them_and_the_line_says_what_to_do(stem):
    with pytest.raises(DeskError, match=r"^De reden: '.*' mag niet: .*\. Schrijf op wat er is gezien"):
        clean(f"Op {stem.removesuffix('.')} gelet.", "De reden")


def test_what_a_person_types_may_name_an_address_an_owner_and_goods():
    told = "Postcode klopt; de eigenaar kon de herkomst van de fietsen laten zien."
    assert clean(f"  {told}\n", "De notitie") == told
    assert all(stem in NEVER_AN_INPUT and reason for stem, reason in FINE_IN_NOTES.items())
