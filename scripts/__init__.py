"""What the developers of otklik run: evaluation, artifact, benchmarks. Not in the wheel."""
