"""``theseus themes``: which there are, and who belongs to one by which facts."""

import pytest
from click.testing import CliRunner

from theseus import cli
from theseus.errors import ConfigError


@pytest.fixture
def told(demo_region):
    def run(*arguments):
        options = ["-w", str(demo_region.root), "themes", *arguments]
        return CliRunner().invoke(cli.app, options, catch_exceptions=False).output

    return run


def test_every_theme_is_listed_with_how_many_belong_to_it(told, demo_region):
    out = told()
    assert all(name in out for name in demo_region.region.every_theme)


def test_dealers_without_a_registration_are_listed_as_facts(told):
    """F73."""
    out = told("DOR")
    assert "afwezig" in out
    assert "vervallen" in out
    assert "opkopersregister" in out


def test_an_unknown_theme_is_named_with_those_that_there_are(told):
    with pytest.raises(ConfigError, match="Er is geen thema 'auto'"):
        told("auto")
