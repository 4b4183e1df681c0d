"""From a row to a record: parties and claims, as a format spec says.

Owns: :class:`Mapper`, compiled once per file, and the key by which records speak of one decision. Refuses: files
(linkage.readers), stores and entities.
"""

from linkage.mapping.listing import listing_key, normal_authority
from linkage.mapping.mapper import Mapper
from linkage.readers.cells import normal_document

__all__ = ["Mapper", "listing_key", "normal_authority", "normal_document"]
