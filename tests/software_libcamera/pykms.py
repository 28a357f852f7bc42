"""picamera2 imports this for screens without a desktop and names its formats. No test shows a picture there."""

from unittest.mock import Mock

PixelFormat = Mock()
