"""One view of the file that stands still while only reads are logged.

Owns: when a reader moves on to what others have written. Refuses: writing, and standing still over a change of facts.
"""

from graph.store.port import LOGS_ONLY
from graph.store.sqlite.session import Session
from graph.store.sqlite.tuning import tuning

_NEWS = """
SELECT max(tx) >= ?1 + ?2 OR max(cause <> ?3) FROM tx_log WHERE tx > ?1
"""


class Snapshot:
    """What one session reads, by a second one that sees every commit."""

    def __init__(self, reader: Session, watch: Session) -> None:
        self._reader, self._watch = reader, watch
        self._tx = -1

    def renew(self) -> None:
        """Move on to now when anything but logs of reads has come since, or very many of them."""
        last = tuning().still_transactions
        if self._reader.in_unit and not self._watch.value(_NEWS, self._tx, last, LOGS_ONLY):
            return
        if self._reader.in_unit:
            self._reader.run("ROLLBACK")
        self._reader.run("BEGIN")
        self._tx = self._reader.value("SELECT max(tx) FROM tx_log") or 0

    def close(self) -> None:
        """Give both connections' view of the file back."""
        if self._reader.in_unit:
            self._reader.run("ROLLBACK")
        self._watch.close()
