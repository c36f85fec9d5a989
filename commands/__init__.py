"""Commands by what they are about: parse, call one function of the pipeline, print."""
