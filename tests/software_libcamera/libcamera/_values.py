"""The small values that are handed about."""

from dataclasses import dataclass
from enum import Enum

ControlType = Enum("ControlType", "Null Bool Byte Integer32 Integer64 Float String Rectangle Size Point")
Orientation = Enum(
    "Orientation",
    "Rotate0 Rotate0Mirror Rotate180 Rotate180Mirror Rotate90Mirror Rotate270 Rotate270Mirror Rotate90",
)
StreamRole = Enum("StreamRole", "Raw StillCapture VideoRecording Viewfinder")


@dataclass(frozen=True)
class ControlId:
    name: str
    type: ControlType


@dataclass(frozen=True)
class ControlInfo:
    min: object
    max: object
    default: object


@dataclass(frozen=True)
class Size:
    width: int
    height: int

    def to_tuple(self):
        return self.width, self.height


@dataclass(frozen=True)
class Rectangle:
    x: int
    y: int
    width: int
    height: int

    def to_tuple(self):
        return self.x, self.y, self.width, self.height


@dataclass(frozen=True)
class PixelFormat:
    name: str

    def __str__(self):
        return self.name


class Transform:
    """picamera2 puts its own ``__eq__`` here and takes ``__str__`` for ``__repr__``."""

    def __init__(self, other=None, hflip=0, vflip=0, transpose=0):
        flips = (other.hflip, other.vflip, other.transpose) if other else (hflip, vflip, transpose)
        self.hflip, self.vflip, self.transpose = map(bool, flips)

    def __str__(self):
        return f"Transform {self.hflip} {self.vflip} {self.transpose}"

    def __hash__(self):
        return hash(str(self))


class ColorSpace:
    """As with Transform."""

    Primaries = Enum("Primaries", "Raw Smpte170m Rec709")
    TransferFunction = Enum("TransferFunction", "Linear Srgb Rec709")
    YcbcrEncoding = Enum("YcbcrEncoding", {"Null": 0, "Rec601": 1, "Rec709": 2})
    Range = Enum("Range", "Full Limited")

    def __init__(self, other):
        self.__dict__.update(other.__dict__)

    def __str__(self):
        return f"{self.primaries.name}/{self.transferFunction.name}/{self.ycbcrEncoding.name}/{self.range.name}"

    def __hash__(self):
        return hash(str(self))

    @classmethod
    def of(cls, primaries, transfer, encoding, range_):
        space = cls.__new__(cls)
        space.primaries, space.transferFunction = cls.Primaries[primaries], cls.TransferFunction[transfer]
        space.ycbcrEncoding, space.range = cls.YcbcrEncoding[encoding], cls.Range[range_]
        return space

    @classmethod
    def Sycc(cls):
        return cls.of("Rec709", "Srgb", "Rec601", "Full")

    @classmethod
    def Smpte170m(cls):
        return cls.of("Smpte170m", "Rec709", "Rec601", "Limited")

    @classmethod
    def Rec709(cls):
        return cls.of("Rec709", "Rec709", "Rec709", "Limited")

    @classmethod
    def Raw(cls):
        return cls.of("Raw", "Linear", "Null", "Full")
