/**
 * A field that knows places. It makes every input[data-places] a combobox as the ARIA Authoring Practices describe it
 * (editable, with a list that is chosen from by hand), and shows the button [data-locate] beside it, which asks for
 * the visitor's location only when it is pressed. Without this script the field is a field: the server understands
 * what is typed.
 */

const PAUSE = 120;
const SHORTEST = 2;

class PlaceCombobox {
  #input;
  #list;
  #said;
  #answers = new Map();
  #asking = null;
  #pause = 0;
  #active = -1;

  constructor(input) {
    this.#input = input;
    this.#list = Object.assign(document.createElement("ul"), { id: `${input.id}-places`, className: "combobox__list", hidden: true });
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "Places");
    this.#said = Object.assign(document.createElement("p"), { className: "visually-hidden" });
    this.#said.setAttribute("role", "status");
    const box = Object.assign(document.createElement("div"), { className: "combobox" });
    input.replaceWith(box);
    box.append(input, this.#list, this.#said);
    for (const [name, value] of Object.entries({
      role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id,
    })) input.setAttribute(name, value);
    input.addEventListener("input", () => this.#typed());
    input.addEventListener("keydown", event => this.#pressed(event));
    input.addEventListener("blur", () => this.#close());
    // A press on the list must not take the focus from the field.
    this.#list.addEventListener("mousedown", event => event.preventDefault());
    this.#list.addEventListener("click", event => this.#choose(event.target.closest("[role=option]")));
  }

  #typed() {
    this.#close();
    const text = this.#input.value.trim();
    if (text.length >= SHORTEST) this.#pause = setTimeout(() => this.#ask(text), PAUSE);
  }

  async #ask(text) {
    const mine = this.#asking = new AbortController();
    try {
      if (!this.#answers.has(text)) {
        const address = `${this.#input.dataset.places}?q=${encodeURIComponent(text)}`;
        const response = await fetch(address, { signal: mine.signal });
        if (!response.ok) return;
        this.#answers.set(text, (await response.json()).places);
      }
    } catch {
      // Typed on, or offline: the field works without suggestions.
      return;
    }
    if (!mine.signal.aborted && document.activeElement === this.#input) this.#show(this.#answers.get(text));
  }

  #show(places) {
    this.#list.replaceChildren(...places.map((place, number) => this.#option(place, number)));
    this.#active = -1;
    this.#input.removeAttribute("aria-activedescendant");
    this.#open(places.length > 0);
    this.#said.textContent = places.length === 1 ? "1 place" : `${places.length || "No"} places`;
  }

  #option(place, number) {
    const option = Object.assign(document.createElement("li"), { id: `${this.#list.id}-${number}`, className: "combobox__choice" });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    option.dataset.value = place.value;
    option.append(Object.assign(document.createElement("span"), { textContent: place.label }));
    if (place.detail) option.append(" ", Object.assign(document.createElement("span"), { className: "quiet", textContent: place.detail }));
    return option;
  }

  #pressed(event) {
    const options = this.#list.children;
    const isOpen = !this.#list.hidden;
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!options.length) return this.#typed();
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#activate(this.#active < 0 ? (step > 0 ? 0 : options.length - 1) : (this.#active + step + options.length) % options.length);
    } else if (event.key === "Enter" && isOpen && this.#active >= 0) {
      event.preventDefault();
      this.#choose(options[this.#active]);
    } else if (event.key === "Enter") {
      this.#close();
    } else if (event.key === "Escape" && isOpen) {
      event.preventDefault();
      this.#close();
    }
  }

  #activate(number) {
    this.#list.children[this.#active]?.setAttribute("aria-selected", "false");
    this.#active = number;
    const option = this.#list.children[number];
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.#input.setAttribute("aria-activedescendant", option.id);
  }

  #choose(option) {
    if (!option) return;
    this.#input.value = option.dataset.value;
    this.#close();
    this.#input.form.requestSubmit();
  }

  #open(isOpen) {
    this.#list.hidden = !isOpen;
    this.#input.setAttribute("aria-expanded", String(isOpen));
  }

  #close() {
    clearTimeout(this.#pause);
    this.#asking?.abort();
    this.#active = -1;
    this.#input.removeAttribute("aria-activedescendant");
    this.#list.replaceChildren();
    this.#open(false);
  }
}

/** The location goes nowhere but into the field, rounded to two decimals: about a mile. */
function offerLocation(button) {
  const input = document.getElementById(button.dataset.locate);
  const said = Object.assign(document.createElement("p"), { className: "quiet" });
  said.setAttribute("role", "status");
  button.after(said);
  button.hidden = false;
  button.addEventListener("click", () => {
    said.textContent = "Asking your browser where you are …";
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        said.textContent = "";
        input.value = `${coords.latitude.toFixed(2)}, ${coords.longitude.toFixed(2)}`;
        input.form.requestSubmit();
      },
      () => { said.textContent = "Your browser did not say where you are. Type a town or ZIP code instead."; },
      { maximumAge: 600_000, timeout: 10_000 },
    );
  });
}

for (const input of document.querySelectorAll("input[data-places]")) new PlaceCombobox(input);
if (navigator.geolocation) for (const button of document.querySelectorAll("[data-locate]")) offerLocation(button);
