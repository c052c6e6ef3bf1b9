"""axe-core over an open page: what keeps people who cannot see, point or tell colours apart from using it."""

from axe_playwright_python.sync_playwright import Axe


def barriers(page):
    """Each violation in the page as it stands, of whatever weight, with the first element it was met in."""
    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']} ({one['impact']}): {one['help']}: {one['nodes'][0]['html'][:160]} "
        f"({len(one['nodes'])}): {one['nodes'][0]['failureSummary']}"
        for one in found
    ]
