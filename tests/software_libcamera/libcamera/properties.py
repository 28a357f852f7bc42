"""What a camera is."""

from ._values import ControlId, ControlType

Model = ControlId("Model", ControlType.String)
Location = ControlId("Location", ControlType.Integer32)
Rotation = ControlId("Rotation", ControlType.Integer32)
ColorFilterArrangement = ControlId(
    "ColorFilterArrangement", ControlType.Integer32
)  # marks a camera on the ribbon cable
