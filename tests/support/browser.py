"""A real browser without a screen: Debian's Chromium, driven by the WebDriver protocol of chromedriver.

https://www.w3.org/TR/webdriver2. Where one of the two programs is not there, the tests that ask for it are skipped.
"""

from __future__ import annotations

import base64
import contextlib
import json
import re
import shutil
import subprocess
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

ARGUMENTS = [
    "--headless=new",
    "--no-sandbox",  # root
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--allow-file-access-from-files",
]
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
TAB, ENTER = "\ue004", "\ue007"


class Browser:
    """One session."""

    def __init__(self, driver: str, profile: Path) -> None:
        self.base = driver
        options = {
            "binary": shutil.which("chromium"),
            "args": [*ARGUMENTS, f"--user-data-dir={profile}"],
        }
        capabilities = {
            "alwaysMatch": {
                "goog:chromeOptions": options,
                "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"},
            }
        }
        found = self._call("POST", "/session", {"capabilities": capabilities})
        self.base = f"{driver}/session/{found['sessionId']}"

    def _call(self, method: str, path: str, body: Any = None) -> Any:
        data = None if body is None else json.dumps(body).encode()
        request = urllib.request.Request(self.base + path, data, method=method)
        try:
            with urllib.request.urlopen(request, timeout=120) as answer:
                return json.load(answer)["value"]
        except urllib.error.HTTPError as error:
            raise AssertionError(error.read().decode()[:2000]) from error

    def open(self, page: Path | str) -> None:
        """A file or an address."""
        self._call("POST", "/url", {"url": page if isinstance(page, str) else page.as_uri()})

    def run(self, script: str, *arguments: Any) -> Any:
        """What a script returns, also by a promise."""
        return self._call("POST", "/execute/sync", {"script": script, "args": arguments})

    def size(self, width: int, height: int) -> None:
        """The size of the page, also below the smallest window."""
        self.command(
            "Emulation.setDeviceMetricsOverride",
            width=width,
            height=height,
            deviceScaleFactor=1,
            mobile=False,
        )

    def media(self, kind: str = "", scheme: str = "light") -> None:
        """screen or print; light or dark."""
        features = [{"name": "prefers-color-scheme", "value": scheme}]
        self.command("Emulation.setEmulatedMedia", media=kind, features=features)

    def command(self, name: str, **parameters: Any) -> Any:
        """One command of Chrome's DevTools."""
        return self._call("POST", "/goog/cdp/execute", {"cmd": name, "params": parameters})

    def move_to(self, x: float, y: float) -> None:
        """The mouse, to a point of the window."""
        self.command("Input.dispatchMouseEvent", type="mouseMoved", x=x, y=y)

    def press(self, key: str) -> None:
        actions = [{"type": "keyDown", "value": key}, {"type": "keyUp", "value": key}]
        keys = {"type": "key", "id": "keyboard", "actions": actions}
        self._call("POST", "/actions", {"actions": [keys]})

    def picture(self, path: Path, whole: bool = True) -> None:
        """A screenshot, of the whole page or of the window."""
        found = self.command("Page.captureScreenshot", captureBeyondViewport=whole)
        path.write_bytes(base64.b64decode(found["data"]))

    def printed(self) -> bytes:
        """The page as PDF, on A4."""
        page = {"width": 21.0, "height": 29.7}
        return base64.b64decode(self._call("POST", "/print", {"page": page, "background": True}))

    def messages(self) -> list[str]:
        """What the console has since the last call."""
        return [one["message"] for one in self._call("POST", "/se/log", {"type": "browser"})]

    def requests(self) -> list[str]:
        """The addresses that pages asked for since the last call."""
        found = self._call("POST", "/se/log", {"type": "performance"})
        events = [json.loads(one["message"])["message"] for one in found]
        sent = [one for one in events if one["method"] == "Network.requestWillBeSent"]
        return [one["params"]["request"]["url"] for one in sent]

    def close(self) -> None:
        self._call("DELETE", "")


@contextlib.contextmanager
def started_browser(folder: Path) -> Iterator[Browser]:
    """A browser, and its driver on any free port; skipped where there is none."""
    program = shutil.which("chromedriver")
    if not program or not shutil.which("chromium"):
        pytest.skip("no chromium and chromedriver here (Debian: chromium, chromium-driver)")
    with subprocess.Popen([program, "--port=0"], stdout=subprocess.PIPE, text=True) as driver:
        assert driver.stdout
        port = ""
        for line in driver.stdout:
            if found := re.search(r"started successfully on port (\d+)", line):
                port = found[1]
                break
        try:
            browser = Browser(f"http://127.0.0.1:{port}", folder / "profile")
            try:
                yield browser
            finally:
                browser.close()
        finally:
            driver.terminate()
