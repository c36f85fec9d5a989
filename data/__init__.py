"""Everything that is not code; it ships with the program and is never written at run time.

taxonomy.toml           topics and subtopics, their titles, departments and priority classes
policy.toml             states, deadlines by class, folding, norms with their sources
routing.toml            which body answers for a topic
answers.toml            what official replies mean
talk/                   what residents' short words mean in a talk
dispatch.toml           quiet hours, digests, escalation
templates_answers.toml  answers to residents, in plain words
templates/              pages of the summaries
register.toml           what each column of the register says
reports.toml            definitions and thresholds of the summaries
masking.toml, cp1251.toml, transliteration.toml   what registers hide, replace and spell
gazetteer/              places and streets of Leningrad Oblast
lexicons/               stems and phrases by label
corpus/                 labelled comments written for this project
opinion.toml            what another classifier is asked about doubtful comments
artifact/               the classifier as plain arrays with manifest and card
demo/                   a season in the dump format
eval/                   written evaluation sets (not in the wheel)

Read with ``importlib.resources.files("data")``.
"""
