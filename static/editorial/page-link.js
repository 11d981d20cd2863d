/*
 * Two buttons of the text editor: link to a page of this site by its permanent name, and cite a study.
 * Both open a list that is searched by typing and used with the arrow keys and Enter.
 */
import { crel, Extension, Link as EditorLink } from "django-prose-editor/editor"

const MOST_SHOWN = 100

const PAGES = {
  title: "Link to a page of this site",
  label: "Search by title or kind of page",
  address: "/admin/pages.json",
  entries: ({ pages }) => pages.map(({ reference, title, kind }) => ({ name: reference, title, detail: kind })),
}

const STUDIES = {
  title: "Cite a study",
  label: "Search by author, year, title or key",
  address: "/admin/studies.json",
  entries: ({ studies }) => studies.map(({ key, title }) => ({ name: key, title, detail: `[@${key}]` })),
}

/** Takes the place of the editor's own Link, which would register its schemes again, with warnings, in every editor. */
export const Link = EditorLink.extend({ onCreate() {} })

export const PageLink = Extension.create({
  name: "pageLink",

  addMenuItems({ menu, buttons }) {
    menu.defineItem({
      name: "pageLink",
      groups: "link",
      button: buttons.material("find_in_page", PAGES.title),
      command: (editor) => pick(PAGES, editor, linkTo),
      active: (editor) => String(editor.getAttributes("link").href).startsWith("page:"),
    })
    menu.defineItem({
      name: "citation",
      groups: "link",
      button: buttons.material("menu_book", STUDIES.title),
      command: (editor) => pick(STUDIES, editor, cite),
    })
  },
})

function linkTo(editor, page) {
  const href = `page:${page.name}`
  const chain = editor.chain().focus()
  if (editor.state.selection.empty && !editor.isActive("link")) {
    // What is typed next is not part of the link.
    const leaveLink = ({ tr, state }) => Boolean(tr.removeStoredMark(state.schema.marks.link))
    const text = { type: "text", text: page.title, marks: [{ type: "link", attrs: { href } }] }
    chain.insertContent(text).command(leaveLink).run()
  } else {
    chain.extendMarkRange("link").setLink({ href }).run()
  }
}

function cite(editor, study) {
  const { to } = editor.state.selection
  editor.chain().focus().insertContentAt(to, { type: "text", text: `[@${study.name}]` }).run()
}

const lists = new Map()

async function entriesOf(source) {
  if (!lists.has(source)) {
    const response = await fetch(source.address, { headers: { Accept: "application/json" } })
    if (!response.ok) throw new Error(`${source.address} answered ${response.status}`)
    lists.set(source, source.entries(await response.json()))
  }
  return lists.get(source)
}

/** Let the editor choose an entry of a list. The text has the focus again afterwards, chosen or not. */
async function pick(source, editor, use) {
  const picker = new Picker(source)
  document.body.append(picker.dialog)
  picker.dialog.showModal()
  picker.dialog.addEventListener("close", () => {
    picker.dialog.remove()
    if (picker.chosen) use(editor, picker.chosen)
    else editor.commands.focus()
  })
  try {
    picker.show(await entriesOf(source))
  } catch {
    picker.say("The list could not be loaded. Check that you are still signed in, then open it again.")
  }
}

let count = 0

class Picker {
  entries = []
  found = []
  at = 0
  chosen = null

  constructor({ title, label }) {
    const id = `picker-${++count}`
    this.list = crel("ul", { id: `${id}-list`, className: "picker__list", role: "listbox", "aria-label": title })
    this.search = crel("input", {
      id: `${id}-search`,
      type: "text",
      autocomplete: "off",
      spellcheck: false,
      role: "combobox",
      "aria-expanded": "true",
      "aria-autocomplete": "list",
      "aria-controls": this.list.id,
    })
    this.status = crel("p", { className: "picker__status", role: "status", textContent: "Loading…" })
    const cancel = crel("button", { type: "button", textContent: "Cancel" })
    const heading = crel("h2", { id: `${id}-title`, className: "prose-editor-dialog-title", textContent: title })
    this.dialog = crel("dialog", { className: "prose-editor-dialog picker", "aria-labelledby": heading.id }, [
      heading,
      crel("label", { htmlFor: this.search.id, textContent: label }),
      this.search,
      this.status,
      this.list,
      cancel,
    ])
    this.search.addEventListener("input", () => this.filter())
    this.search.addEventListener("keydown", (event) => this.steer(event))
    this.list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]")
      if (option) this.choose([...this.list.children].indexOf(option))
    })
    // Keeps the focus in the search field, where the keys are listened to.
    this.list.addEventListener("mousedown", (event) => event.preventDefault())
    cancel.addEventListener("click", () => this.dialog.close())
  }

  show(entries) {
    this.entries = entries
    this.filter()
  }

  say(words) {
    this.status.textContent = words
  }

  filter() {
    const words = this.search.value.toLowerCase().split(/\s+/)
    const fits = ({ title, detail }) => words.every((word) => `${title} ${detail}`.toLowerCase().includes(word))
    const fitting = this.entries.filter(fits)
    this.found = fitting.slice(0, MOST_SHOWN)
    this.list.replaceChildren(
      ...this.found.map(({ title, detail }, number) =>
        crel("li", { id: `${this.list.id}-${number}`, role: "option" }, [
          crel("span", { className: "picker__title", textContent: title }),
          " ",
          crel("span", { className: "picker__detail", textContent: detail }),
        ]),
      ),
    )
    const matches = fitting.length === 1 ? "1 match" : `${fitting.length || "No"} matches`
    this.say(fitting.length > MOST_SHOWN ? `${matches}, of which ${MOST_SHOWN} are shown` : matches)
    this.mark(0)
  }

  mark(number) {
    this.at = Math.max(0, Math.min(number, this.found.length - 1))
    ;[...this.list.children].forEach((option, place) => option.setAttribute("aria-selected", place === this.at))
    const option = this.list.children[this.at]
    this.search.setAttribute("aria-activedescendant", option ? option.id : "")
    option?.scrollIntoView({ block: "nearest" })
  }

  steer(event) {
    const steps = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }
    if (event.key in steps) this.mark(this.at + steps[event.key])
    else if (event.key === "Enter") this.choose(this.at)
    else return
    event.preventDefault()
  }

  choose(number) {
    this.chosen = this.found[number] ?? null
    if (this.chosen) this.dialog.close()
  }
}
