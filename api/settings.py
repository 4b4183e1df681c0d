"""Settings by environment: what an operator may turn without touching code.

Owns: names (prefix ``XINTU_``), types and defaults. Refuses: import-time globals (``Settings()`` is made where a
command
or a server begins) and policy, which is dated TOML in the packages.
"""

from pydantic import Field, SecretStr
from pydantic_settings import BaseSettings, SettingsConfigDict

UNNAMED_DEPARTMENT = "未注明部门"
"""Stands for the delivering department when neither the file, nor an option, nor a setting names one."""


class Settings(BaseSettings):
    """All of ``XINTU_*``. ``store`` is a URL: ``sqlite:///file.db`` (three slashes: relative, four: absolute) or
    ``neo4j://user@host:7687/neo4j``; a password never stands in it."""

    model_config = SettingsConfigDict(env_prefix="XINTU_", frozen=True, extra="ignore")

    store: str = Field("sqlite:///xintu.db", description="Where the graph lives.")
    store_password: SecretStr = Field(SecretStr(""), description="Password of a Neo4j store.")
    store_password_file: str = Field("", description="File with that password; wins over the password itself.")
    region: str = Field("410100", pattern=r"^\d{6}$", description="Our own region, GB/T 2260: 郑州市.")
    department: str = Field("", description="The department whose files are ingested without a manifest.")
    max_rejects: float = Field(0.05, ge=0, le=1, description="Share of a file's rows that may be rejected.")
    caller: str = Field("", description="Who asks, written to the audit log; the account's name when empty.")
    basis: str = Field("", description="Legal basis of the queries made from this shell.")
    case: str = Field("", description="Case number of the queries made from this shell.")
    formats: str = Field("", description="Folder of further format specs (TOML).")
    rules: str = Field("", description="Folder of rule rows (TOML) in place of the shipped ones.")
    models: str = Field(
        "", description="Folder of linkage models (enterprise.toml, person.toml) for the next full run."
    )
    act_days_ahead: int = Field(366, ge=0, description="An act at the desk may be dated so many days ahead, at most.")
    act_days_back: int = Field(3660, ge=0, description="The same for days past: older ones are mistakes of typing.")
    host: str = Field("127.0.0.1", description="Address on which `xintu serve` listens.")
    port: int = Field(
        8000, ge=0, le=65535, description="Port of `xintu serve`; a free one is taken when it is not free."
    )
    warm_seconds: float = Field(
        10, ge=0, le=600, description="How long `xintu serve` warms a Neo4j server that has planned all questions."
    )
    workers: int = Field(0, ge=0, le=64, description="Processes that screen a large file; 0: one for each core.")
    batch: int = Field(1000, ge=1, le=100_000, description="Subjects that are screened in one read of the store.")
    exchange_key: str = Field("", description="File of this city's private signing key; empty: no exchange.")
    agreements: str = Field("", description="Folder of agreements with partner cities (TOML).")
    name_hits: int = Field(20, ge=1, le=200, description="Candidates that a search by name returns at most.")
