"""The one error base of the exchange package; every ``code`` is stable and part of the protocol with partners.

Owns: the reasons for which something from a partner is refused. Refuses: HTTP words.
"""


class ExchangeError(Exception):
    """Base of all errors raised by ``exchange``."""

    code = "exchange"


class BadSignature(ExchangeError):
    """The bytes are not what the key of that partner signed. Nothing of them is believed."""

    code = "bad_signature"


class UnknownKey(ExchangeError):
    """The signature names a key that the agreement does not list."""

    code = "unknown_key"


class MalformedMessage(ExchangeError):
    """Signed, but not an event, receipt or product as the protocol has it."""

    code = "malformed"


class Equivocation(ExchangeError):
    """The partner signed two different messages under one id: quarantined, a person must look."""

    code = "equivocation"


class SequenceGap(ExchangeError):
    """An event arrived out of order: pull again from ``expected``."""

    code = "gap"

    def __init__(self, expected: int, got: int) -> None:
        super().__init__(f"event {got} arrived where {expected} was due: pull again after {expected - 1}")
        self.expected = expected


class BrokenChain(ExchangeError):
    """The event does not continue the chain that this city has: stop and ask the partner."""

    code = "broken_chain"


class NotAgreed(ExchangeError):
    """No agreement in force covers it (default deny)."""

    code = "not_agreed"


class AgreementInvalid(ExchangeError):
    """An agreement file does not say what an agreement must."""

    code = "agreement_invalid"


class TransportFailed(ExchangeError):
    """The partner could not be reached or answered something else than the protocol."""

    code = "transport"
