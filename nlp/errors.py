"""What can go wrong between an artifact and a prediction, by what the caller can do."""


class ArtifactError(Exception):
    """The artifact cannot be used as it lies there; the message names the next step."""


class StaleArtifact(ArtifactError):
    """Made by another format, taxonomy or program: train or install a new one."""


class TamperedArtifact(ArtifactError):
    """Files do not agree with the manifest: restore or train anew."""
