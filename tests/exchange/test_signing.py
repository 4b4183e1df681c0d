import pytest
from hypothesis import given
from hypothesis import strategies as st

from exchange.errors import BadSignature, ExchangeError, MalformedMessage, UnknownKey
from exchange.signing import digest, generate_key, read_key, sign, verify, write_key

KEY, OTHER = generate_key(), generate_key()
KEYS = {KEY.id: KEY.public}


@given(st.binary(max_size=200))
def test_signed_bytes_come_back_exactly(payload):
    assert verify(sign(payload, KEY, "t"), KEYS, "t") == payload


@given(st.binary(min_size=1, max_size=40), st.data())
def test_any_changed_character_is_refused(payload, data):
    token = sign(payload, KEY, "t")
    place = data.draw(st.integers(0, len(token) - 1))
    letter = data.draw(st.sampled_from("ABCxyz019-_"))
    changed = token[:place] + letter + token[place + 1 :]
    if changed == token:
        return
    try:
        assert verify(changed, KEYS, "t") == payload  # only unused trailing bits of base64 may differ
        assert place in {token.index(".") - 1, token.rindex(".") - 1, len(token) - 1}
    except ExchangeError:
        pass


def test_a_foreign_key_under_our_key_id_is_a_bad_signature():
    forged = sign(b"{}", type(KEY)(KEY.id, OTHER.key), "t")
    with pytest.raises(BadSignature):
        verify(forged, KEYS, "t")


def test_an_unlisted_key_and_another_kind_of_message_are_refused():
    with pytest.raises(UnknownKey):
        verify(sign(b"{}", OTHER, "t"), KEYS, "t")
    with pytest.raises(MalformedMessage, match="receipt"):
        verify(sign(b"{}", KEY, "receipt"), KEYS, "event")


@given(st.text(max_size=60))
def test_garbage_never_verifies(text):
    with pytest.raises(ExchangeError):
        verify(text, KEYS, "t")


def test_keys_are_kept_private_and_read_back(tmp_path):
    path = tmp_path / "key.json"
    write_key(path, KEY)
    assert path.stat().st_mode & 0o077 == 0
    assert read_key(path).public == KEY.public
    assert "d" not in KEY.public
    path.write_text("{}")
    with pytest.raises(MalformedMessage, match=r"key\.json"):
        read_key(path)


def test_digest_names_the_signed_bytes():
    assert digest(sign(b"1", KEY, "t")) != digest(sign(b"2", KEY, "t"))
