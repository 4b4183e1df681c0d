"""HTTP routes under ``/v1`` and the two health probes. They translate; they decide nothing."""
