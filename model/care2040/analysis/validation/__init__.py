"""Whether the model can be trusted: calibration, hindcast, reality checks."""
