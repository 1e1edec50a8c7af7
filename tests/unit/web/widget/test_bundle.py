"""Modules and style sheets in one script."""

import pytest

from assistant.web.widget.bundle import BundleError, bundle
from assistant.web.widget.release import plain_script

FILES = {
    "widget.js": (
        'import { one,\n  two as second } from "./numbers.js";\n'
        'import * as words from "./words.js";\n'
        'import sheet from "./sheet.css" with { type: "css" };\n'
        "\nuse(one, second(), words, sheet);\n"
    ),
    "numbers.js": "/** A number. */\nexport const one = 1;\n\n// why\nexport function two() {\n  return one + 1;\n}\n",
    "words.js": 'import { one } from "./numbers.js";\nexport class Words {}\nexport async function later() {}\n',
    "sheet.css": '/* grey */\na {\n  color: grey;\n}\n\na::before { content: "“"; }\n',
}
ONE_FILE = """(() => {
"use strict";
const $numbers_js = (() => {
const one = 1;
function two() {
return one + 1;
}
return { one, two };
})();
const $words_js = (() => {
const { one } = $numbers_js;
class Words {}
async function later() {}
return { Words, later };
})();
const $sheet_css = new CSSStyleSheet();
$sheet_css.replaceSync("a{color: grey;}a::before{content: \\"“\\";}");
const $widget_js = (() => {
const { one, two: second } = $numbers_js;
const words = $words_js;
const sheet = $sheet_css;
use(one, second(), words, sheet);
return {  };
})();
})();
"""


def test_modules_stand_in_the_order_in_which_they_are_needed() -> None:
    assert bundle(FILES, "widget.js") == ONE_FILE


def test_the_order_of_the_files_changes_nothing() -> None:
    assert bundle(dict(reversed(FILES.items())), "widget.js") == ONE_FILE


def test_two_modules_that_import_each_other_are_refused() -> None:
    files = {"a.js": 'import { b } from "./b.js";\n', "b.js": 'import { a } from "./a.js";\n'}
    with pytest.raises(BundleError, match=r"^a\.js imports itself through b\.js$"):
        bundle(files, "a.js")


def test_a_missing_module_is_named() -> None:
    with pytest.raises(BundleError, match=r"^b\.js is imported by a\.js and is not there$"):
        bundle({"a.js": 'import { b } from "./b.js";\n'}, "a.js")


@pytest.mark.parametrize(
    "text",
    [
        'import "./b.js";\n',
        'import b from "elsewhere";\n',
        "export default 1;\n",
        "export let one = 1;\n",
        "export { one };\n",
    ],
)
def test_what_is_not_understood_is_refused(text: str) -> None:
    with pytest.raises(BundleError, match=r"^a\.js: this cannot be put into one file: "):
        bundle({"a.js": text, "b.js": ""}, "a.js")


def test_the_widget_of_today_is_put_together_the_same_way_twice() -> None:
    assert plain_script.__wrapped__("widget.js") == plain_script("widget.js")
