"""What can be told to a camera and what a camera tells with each picture."""

from enum import IntEnum
from types import SimpleNamespace

from ._values import ControlId, ControlType

NoiseReductionModeEnum = IntEnum("NoiseReductionModeEnum", "Off Fast HighQuality Minimal ZSL", start=0)

ExposureTime = ControlId("ExposureTime", ControlType.Integer32)
ExposureTimeMode = ControlId("ExposureTimeMode", ControlType.Integer32)
AnalogueGain = ControlId("AnalogueGain", ControlType.Float)
AnalogueGainMode = ControlId("AnalogueGainMode", ControlType.Integer32)
FrameDurationLimits = ControlId("FrameDurationLimits", ControlType.Integer64)
FrameDuration = ControlId("FrameDuration", ControlType.Integer64)
SensorTimestamp = ControlId("SensorTimestamp", ControlType.Integer64)
Lux = ControlId("Lux", ControlType.Float)
ScalerCrop = ControlId("ScalerCrop", ControlType.Rectangle)
NoiseReductionMode = ControlId("NoiseReductionMode", ControlType.Integer32)
draft = SimpleNamespace(NoiseReductionMode=NoiseReductionMode, NoiseReductionModeEnum=NoiseReductionModeEnum)
