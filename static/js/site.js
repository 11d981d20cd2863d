/** Opens and closes what is folded, to suit the width of the window and the printer. */

const wide = matchMedia("(min-width: 64rem)");

function suitTheWidth() {
  for (const box of document.querySelectorAll("details[data-open-when-wide]")) box.open = wide.matches;
}

suitTheWidth();
wide.addEventListener("change", suitTheWidth);

let openedForPrint = [];

addEventListener("beforeprint", () => {
  openedForPrint = [...document.querySelectorAll("details:not([open])")];
  for (const details of openedForPrint) details.open = true;
});

addEventListener("afterprint", () => {
  for (const details of openedForPrint) details.open = false;
});
