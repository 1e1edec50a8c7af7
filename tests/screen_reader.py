"""What a screen reader would speak by itself: what is added to the live regions of Chromium's accessibility tree."""

from collections.abc import Iterable, Mapping
from typing import Any

from playwright.sync_api import Page

_LISTEN = """function () {
  const note = (node) => node.textContent.trim() && window.heard.push(node.textContent.trim());
  const each = (record) => (record.type === "childList" ? [...record.addedNodes] : [record.target]).forEach(note);
  new MutationObserver((records) => records.forEach(each)).observe(this, {
    childList: true, characterData: true, subtree: true,
  });
}"""


class ScreenReader:
    """Listens to a page from now on, in the order in which it speaks."""

    def __init__(self, page: Page) -> None:
        self._page = page
        tree = page.context.new_cdp_session(page)
        tree.send("DOM.enable")
        tree.send("Accessibility.enable")
        page.evaluate("window.heard = []")
        self.regions = 0
        for region in _live_regions(tree.send("Accessibility.getFullAXTree")["nodes"]):
            place = tree.send("DOM.resolveNode", {"backendNodeId": region})["object"]["objectId"]
            tree.send("Runtime.callFunctionOn", {"objectId": place, "functionDeclaration": _LISTEN})
            self.regions += 1

    def heard(self) -> list[str]:
        """Return all that was spoken."""
        found: list[str] = self._page.evaluate("window.heard")
        return found


def _live_regions(nodes: Iterable[Mapping[str, Any]]) -> list[int]:
    """Return the DOM ids of what speaks by itself; what stands inside such a region belongs to it."""
    by_id = {node["nodeId"]: node for node in nodes}
    speaking = {name for name, node in by_id.items() if _liveness(node) in {"polite", "assertive"}}
    return [
        by_id[name]["backendDOMNodeId"] for name in by_id if name in speaking and _above(by_id[name]) not in speaking
    ]


def _above(node: Mapping[str, Any]) -> str:
    return str(node.get("parentId", ""))


def _liveness(node: Mapping[str, Any]) -> str:
    found = [one["value"]["value"] for one in node.get("properties", ()) if one["name"] == "live"]
    return str(found[0]) if found else "off"
