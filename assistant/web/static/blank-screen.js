/**
 * Cover the page at once when somebody comes near: Escape twice, or the button. The same brings it back, and nothing that was
 * typed is lost. Without this script the button is a link to a page that says nothing.
 */

const TWICE_WITHIN_MS = 1500;
const TITLE = "Blank page";

const link = document.getElementById("blank");
const cover = document.getElementById("cover");
const uncover = document.getElementById("uncover");
const others = [...document.body.children].filter((element) => element !== cover);
let title = document.title;
let place = null;
let last = -Infinity;

function hide() {
  title = document.title;
  place = document.activeElement;
  for (const element of others) element.inert = true;
  cover.hidden = false;
  document.documentElement.classList.add("covered");
  document.title = TITLE;
  uncover.focus();
}

function show() {
  for (const element of others) element.inert = false;
  cover.hidden = true;
  document.documentElement.classList.remove("covered");
  document.title = title;
  place?.focus();
}

const toggle = () => (cover.hidden ? hide() : show());

link.setAttribute("role", "button");
link.addEventListener("click", (event) => {
  event.preventDefault();
  hide();
});
link.addEventListener("keydown", (event) => {
  if (event.key !== " ") return;
  event.preventDefault();
  hide();
});
uncover.addEventListener("click", show);

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.repeat) return;
  if (event.timeStamp - last > TWICE_WITHIN_MS) {
    last = event.timeStamp;
    return;
  }
  last = -Infinity;
  toggle();
});
