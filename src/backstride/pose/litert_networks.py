"""The two networks inside a MediaPipe ``.task`` bundle, run by LiteRT. The only door to LiteRT."""

from __future__ import annotations

import zipfile

import cv2
import numpy as np

from ..errors import BadModel
from . import anchors, landmarks
from .models import ModelFile
from .region import Region

PRESENT = 0.5  # the landmark network is sure that it sees a body
POINTS, PRESENCE, HEAT = 0, 1, 3  # of the landmark network's outputs; 2 is a mask of the body, 4 its points in metres


class PersonFinder:
    """The detector: where on a picture people are."""

    def __init__(self, model: ModelFile, threads: int):
        self._network = _Network(_part(model, "pose_detector.tflite"), (-1.0, 1.0), threads)

    def regions(self, image: np.ndarray) -> list[Region]:
        """A region around everybody found on the picture, the surest first."""
        whole = Region.whole(image.shape[1], image.shape[0])
        raw, logits = self._network.run(whole.cut(image, anchors.PICTURE, cv2.BORDER_CONSTANT))
        found = anchors.people(raw[0], logits[0, :, 0])
        return [Region.around(*whole.placed(points[:2])) for points in found]


class BodyReader:
    """The landmark network: a body's points in a region of a picture."""

    def __init__(self, model: ModelFile, threads: int):
        self._network = _Network(landmark_network(model), (0.0, 1.0), threads)

    def read(self, image: np.ndarray, region: Region) -> landmarks.Reading | None:
        """The body in that region, or None where the network sees none."""
        raw, presence, heat = self._network.run(region.cut(image, landmarks.PICTURE))
        return landmarks.reading(raw[0], heat[0], region) if presence[0, 0] > PRESENT else None


def landmark_network(model: ModelFile) -> bytes:
    """The landmark network as it is run here: without what nobody reads."""
    return _with_outputs(_part(model, "pose_landmarks_detector.tflite"), (POINTS, PRESENCE, HEAT))


class _Network:
    """One network that takes a square picture."""

    def __init__(self, content: bytes, span: tuple[float, float], threads: int):
        # not at the top: loaded only where this estimator is the chosen one
        from ai_edge_litert.interpreter import Interpreter

        self._interpreter = Interpreter(model_content=content, num_threads=threads)
        self._interpreter.allocate_tensors()
        self._input = self._interpreter.get_input_details()[0]["index"]
        self._outputs = [detail["index"] for detail in self._interpreter.get_output_details()]
        self._low, self._step = np.float32(span[0]), np.float32((span[1] - span[0]) / 255)

    def run(self, square_bgr: np.ndarray) -> list[np.ndarray]:
        rgb = cv2.cvtColor(square_bgr, cv2.COLOR_BGR2RGB)
        filled = self._interpreter.tensor(self._input)()[0]
        np.multiply(rgb, self._step, out=filled)
        np.add(filled, self._low, out=filled)
        del filled  # LiteRT does not run while somebody holds its memory
        self._interpreter.invoke()
        return [self._interpreter.get_tensor(output) for output in self._outputs]


def _part(model: ModelFile, name: str) -> bytes:
    try:
        with zipfile.ZipFile(model.path) as bundle:
            return bundle.read(name)
    except (OSError, KeyError, zipfile.BadZipFile) as error:
        raise BadModel(f"The model file {model.path} is not a bundle that holds {name}: {error}.") from error


def _with_outputs(content: bytes, kept: tuple[int, ...]) -> bytes:
    """The same network without the outputs that nobody reads and without what only they need.

    The mask of the body takes a third (full) to a half (lite) of the time; the other outputs stay equal to the bit.
    """
    import flatbuffers
    from ai_edge_litert import schema_py_generated as schema

    network = schema.ModelT.InitFromObj(schema.Model.GetRootAs(content, 0))
    graph = network.subgraphs[0]
    graph.outputs = [graph.outputs[i] for i in kept]
    needed, operators = set(graph.outputs), []
    for operator in reversed(graph.operators):  # they are in order of execution
        if needed.intersection(operator.outputs):
            needed.update(operator.inputs)
            operators.append(operator)
    graph.operators = operators[::-1]
    network.signatureDefs = []  # they name the outputs that were taken away
    builder = flatbuffers.Builder(len(content))
    builder.Finish(network.Pack(builder), b"TFL3")
    return bytes(builder.Output())
