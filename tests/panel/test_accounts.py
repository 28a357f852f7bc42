"""The lock on the door: claim code, password, sessions."""

import json
import stat

import pytest
from panel_fakes import PASSWORD

from backstride.errors import BadConfig
from backstride.panel.accounts import Accounts
from backstride.panel.claim_code import CLAIM_WAIT_S, SYMBOLS, TooManyTries
from backstride.panel.passwords import Refused
from backstride.panel.sessions import IDLE_S, MOST_SESSIONS


def claim_wrongly(accounts, times):
    for _ in range(times):
        with pytest.raises(Refused):
            accounts.claim("WRONGONE", PASSWORD)


def test_a_claim_code_has_eight_symbols_that_are_not_mistaken_for_one_another(new_accounts):
    assert len(new_accounts.claim_code) == 8
    assert set(new_accounts.claim_code) <= set(SYMBOLS)
    assert not set(SYMBOLS) & set("01ILO")


def test_every_machine_and_start_has_its_own_code(tmp_path):
    assert len({Accounts(tmp_path / "none").claim_code for _ in range(20)}) == 20


def test_the_first_code_is_asked_for_and_not_told(new_accounts):
    assert new_accounts.claim_code and new_accounts.told == []


def test_the_code_claims_the_machine_once(new_accounts):
    code = new_accounts.claim_code
    assert new_accounts.visitor(new_accounts.claim(code, PASSWORD)).role == "owner"
    assert new_accounts.claimed and new_accounts.claim_code == ""
    with pytest.raises(Refused, match="has an owner already"):
        new_accounts.claim(code, "another password")


def test_the_code_may_be_typed_small_and_with_spaces(new_accounts):
    code = new_accounts.claim_code.lower()
    assert new_accounts.claim(f" {code[:4]}-{code[4:]} ", PASSWORD)


@pytest.mark.parametrize("code", ["", "A" * 5000, "ÄÖÜÄÖÜÄÖ", "\x00" * 8, "\ud800" * 8])
def test_strange_codes_are_wrong_codes(new_accounts, code):
    with pytest.raises(Refused, match="not the claim code"):
        new_accounts.claim(code, PASSWORD)


def test_five_wrong_codes_make_the_right_one_worthless(new_accounts):
    code = new_accounts.claim_code
    claim_wrongly(new_accounts, 5)
    with pytest.raises(TooManyTries):
        new_accounts.claim(code, PASSWORD)
    assert new_accounts.claim_code == ""


def test_after_the_wait_there_is_a_new_code_that_is_told(new_accounts, clock):
    first = new_accounts.claim_code
    claim_wrongly(new_accounts, 5)
    clock.forward(CLAIM_WAIT_S - 1)
    assert new_accounts.claim_code == ""
    clock.forward(1)
    second = new_accounts.claim_code
    assert second != first and new_accounts.told == [second]
    with pytest.raises(Refused):
        new_accounts.claim(first, PASSWORD)
    assert new_accounts.claim(second, PASSWORD)


def test_a_short_or_endless_password_is_refused_and_costs_no_try(new_accounts):
    for password in ["", "short", "x" * 201]:
        for _ in range(5):
            with pytest.raises(Refused, match="10 to 200 characters"):
                new_accounts.claim("WRONGONE", password)
    assert new_accounts.claim(new_accounts.claim_code, PASSWORD)


def test_the_file_is_for_this_user_alone_and_holds_no_password(new_accounts, tmp_path):
    new_accounts.claim(new_accounts.claim_code, PASSWORD)
    path = tmp_path / "new" / "accounts.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert PASSWORD not in path.read_text()
    assert json.loads(path.read_text())["owner"]["password_hash"].startswith("scrypt:32768:8:3$")
    assert [p.name for p in path.parent.iterdir()] == ["accounts.json"]


def test_a_password_that_cannot_be_kept_claims_nothing_and_leaves_nothing(new_accounts, tmp_path, monkeypatch):
    def full(*names):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.replace", full)
    with pytest.raises(Refused, match="can't be kept"):
        new_accounts.claim(new_accounts.claim_code, PASSWORD)
    assert not new_accounts.claimed and new_accounts.claim_code
    assert list((tmp_path / "new").iterdir()) == []


def test_the_owner_is_known_after_a_restart_and_sessions_are_not(new_accounts, tmp_path):
    token = new_accounts.claim(new_accounts.claim_code, PASSWORD)
    again = Accounts(tmp_path / "new" / "accounts.json")
    assert again.claimed and again.claim_code == ""
    assert again.visitor(token) is None
    assert again.visitor(again.sign_in(PASSWORD, "10.0.0.2"))


def test_a_file_that_others_could_read_is_closed_to_them(accounts_file):
    accounts_file.chmod(0o644)
    Accounts(accounts_file)
    assert stat.S_IMODE(accounts_file.stat().st_mode) == 0o600


@pytest.mark.parametrize(
    "text",
    ["", "{}", "[]", "null", "not json", '{"format": 2, "owner": {"password_hash": "scrypt:1"}}',
     '{"format": 1, "owner": {"password_hash": ""}}', '{"format": 1, "owner": {"password_hash": "plain"}}',
     '{"format": 1, "owner": 7}'],
)  # fmt: skip
def test_a_damaged_file_never_leaves_the_machine_unclaimed(tmp_path, text):
    (tmp_path / "accounts.json").write_text(text)
    with pytest.raises(BadConfig, match="damaged"):
        Accounts(tmp_path / "accounts.json")


def test_an_unreadable_file_is_told_in_one_sentence(tmp_path):
    (tmp_path / "accounts.json").mkdir()
    with pytest.raises(BadConfig, match="can't be read"):
        Accounts(tmp_path / "accounts.json")


def test_five_wrong_passwords_close_the_door_to_that_address_even_for_the_right_one(accounts, clock):
    for _ in range(5):
        with pytest.raises(Refused, match="not the password"):
            accounts.sign_in("wrong", "10.0.0.2")
    with pytest.raises(TooManyTries) as refusal:
        accounts.sign_in(PASSWORD, "10.0.0.2")
    assert refusal.value.wait_s == 60
    assert accounts.sign_in(PASSWORD, "10.0.0.3")
    clock.forward(60)
    assert accounts.sign_in(PASSWORD, "10.0.0.2")


def test_changing_the_address_helps_only_for_a_while(accounts):
    for n in range(30):
        with pytest.raises(Refused, match="not the password"):
            accounts.sign_in("wrong", f"10.0.0.{n}")
    with pytest.raises(TooManyTries):
        accounts.sign_in("wrong", "10.0.1.1")


@pytest.mark.parametrize("password", ["", "x" * 100_000, "\x00", "\ud800", PASSWORD + " "])
def test_strange_passwords_are_wrong_passwords(accounts, password):
    with pytest.raises(Refused, match="not the password"):
        accounts.sign_in(password, "10.0.0.2")


def test_nobody_signs_in_to_an_unclaimed_machine(new_accounts):
    with pytest.raises(Refused, match="not the password"):
        new_accounts.sign_in("", "10.0.0.2")


def test_a_new_password_ends_every_session_but_the_one_it_opens(accounts):
    phone, desk = accounts.open_session(), accounts.open_session()
    token = accounts.change_password(PASSWORD, "another password", "10.0.0.2")
    assert accounts.visitor(token)
    assert accounts.visitor(phone) is None and accounts.visitor(desk) is None
    with pytest.raises(Refused):
        accounts.sign_in(PASSWORD, "10.0.0.3")


def test_a_session_that_is_used_stays_and_an_idle_one_ends(accounts, clock):
    used, idle = accounts.open_session(), accounts.open_session()
    clock.forward(IDLE_S - 1)
    assert accounts.visitor(used)
    clock.forward(2)
    assert accounts.visitor(used)
    assert accounts.visitor(idle) is None


def test_the_longest_unseen_session_gives_way_when_there_are_too_many(accounts, clock):
    tokens = []
    for _ in range(MOST_SESSIONS + 1):
        clock.forward(1)
        tokens.append(accounts.open_session())
    assert accounts.visitor(tokens[0]) is None
    assert all(accounts.visitor(token) for token in tokens[1:])


def test_a_form_token_belongs_to_one_cookie(accounts):
    token = accounts.form_token("mine")
    assert accounts.is_form_token(token, "mine")
    assert not accounts.is_form_token(token, "yours")
    assert not accounts.is_form_token(accounts.form_token(""), "")
