"""The store port and its adapters.

Owns: keeping facts for ever and answering in sets, as known at a transaction. Refuses: deciding what facts mean.
"""
