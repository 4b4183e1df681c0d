"""The page in a real browser: search, card, statement, verdict; nothing is asked of anybody else."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.api.test_cli_life import DOCUMENT, LISTED, opened, own, said

__all__ = ["own"]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OURS = "http://127.0.0.1:"
QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None and not os.environ.get("CI"), reason="no Chromium here: the page was not tried in a browser"
    ),
]


@contextmanager
def served(url: str) -> Iterator[str]:
    """Where `xintu serve` says it is."""
    command = [sys.executable, "-m", "api.cli", "--store", url, "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, env=os.environ | {"PYTHONUNBUFFERED": "1"}
    ) as server:
        assert server.stdout is not None
        found = re.search(r"http://\S+", server.stdout.readline())
        assert found
        yield found.group().rstrip("/")
        server.terminate()


@pytest.fixture(scope="module")
def address(town: Any) -> Iterator[str]:
    with served(town.url) as address:
        yield address


@pytest.fixture
def own_address(own: Any) -> Iterator[str]:
    """A store of its own, in which the listing is disputed and a case about it is open."""
    opened(own)
    said(own, "case", "open", DOCUMENT, "--by", "信用中心", "--day", "2026-11-02")
    said(own, "case", "push", "J000001", "--to", "财政局", "--by", "信用中心", "--day", "2026-11-03")
    with served(own.url) as address:
        yield address


@pytest.fixture
def page(address: str) -> Iterator[Page]:
    """A fresh visitor; errors of scripts, refused resources and requests to others fail the test."""
    with sync_playwright() as tools:
        browser = tools.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        context = browser.new_context(base_url=address, locale="zh-CN", viewport={"width": 1280, "height": 900})
        page, complaints = context.new_page(), []
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda line: complaints.append(line.text) if line.type == "error" else None)
        page.on("request", lambda asked: complaints.append(asked.url) if not asked.url.startswith(OURS) else None)
        page.goto("/")
        yield page
        assert complaints == []
        browser.close()


def test_from_a_number_to_the_verdict(page: Page, town: Any, tmp_path: Path) -> None:
    page.get_by_label("名称或号码").fill(town.codes[LISTED])
    page.get_by_role("button", name="查询", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LISTED)
    expect(page.get_by_role("cell", name="王*样")).to_be_visible()
    expect(page.get_by_text("王小样")).to_have_count(0)
    assert town.codes[LISTED] not in page.url

    page.get_by_label("查询人").fill("财政局 示例")
    page.get_by_label("法律依据").fill("政府采购法第二十二条")
    page.get_by_label("案号").fill("郑财采〔2026〕1号")
    page.locator(".notice button").click()
    expect(page.locator(".verdict").first).to_be_visible()
    expect(page.get_by_role("cell", name="王小样")).to_be_visible()
    expect(page.get_by_text("财库〔2016〕125号").first).to_be_visible()
    expect(page.locator("svg").first).to_be_visible()

    page.get_by_label("用途").select_option("credit")
    page.wait_for_url("**purpose=credit**")
    expect(page.locator(".verdict").first).to_be_visible()
    picture = tmp_path / "card.png"
    page.screenshot(path=picture, full_page=True)
    assert picture.stat().st_size > 20_000


def test_the_life_of_a_listing_is_on_the_card(page: Page, own_address: str) -> None:
    page.goto(own_address)
    page.get_by_label("查询人").fill("财政局 示例")
    page.get_by_label("法律依据").fill("政府采购法第二十二条")
    page.get_by_label("案号").fill("郑财采〔2026〕1号")
    page.get_by_role("button", name="登记事由").click()
    page.get_by_label("名称或号码").fill("云杉")
    page.keyboard.press("Enter")
    page.get_by_role("link", name=LISTED).click()
    expect(page.get_by_role("list", name="名单经过")).to_contain_text("异议 2026-11-02")
    expect(page.get_by_role("list", name="时限").first).to_contain_text("2026-11-11")
    case = page.get_by_role("region", name="联合惩戒案件")
    expect(case.get_by_role("row", name="财政局")).to_contain_text("推送")
    page.set_viewport_size({"width": 390, "height": 800})
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_a_phone_needs_no_sideways_scrolling(page: Page, town: Any) -> None:
    page.set_viewport_size({"width": 390, "height": 800})
    page.get_by_label("名称或号码").fill("云杉")
    page.keyboard.press("Enter")
    expect(page.get_by_role("link", name=LISTED)).to_be_visible()
    page.get_by_role("link", name=LISTED).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(LISTED)
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_every_step_works_by_keyboard(page: Page, town: Any) -> None:
    page.keyboard.type(town.codes[LISTED])
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(LISTED)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement !== document.body")
