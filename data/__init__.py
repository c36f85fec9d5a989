"""Everything that is not code; it ships with the program and is never written at run time.

taxonomy.toml   topics, subtopics, departments by default, priority classes
policy.toml     deadlines by priority class, norms with their sources
gazetteer/      places and streets of Leningrad Oblast
lexicons/       stems and phrases by label
corpus/         labelled comments written for this project
artifact/       the classifier as plain arrays with manifest and card
demo/           a season in the dump format
eval/           written evaluation sets (not in the wheel)

Read with ``importlib.resources.files("data")``.
"""
