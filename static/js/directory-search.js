/**
 * Answers a search in place. Each choice in the form, and each link that changes the search, asks the same address as
 * without this script, and what differs of the page is put into the one that is open.
 */

const PARTS = "[data-part]";
const form = document.getElementById("search");
const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
said.setAttribute("role", "status");
form.after(said);

let asking = null;

function addressOfForm() {
  const chosen = [...new FormData(form)].filter(([, value]) => value);
  return withShortlist(`${form.action}?${new URLSearchParams(chosen)}`);
}

/** An address with whom the visitor ticked so far: the form beside the results knows, if there are results. */
function withShortlist(address) {
  const url = new URL(address);
  const ticked = new FormData(document.getElementById("shortlist") ?? form).getAll("therapist");
  url.searchParams.delete("therapist");
  for (const slug of ticked) url.searchParams.append("therapist", slug);
  return url.href;
}

async function show(address, { keep }) {
  asking?.abort();
  asking = new AbortController();
  let text;
  try {
    const response = await fetch(address, { signal: asking.signal });
    if (!response.ok) throw new Error(response.statusText);
    text = await response.text();
  } catch (error) {
    // What fails here is asked for in the plain way, whose error page says more.
    if (error.name !== "AbortError") location.assign(address);
    return;
  }
  if (keep) history.pushState(null, "", address);
  put(new DOMParser().parseFromString(text, "text/html"));
}

function put(answer) {
  const focused = document.activeElement;
  const isOpen = document.querySelector(".narrow")?.open;
  document.title = answer.title;
  for (const part of document.querySelectorAll(PARTS)) {
    part.replaceChildren(...answer.getElementById(part.id).childNodes);
  }
  const narrow = document.querySelector(".narrow");
  if (narrow && isOpen) narrow.open = true;
  focusAgain(focused);
  said.textContent = document.querySelector("#found h2")?.textContent.replace(/\s+/g, " ").trim() ?? "";
}

/** The control that was in use is a new one now. A link is gone after it was followed; then the results are next. */
function focusAgain(focused) {
  if (focused?.isConnected) return;
  const isSame = control => control.name === focused.name && control.value === focused.value;
  const same = focused?.form === undefined ? null : [...form.elements].find(isSame);
  const next = same ?? document.querySelector("#found h2");
  if (next && !same) next.tabIndex = -1;
  next?.focus({ preventScroll: Boolean(same) });
}

function fill(address) {
  const asked = new URL(address).searchParams;
  for (const name of ["near", "radius", "sort"]) form.elements[name].value = asked.get(name) ?? (name === "sort" ? "distance" : "");
}

form.addEventListener("submit", event => {
  event.preventDefault();
  show(addressOfForm(), { keep: true });
});
form.addEventListener("change", () => {
  // Ticking boxes before a place is named is no question yet.
  if (form.elements.near.value.trim()) show(addressOfForm(), { keep: true });
});
document.getElementById("found").addEventListener("click", event => {
  const link = event.target.closest("a[data-search]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  fill(link.href);
  show(withShortlist(link.href), { keep: true });
});
document.getElementById("found").addEventListener("change", () => {
  history.replaceState(null, "", withShortlist(location.href));
});
addEventListener("popstate", () => {
  if (location.pathname !== new URL(form.action).pathname) return;
  fill(location.href);
  show(location.href, { keep: false });
});
