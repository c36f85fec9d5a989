"""The state address register (GAR): loading an export, looking an address up."""
