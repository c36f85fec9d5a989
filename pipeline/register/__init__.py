"""The register of appeals that committees receive."""
