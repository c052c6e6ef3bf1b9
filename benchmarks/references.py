"""What others would use: the plain join of pandas, and Splink.

Both are treated well. They get names and addresses that are cleaned as ours are, every trade name of an
establishment counts, and Splink may look at the truth to choose its threshold.
"""

import logging

import duckdb
import numpy as np
import pandas as pd
import splink.comparison_level_library as levels
import splink.comparison_library as comparisons
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from theseus.link.addresses import keys
from theseus.link.names import normalise

SAMPLED = 5_000_000  # pairs from which Splink learns how often strangers agree
SEED = 1
MEMORY = "6GB"  # for DuckDB under Splink; ours has 2 GB
LIKELY = 1e-6  # that two rows taken at random are one firm; only moves all weights alike
NEIGHBOURS = "l.zone = r.zone AND abs(l.number - r.number) <= 2"

_BEST = """
WITH told AS (
    SELECT CASE WHEN source_dataset_l = 'records' THEN row_l ELSE row_r END AS row,
        CASE WHEN source_dataset_l = 'records' THEN row_r ELSE row_l END AS use, match_weight
    FROM found
), pairs AS (
    SELECT row, use, max(match_weight) AS match_weight FROM told GROUP BY ALL
), best AS (
    FROM pairs QUALIFY rank() OVER (PARTITION BY row ORDER BY match_weight DESC) = 1
)
SELECT row, min(use) AS use, max(match_weight) AS match_weight FROM best GROUP BY row HAVING count(*) = 1
"""


def flattened(table: pd.DataFrame) -> pd.DataFrame:
    """One row per name of each row: ``row``, ``name``, ``core``, ``activity`` and the address keys."""
    address = keys(table)[["zone", "number", "addition"]].reset_index(drop=True)
    flat = address.assign(row=np.arange(len(table)), name=table["names"].str.split("|"))
    flat["activity"] = table["activity"].to_numpy()
    flat = flat.explode("name", ignore_index=True)
    written = normalise(flat["name"].astype("string"))
    flat["name"], flat["core"] = written["whole"].to_numpy(), written["core"].to_numpy()
    return flat


def joined(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Link rows of equal postcode, number and name, where that is one; columns ``row`` and ``use``."""
    on = ["zone", "number", "name"]
    one = flattened(left)[["row", *on]].dropna()
    other = flattened(right)[["row", *on]].dropna().rename(columns={"row": "use"})
    pairs = one.merge(other, on=on)[["row", "use"]].drop_duplicates()
    return pairs[~pairs.duplicated("row", keep=False)].reset_index(drop=True)


def splinked(left: pd.DataFrame, right: pd.DataFrame) -> pd.DataFrame:
    """Link each row to the best match of Splink: ``row``, ``use`` and ``match_weight``; ties are left out."""
    api = DuckDBAPI(duckdb.connect(config={"memory_limit": MEMORY}))
    tables = [
        api.register(flattened(table).rename_axis("unique_id").reset_index(), dataset_display_name=name)
        for name, table in (("records", left), ("establishments", right))
    ]
    linker = Linker(tables, _settings(), log_level=logging.ERROR)
    linker.training.estimate_u_using_random_sampling(max_pairs=SAMPLED, seed=SEED)
    linker.training.estimate_parameters_using_expectation_maximisation(block_on("zone", "number"))
    linker.training.estimate_parameters_using_expectation_maximisation(
        block_on("name", "addition", "activity")
    )
    found = linker.inference.predict(threshold_match_weight=-10)
    api.duckdb_con.table(found.physical_name).create_view("found")
    return api.duckdb_con.execute(_BEST).df()


def _settings() -> SettingsCreator:
    number = comparisons.CustomComparison(
        output_column_name="number",
        comparison_levels=[
            levels.NullLevel("number"),
            levels.ExactMatchLevel("number"),
            levels.ElseLevel(),
        ],
    )
    addition = comparisons.CustomComparison(
        output_column_name="addition",
        comparison_levels=[
            levels.ExactMatchLevel("addition"),
            levels.CustomLevel("addition_l = '' OR addition_r = ''", "one known"),
            levels.ElseLevel(),
        ],
    )
    core = comparisons.JaroWinklerAtThresholds("core", [0.97, 0.92, 0.85, 0.75])
    core.configure(term_frequency_adjustments=True)
    name = comparisons.JaroWinklerAtThresholds("name", [0.97, 0.92, 0.85, 0.75])
    activity = comparisons.ExactMatch("activity")
    return SettingsCreator(
        link_type="link_only",
        comparisons=[name, core, number, addition, activity],
        blocking_rules_to_generate_predictions=[NEIGHBOURS],
        probability_two_random_records_match=LIKELY,
        additional_columns_to_retain=["row"],
        retain_matching_columns=False,
    )
