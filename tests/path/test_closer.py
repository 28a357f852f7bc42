"""What deserves a closer look: what is seen best of what is not known, and not again what was looked at in vain."""

from backstride.path.closer import IN_VAIN_S, Closer

FAR, FARTHER = (0.50, 0.30, 0.56, 0.34), (0.62, 0.28, 0.66, 0.31)


def after(finds, close=None, t_s=0.0):
    closer = Closer()
    closer.answered(finds, close, t_s)
    return closer


def test_the_surest_of_what_is_not_known_is_looked_at():
    finds = [(0.15, FARTHER), (0.2, FAR)]
    assert after(finds).next([], 0.2) == FAR
    assert after(finds).next([FAR], 0.2) == FARTHER
    assert after([]).next([], 0.2) is None


def test_a_piece_of_what_is_known_or_it_and_more_is_known():
    piece, more = (0.50, 0.30, 0.52, 0.31), (0.40, 0.20, 0.70, 0.60)
    assert after([(0.2, piece)]).next([FAR], 0.2) is None
    assert after([(0.2, more)]).next([FAR], 0.2) is None


def test_it_is_looked_at_once_and_again_only_after_it_was_seen_again():
    closer = after([(0.2, FAR)])
    closer.next([], 0.2)
    assert closer.next([], 0.3) is None
    closer.answered([(0.4, FAR)], FAR, 0.2)
    assert closer.next([], 0.4) == FAR


def test_what_a_closer_look_did_not_find_is_left_alone_for_a_while():
    closer = after([], close=FAR, t_s=0.2)
    for t_s, looked_at in ((0.6, None), (0.2 + IN_VAIN_S + 0.1, FAR)):
        closer.answered([(0.2, FAR)], None, t_s)
        assert closer.next([], t_s) == looked_at
