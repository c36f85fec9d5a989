"""What can go wrong between an artifact and a prediction, by what the caller can do."""


class ArtifactError(Exception):
    """The artifact cannot be used as it lies there; the message names the next step."""


class ArtifactMissingError(ArtifactError):
    """There is none: train one."""


class StaleArtifactError(ArtifactError):
    """Made for another format, taxonomy or lexicon: train a new one."""


class TamperedArtifactError(ArtifactError):
    """Files do not agree with the manifest: restore or train anew."""


class WorseArtifactError(ArtifactError):
    """A newly trained one loses on a guard set: the old one stays."""
