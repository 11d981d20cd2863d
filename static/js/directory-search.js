/**
 * Answers a search in place. Each choice in the form, and each link that changes the search, asks the same address as
 * without this script, and what differs of the page is put into the one that is open.
 */

const MOST_COMPARED = 4;
const form = document.getElementById("search");
const found = document.getElementById("found");
const said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
said.setAttribute("role", "status");
form.after(said);

let asking = null;
let shown = location.pathname + location.search;

function addressOfForm() {
  const chosen = [...new FormData(form)].filter(([, value]) => value);
  return withShortlist(`${form.action}?${new URLSearchParams(chosen)}`);
}

/** An address with whom the visitor ticked so far: the form beside the results knows, if there are results. */
function withShortlist(address) {
  const url = new URL(address);
  const ticked = new FormData(document.getElementById("shortlist") ?? form).getAll("therapist");
  url.searchParams.delete("therapist");
  for (const slug of new Set(ticked)) url.searchParams.append("therapist", slug);
  return url.href;
}

/** Show what an address answers. `toResults`: go there, because the visitor asked for them and not for a narrower list. */
async function show(address, { keep = true, toResults = false } = {}) {
  asking?.abort();
  const mine = asking = new AbortController();
  found.setAttribute("aria-busy", "true");
  let text;
  try {
    const response = await fetch(address, { signal: mine.signal });
    if (!response.ok) throw new Error(response.statusText);
    text = await response.text();
  } catch (error) {
    // What fails here is asked for in the plain way, whose error page says more.
    if (error.name !== "AbortError") location.assign(address);
    return;
  }
  if (keep) history.pushState(null, "", address);
  shown = location.pathname + location.search;
  put(new DOMParser().parseFromString(text, "text/html"), toResults);
  found.removeAttribute("aria-busy");
}

function put(answer, toResults) {
  const focused = document.activeElement;
  const isOpen = document.querySelector(".narrow").open;
  document.title = answer.title;
  for (const part of document.querySelectorAll("[data-part]")) {
    part.replaceChildren(...answer.getElementById(part.id).childNodes);
  }
  document.querySelector(".narrow").open = isOpen;
  if (answer.getElementById("near").hasAttribute("aria-invalid")) form.elements.near.setAttribute("aria-invalid", "true");
  else form.elements.near.removeAttribute("aria-invalid");
  limitTicks();
  const heading = found.querySelector("h2");
  announce(heading);
  if (toResults && heading) goTo(heading);
  else if (!focused.isConnected) goBackTo(focused, heading);
}

/** Problems first. Without results, a heading such as that of the states says nothing more. */
function announce(heading) {
  const problems = document.getElementById("near-said").textContent.trim();
  const news = problems && !document.getElementById("results") ? [problems] : [problems, heading?.textContent];
  said.textContent = news.join(" ").replace(/\s+/g, " ").trim();
}

function goTo(heading) {
  heading.tabIndex = -1;
  heading.focus({ preventScroll: true });
  heading.scrollIntoView({ block: "start" });
}

/** The control that was in use is a new one now. */
function goBackTo(focused, heading) {
  const isSame = control => control.name === focused.name && control.value === focused.value;
  const same = focused.name && [...form.elements].find(isSame);
  if (same) same.focus({ preventScroll: true });
  else if (heading) goTo(heading);
}

function fill(address) {
  const asked = new URL(address).searchParams;
  for (const [name, usual] of [["near", ""], ["radius", ""], ["sort", "distance"]]) {
    form.elements[name].value = asked.get(name) ?? usual;
  }
}

function limitTicks() {
  const boxes = [...found.querySelectorAll("input[name=therapist][type=checkbox]")];
  const ticked = new Set(new FormData(document.getElementById("shortlist") ?? form).getAll("therapist"));
  for (const box of boxes) box.disabled = !box.checked && ticked.size >= MOST_COMPARED;
}

form.addEventListener("submit", event => {
  event.preventDefault();
  show(addressOfForm(), { toResults: true });
});
form.addEventListener("change", event => {
  // The place is searched for when the form is sent; choices before a place is named are no question yet.
  if (event.target.name !== "near" && form.elements.near.value.trim()) show(addressOfForm());
});
found.addEventListener("click", event => {
  const link = event.target.closest("a[data-search]");
  if (!link || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  fill(link.href);
  show(withShortlist(link.href), { toResults: !link.classList.contains("chip") });
});
found.addEventListener("change", event => {
  // A therapist with two practices has two boxes.
  for (const box of found.querySelectorAll("input[name=therapist]")) {
    if (box.value === event.target.value) box.checked = event.target.checked;
  }
  limitTicks();
  history.replaceState(null, "", withShortlist(location.href));
  shown = location.pathname + location.search;
});
addEventListener("popstate", () => {
  // A link to a place on the page, such as a number on the map, comes by here, too.
  if (location.pathname + location.search === shown) return;
  fill(location.href);
  show(location.href, { keep: false });
});
limitTicks();
