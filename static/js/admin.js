/* The admin: blocks that a keyboard can add, order and fold, and no text lost by leaving a page. */
"use strict"
{
  // The editors write <style> elements, which the Content-Security-Policy refuses and reports. Their rules stand in
  // admin.css; outside the namespace of HTML, the elements themselves mean nothing to the browser.
  const createElement = document.createElement.bind(document)
  document.createElement = (name, options) =>
    name === "style" ? document.createElementNS(null, name) : createElement(name, options)

  const element = (name, properties, ...children) => {
    const made = Object.assign(document.createElement(name), properties)
    made.append(...children)
    return made
  }

  // Names for fields that have none of their own: text editors, and the two halves of a moment.
  document.addEventListener("prose-editor:ready", ({ target, detail }) => {
    detail.editor.view.dom.ariaLabel = target.labels[0]?.textContent.replace(":", "") ?? "Text"
  })
  for (const half of document.querySelectorAll(".datetime > input")) {
    half.ariaLabel = half.matches(".vDateField") ? "Date" : "Time"
  }

  // The content editor looks for hidden fields that somebody who may read an article, but not change it, does not get.
  for (const name of ["region", "ordering"]) {
    for (const row of document.querySelectorAll(`.inline-related .field-${name}:has(.readonly)`)) {
      const value = row.querySelector(".readonly").textContent
      row.append(element("input", { type: "hidden", name: `-${name}`, value }))
    }
  }

  class Blocks {
    constructor() {
      this.machine = document.querySelector(".order-machine")
      this.wrapper = this.machine.closest(".order-machine-wrapper")
      this.kinds = this.wrapper.querySelector(".plugin-buttons")
      this.status = element("p", { className: "visually-hidden", role: "status" })
      this.wrapper.append(this.status)
      this.count = 0
      this.mayChange = !this.wrapper.matches(".order-machine-readonly")

      for (const block of this.inOrder()) this.prepare(block)
      this.arrange()
      const last = this.machine.querySelector(":scope > .order-machine-insert-target")
      this.machine.append(last)
      makeButton(last, "Add a block at the end")
      this.kinds.role = "group"
      this.kinds.ariaLabel = "Kinds of blocks"
      for (const kind of this.kinds.children) kind.tabIndex = 0

      this.machine.addEventListener("click", (event) => this.click(event))
      this.machine.addEventListener("click", (event) => this.beforeRemoval(event), true)
      this.machine.addEventListener("dragend", () => this.arrange())
      // The content editor takes the focus away from the box after a click.
      this.machine.addEventListener("change", ({ target }) => target.closest(".delete") && target.focus())
      this.wrapper.addEventListener("keydown", (event) => this.key(event))
      this.kinds.addEventListener("focusout", ({ relatedTarget }) => {
        if (relatedTarget && !relatedTarget.closest(".plugin-buttons")) this.closeKinds()
      })
      document.addEventListener("content-editor:activate", ({ detail }) => this.added(detail.inline))
      document.addEventListener("formset:removed", () => setTimeout(() => this.removed()))
      document.addEventListener("prose-editor:ready", ({ target, detail }) => {
        if (target.closest(".inline-related") === this.fresh && !this.fresh?.contains(document.activeElement)) {
          detail.editor.commands.focus()
        }
      })
      new MutationObserver((changes) => changes.forEach(({ target }) => this.showFolded(target))).observe(this.machine, {
        attributeFilter: ["class"],
        subtree: true,
      })
    }

    inDocument() {
      return [...this.machine.querySelectorAll(":scope > .inline-related:not(.empty-form)")]
    }

    inOrder() {
      return this.inDocument().sort((one, other) => one.style.order - other.style.order)
    }

    /** Tab and screen readers follow the document, so the document follows the order that is seen. */
    arrange(wanted = this.inOrder()) {
      const focused = document.activeElement
      const written = this.inDocument()
      wanted.forEach((block, place) => {
        if (written[place] === block) return
        written.splice(written.indexOf(block), 1)
        written[place].before(block)
        written.splice(place, 0, block)
      })
      if (document.activeElement !== focused) focused.focus()
    }

    prepare(block) {
      if (block.querySelector(":scope > .block-tools")) return
      const heading = block.querySelector(":scope > h3")
      heading.id = `block-${++this.count}-heading`
      block.setAttribute("role", "group")
      block.setAttribute("aria-labelledby", heading.id)
      heading.after(
        element(
          "div",
          { className: "block-tools" },
          ...(this.mayChange ? [tool("move-up", "arrow_upward", "Move up")] : []),
          ...(this.mayChange ? [tool("move-down", "arrow_downward", "Move down")] : []),
          tool("fold", "expand_less", "Show the fields"),
        ),
      )
      this.showFolded(block)
      const target = block.querySelector(":scope > .order-machine-insert-target")
      block.prepend(target)
      makeButton(target, "Add a block before this one")
    }

    showFolded(block) {
      const fold = block.querySelector(":scope > .block-tools > [data-does=fold]")
      fold?.setAttribute("aria-expanded", !block.matches(".collapsed, .for-deletion"))
    }

    nameOf(block) {
      return block.querySelector(":scope > h3 > b").textContent.replace(":", "")
    }

    click({ target }) {
      if (target.closest(".order-machine-insert-target")) {
        // The content editor opens the menu once the click has reached the document.
        setTimeout(() => this.openKinds())
        return
      }
      const button = target.closest(".block-tools > button")
      if (!button) return
      const block = button.closest(".inline-related")
      if (button.dataset.does === "fold") block.querySelector(":scope > h3").click()
      else this.move(block, button.dataset.does === "move-up" ? -1 : 1)
    }

    key(event) {
      const { key, target } = event
      if (target.matches(".order-machine-insert-target, .plugin-button") && (key === "Enter" || key === " ")) {
        event.preventDefault()
        target.click()
      } else if (target.closest(".plugin-buttons")) {
        const kinds = [...this.kinds.children].filter((kind) => kind.checkVisibility())
        const steps = { ArrowDown: 1, ArrowUp: -1 }
        if (key === "Escape") {
          this.wrapper.querySelector(".order-machine-insert-target.selected")?.focus()
          this.closeKinds()
        } else if (key in steps) {
          event.preventDefault()
          kinds.at((kinds.indexOf(target) + steps[key]) % kinds.length).focus()
        }
      }
    }

    openKinds() {
      if (!this.wrapper.classList.contains("plugin-buttons-visible")) return
      this.kinds.querySelector(".plugin-button:not(.content-editor-hide)")?.focus()
    }

    closeKinds() {
      this.wrapper.classList.remove("plugin-buttons-visible")
      this.wrapper.querySelector(".order-machine-insert-target.selected")?.classList.remove("selected")
    }

    move(block, step) {
      const order = this.inOrder()
      const from = order.indexOf(block)
      const to = from + step
      if (!order[to]) {
        this.say(step < 0 ? "This is the first block." : "This is the last block.")
        return
      }
      order.splice(from, 1)
      order.splice(to, 0, block)
      order.forEach((each, place) => {
        each.style.order = each.querySelector(".order-machine-ordering").value = 10 * (place + 1)
      })
      this.arrange(order)
      document.activeElement.scrollIntoView({ block: "nearest" })
      this.say(`${this.nameOf(block)} moved ${step < 0 ? "up" : "down"}, now ${to + 1} of ${order.length}.`)
    }

    added(block) {
      const isNew = !block.querySelector(":scope > .block-tools")
      this.prepare(block)
      this.arrange()
      if (!isNew) return
      this.fresh = block
      this.say(`${this.nameOf(block)} added, ${this.inOrder().indexOf(block) + 1} of ${this.inDocument().length}.`)
    }

    /** Removing a block renumbers its kind in document order, in which saved blocks have to come before new ones. */
    beforeRemoval({ target }) {
      if (!target.closest(".inline-deletelink")) return
      const order = this.inOrder()
      const place = order.indexOf(target.closest(".inline-related"))
      this.afterRemoval = order[place + 1] ?? order[place - 1]
      const number = (block) => Number(block.id.split("-").at(-1))
      this.arrange(this.inDocument().sort((one, other) => number(one) - number(other)))
    }

    removed() {
      this.arrange()
      const next = this.afterRemoval ?? this.machine
      next.querySelector(".order-machine-insert-target").focus()
      this.say("Block removed.")
    }

    say(words) {
      this.status.textContent = words
    }
  }

  function makeButton(target, name) {
    target.role = "button"
    target.tabIndex = 0
    target.ariaLabel = target.title = name
  }

  function tool(does, icon, name) {
    const sign = element("span", { className: "material-icons", ariaHidden: "true" }, icon)
    const button = element("button", { type: "button", title: name, ariaLabel: name }, sign)
    button.dataset.does = does
    return button
  }

  document.addEventListener("content-editor:ready", () => new Blocks())

  // Asks before a page with unsaved changes is left.
  window.addEventListener("load", () => {
    const form = document.querySelector(".change-form #content-main form[id$=_form]")
    if (!form) return
    // Sorted, because blocks take their places in the document after it has loaded.
    const written = () => JSON.stringify([...new FormData(form)].sort())
    const saved = form.querySelector(".errornote") ? null : written()
    let sending = false
    form.addEventListener("submit", () => {
      sending = true
    })
    window.addEventListener("beforeunload", (event) => {
      if (!sending && written() !== saved) event.preventDefault()
    })
  })
}
