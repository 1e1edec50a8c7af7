// A phone to try texts with: sends what is typed, and looks every second for what came back.
const EVERY = 1000;
const BASIC = new Set(
  "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà",
);
const EXTENDED = new Set("^{}\\[~]|€");

const byId = (id) => document.getElementById(id);
const [phone, list, news, form, box, picture, count, problem] = [
  "phone", "texts", "news", "compose", "text", "picture", "count", "problem",
].map(byId);
let shown = "";
let last = Promise.resolve();

const address = () => `/phone/threads/${phone.value}`;

const sizeOf = (text) => {
  const letters = [...text];
  if (letters.every((letter) => BASIC.has(letter) || EXTENDED.has(letter))) {
    const units = letters.reduce((sum, letter) => sum + (EXTENDED.has(letter) ? 2 : 1), 0);
    return [units, units === 0 ? 0 : units <= 160 ? 1 : Math.ceil(units / 153)];
  }
  return [text.length, text.length <= 70 ? 1 : Math.ceil(text.length / 67)];
};

const inWords = (characters, parts) =>
  `${characters} ${characters === 1 ? "character" : "characters"}, ${parts} ${parts === 1 ? "part" : "parts"}`;

const itemOf = (text) => {
  const item = document.createElement("li");
  item.className = text.mine ? "mine" : "theirs";
  const who = document.createElement("span");
  who.className = "visually-hidden";
  who.textContent = text.mine ? "You: " : "The school: ";
  const said = document.createElement("p");
  said.className = "said";
  said.append(who, text.text);
  const size = document.createElement("p");
  size.className = "size";
  const time = new Date(text.at).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  size.textContent = `${time}, ${inWords(text.characters, text.segments)}${text.times > 1 ? `, sent ${text.times} times` : ""}`;
  item.append(said, size);
  return item;
};

const look = async () => {
  const asked = phone.value;
  const answer = await fetch(address());
  if (!answer.ok || asked !== phone.value) return;
  const { texts } = await answer.json();
  const found = JSON.stringify([asked, texts]);
  if (found === shown) return;
  const last = texts.at(-1);
  if (shown.startsWith(`["${asked}"`) && last && !last.mine) news.textContent = `The school: ${last.text}`;
  shown = found;
  list.replaceChildren(...texts.map(itemOf));
  list.scrollTop = list.scrollHeight;
};

const tell = (words) => { problem.textContent = words; };

const send = async () => {
  if (!box.value.trim() && !picture.checked) return;
  const body = JSON.stringify({ text: box.value, picture: picture.checked });
  const answer = await fetch(address(), { method: "POST", headers: { "Content-Type": "application/json" }, body });
  if (!answer.ok) return tell("The text was not sent. Please try again.");
  tell("");
  box.value = "";
  picture.checked = false;
  measure();
  await look();
};

/** Send and wipe one after the other, as they were asked for: a wipe on its way must not take a newer text along. */
const inTurn = (step) => { last = last.then(step).catch(unreachable); };

const measure = () => { count.textContent = inWords(...sizeOf(box.value)); };
const unreachable = () => tell("The assistant does not answer. Is it running?");

form.addEventListener("submit", (event) => {
  event.preventDefault();
  inTurn(send);
});
box.addEventListener("input", measure);
box.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
phone.addEventListener("change", () => { shown = ""; look().catch(unreachable); });
byId("wipe").addEventListener("click", () => inTurn(() => fetch(address(), { method: "DELETE" }).then(look)));
setInterval(() => look().then(() => tell(""), unreachable), EVERY);
look().catch(unreachable);
