"""The one place that reads the environment."""

from __future__ import annotations

import re
from pathlib import Path

from platformdirs import user_data_path
from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Settings of one server, from ``PHAROS_*`` environment variables.

    Attributes:
        data: folder for editions and the ledger; the platform's user data folder by default.
        host: address that is bound; loopback by default.
        port: port that is bound.
        workers: server processes.
        public_url: address under which readers reach this Pharos, ``https://host``; a citation has
            no address where it is empty.
        proxy: address of the proxy that `pharos update` asks through; none by default.
    """

    model_config = SettingsConfigDict(env_prefix="PHAROS_", frozen=True, extra="ignore")

    data: Path = Field(default_factory=lambda: user_data_path("pharos", appauthor=False))
    host: str = "127.0.0.1"
    port: int = Field(default=8050, ge=1, le=65535)
    workers: int = Field(default=2, ge=1, le=64)
    public_url: str = ""
    proxy: str | None = None

    @field_validator("public_url")
    @classmethod
    def _is_an_address(cls, given: str) -> str:
        if given and not re.fullmatch(r"https?://[^\s?#]+", given):
            raise ValueError("expected http:// or https:// and a host, without ? or #")
        return given
