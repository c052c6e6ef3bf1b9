"""Made data for the benchmarks: from what goes wrong in registers, never from what a matcher can do."""
