"""The few things that can be wrong, each by its name. ``main`` turns them into one sentence."""


class BackstrideError(Exception):
    """Base of all errors that have a sentence for the person in front of the machine."""


class BadInput(BackstrideError):
    """What was handed in cannot be used: the sentence says what, where, and what is accepted. Exit code 2."""


class BadConfig(BadInput):
    """A setting is unknown, of the wrong type or out of range."""


class BadModel(BadInput):
    """A model file is missing or is not the one the manifest names."""


class BadRecording(BadInput):
    """A recording folder or a file in it is damaged, foreign or of another format."""


class SourceLost(BackstrideError):
    """The camera gives no more frames."""


class SourceQuiet(SourceLost):
    """The camera gave no picture for a while. It may go on by itself: whoever asks it again waits on."""


class SourceStuck(SourceLost):
    """The camera's driver does not answer: only a new process helps."""


class UnsupportedMachine(BackstrideError):
    """This processor cannot run the chosen estimator."""


class NoSound(BackstrideError):
    """No sound device takes what is played."""
