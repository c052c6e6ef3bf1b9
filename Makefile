# Two commands for a newcomer: `make demo` and `make test`. Each sets up what it needs from nothing
# but python3 and access to the Python package index.
PYTHON ?= python3
VENV := .venv
UV := $(VENV)/bin/uv
RUN := $(UV) run --no-sync
READY := $(VENV)/.ready
DEMO := demo

# Where Python may not keep what it compiled, every process of the tests compiles 1,500 modules again.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: demo test test-live lint format docs bench bench-link bench-plan bench-map locale clean

demo: $(READY)
	rm -rf $(DEMO)
	$(RUN) theseus demo $(DEMO)
	$(RUN) theseus --workspace $(DEMO) refresh
	@echo "Open de kaart in een browser. Uitleg bij een nummer: $(VENV)/bin/theseus -w $(DEMO) explain NUMMER"

test: $(READY) browser postgresql
	$(MAKE) --no-print-directory --jobs=2 compiled lint
	$(RUN) pytest -n auto

# The planner's search is compiled once for all processes of the tests, while style and types are checked.
.PHONY: compiled
compiled: $(READY)
	@$(RUN) python -c "from theseus.plan.orienteering import usable; usable()"

# Asks the true services, for those who have internet: small questions, one municipality.
test-live: $(READY)
	$(RUN) pytest -m live tests/live

lint: $(READY)
	$(RUN) ruff format --check .
	$(RUN) ruff check .
	$(RUN) mypy

format: $(READY)
	$(RUN) ruff check --fix .
	$(RUN) ruff format .

docs: $(READY)
	$(UV) sync --quiet --frozen --all-groups
	$(RUN) mkdocs build --strict

# Linking at national scale, beside a plain join and Splink: some seven minutes and 9 GB.
bench-link: $(READY)
	$(UV) sync --quiet --frozen --inexact --group bench
	$(RUN) python benchmarks/link.py

# Planning: engines side by side on public instances (SECONDS each, a quarter of an hour for 10), then made regions.
SECONDS ?= 10
bench-plan: $(READY)
	$(UV) sync --quiet --frozen --inexact --group bench
	$(RUN) python benchmarks/plan_engines.py --seconds $(SECONDS)
	$(RUN) python benchmarks/plan_region.py

# The map of up to 250,000 uses in Chromium, beside folium's own markers and clusters, which take most of its quarter of an hour.
bench-map: $(READY) browser
	PYTHONPATH=tests/support $(RUN) python benchmarks/map.py

bench: $(READY)
	for script in benchmarks/labels.py benchmarks/region.py; do echo "== $$script"; $(RUN) python $$script || exit 1; done

locale: $(READY)
	$(RUN) pybabel compile -i theseus/locale/nl/LC_MESSAGES/messages.po -o theseus/locale/nl/LC_MESSAGES/messages.mo

clean:
	rm -rf $(VENV) $(DEMO) dist site .pytest_cache .mypy_cache .ruff_cache .hypothesis

# The environment: made with the standard library, filled by uv from the lock file.
$(READY): pyproject.toml uv.lock
	test -x $(VENV)/bin/python || $(PYTHON) -m venv $(VENV)
	test -x $(UV) || $(VENV)/bin/python -m pip install --quiet --disable-pip-version-check "uv>=0.9"
	$(UV) sync --quiet --frozen --inexact
	touch $(READY)

# The map is tested in a real browser: Debian's Chromium, installed if we may.
.PHONY: browser
browser:
	@command -v chromium >/dev/null || command -v chromium-browser >/dev/null || command -v google-chrome >/dev/null \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && apt-get install -y -qq chromium >/dev/null; } \
	|| { echo "De kaart wordt getest in Chromium, maar dat ontbreekt. Installeer het, bijvoorbeeld met: sudo apt install chromium"; exit 1; }

# The desk is tested on PostgreSQL too: Debian's, installed if we may, without a cluster of its own. The tests make
# and start a server in a folder of their own and remove it. Where there is none they say which tests they skip.
UNSTARTED := /etc/postgresql-common/createcluster.d/theseus-tests.conf
.PHONY: postgresql
postgresql:
	@command -v initdb >/dev/null || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 \
	|| { [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null && apt-get update -qq && mkdir -p $(dir $(UNSTARTED)) \
	     && echo "create_main_cluster = false" > $(UNSTARTED) \
	     && { DEBIAN_FRONTEND=noninteractive apt-get install -y -qq postgresql >/dev/null; done=$$?; rm -f $(UNSTARTED); [ $$done = 0 ]; }; } \
	|| echo "Het bureau wordt ook getest op PostgreSQL, maar dat ontbreekt; die tests slaan we over. Installeer het, bijvoorbeeld met: sudo apt install postgresql"
