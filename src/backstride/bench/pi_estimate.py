"""What the pose networks should take on a Raspberry Pi where there is none to measure on. An estimate, and labelled so.

The work of a network is counted in multiplications with addition (MAC). How many of them a Pi does in a second, with
the same runtime (TensorFlow Lite with XNNPACK, 32-bit floats) and by the number of threads, was published for
EfficientDet-Lite0, a network of the same kind of layers. Such figures from one network hold for another within a
factor of two.
"""

from __future__ import annotations

from ..pose.litert import fit_threads
from ..pose.litert_networks import landmark_network
from ..pose.models import model_file

YARDSTICK_MACS = 0.98e9  # EfficientDet-Lite0 at 320×320: EfficientNet-Lite0's 0.407e9 at 224×224 scaled, and its heads
YARDSTICK_MS = {  # N. Tsukamoto's benchmarks, TensorFlow Lite 2.18, 32-bit floats, 64-bit systems, by threads
    "Raspberry Pi 5": {1: 104.0, 2: 72.9, 4: 62.3},
    "Raspberry Pi 4": {1: 328.7, 2: 210.2, 4: 175.9},
}
CORES = 4
FACTOR = 2.0  # by which such an estimate may be off, either way


def estimates(models: tuple[str, ...] = ("lite", "full")) -> dict[str, dict[str, float]]:
    """Milliseconds a frame of the landmark network, by board and model, with the threads that a Pi gets."""
    threads = fit_threads(CORES)
    return {
        board: {model: ms[threads] * macs(model) / YARDSTICK_MACS for model in models}
        for board, ms in YARDSTICK_MS.items()
    }


def told(found: dict[str, dict[str, float]]) -> str:
    """The estimates in one sentence a board."""
    lines = []
    for board, by_model in found.items():
        each = ", ".join(f"{model} {ms:.0f} ms ({1000 / ms:.0f} frames/s)" for model, ms in by_model.items())
        lines.append(f"ESTIMATE, not measured: {board}, pose network alone, within a factor of {FACTOR:g}: {each}.")
    return "\n".join(lines)


def macs(model: str) -> float:
    """Multiplications with addition that the landmark network takes for one picture, as it is run here."""
    from ai_edge_litert import schema_py_generated as schema

    network = schema.ModelT.InitFromObj(schema.Model.GetRootAs(landmark_network(model_file(model)), 0))
    graph = network.subgraphs[0]
    codes = [max(code.builtinCode, code.deprecatedBuiltinCode) for code in network.operatorCodes]
    total = 0
    for operator in graph.operators:
        kind = codes[operator.opcodeIndex]
        if kind not in (schema.BuiltinOperator.CONV_2D, schema.BuiltinOperator.DEPTHWISE_CONV_2D):
            continue  # the rest adds up to a few per cent
        out, kernel = (graph.tensors[index].shape for index in (operator.outputs[0], operator.inputs[1]))
        each = kernel[1] * kernel[2] * (kernel[3] if kind == schema.BuiltinOperator.CONV_2D else 1)
        total += int(out[1]) * int(out[2]) * int(out[3]) * int(each)
    return float(total)
