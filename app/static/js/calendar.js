// Entries of the calendar are moved with the pointer: from one day to another, in a week from one hour to another.
// Without it, by keyboard or by touch, the panel of an entry has a day and a time to write.

const FAR_ENOUGH = 6; // pixels: less is a click

let held = null; // the entry under the pointer, and where it was taken
let target = null; // the day over which it hovers

const isMoving = () => Boolean(held?.isMoving);

document.addEventListener("pointerdown", (event) => {
  const entry = event.target.closest?.("[data-move]");
  if (!entry || event.button !== 0 || event.pointerType === "touch") return;
  held = { entry, x: event.clientX, y: event.clientY };
});

document.addEventListener("pointermove", (event) => {
  if (!held) return;
  if (!held.isMoving && Math.hypot(event.clientX - held.x, event.clientY - held.y) < FAR_ENOUGH) return;
  held.isMoving = true;
  held.entry.dataset.moving = "";
  aimAt(document.elementFromPoint(event.clientX, event.clientY)?.closest("[data-day]") ?? null);
});

document.addEventListener("pointerup", () => {
  if (isMoving() && target && target !== held.entry.closest("[data-day]")) drop(held.entry, target);
  letGo();
});

document.addEventListener("pointercancel", letGo);
document.addEventListener("keydown", (event) => { if (event.key === "Escape" && isMoving()) letGo(); });
document.addEventListener("dragstart", (event) => { if (event.target.closest?.("[data-move]")) event.preventDefault(); });

// What was carried is not opened.
document.addEventListener("click", (event) => {
  if (!event.target.closest?.("[data-moved]")) return;
  event.preventDefault();
  event.stopImmediatePropagation();
}, true);

function aimAt(day) {
  target?.removeAttribute("data-aimed");
  target = day;
  target?.setAttribute("data-aimed", "");
}

function letGo() {
  if (isMoving()) {
    const { entry } = held;
    delete entry.dataset.moving;
    entry.dataset.moved = ""; // until the click that follows is over
    setTimeout(() => delete entry.dataset.moved);
  }
  aimAt(null);
  held = null;
}

/** A day as many days later as one is after another. Dates alone are UTC to a browser: no clock goes forward in them. */
const shifted = (first, from, to) => new Date(Date.parse(first) + Date.parse(to) - Date.parse(from)).toISOString().slice(0, 10);

/**
 * Send where it goes. In a week the hour changes and the minutes stay; what is for the whole day stays so. Of what lasts
 * several days any may be taken: the others come along, and the time stays where it is not taken at its beginning.
 */
function drop(entry, day) {
  const form = document.getElementById("move_form");
  const { move, version, start, first } = entry.dataset;
  const from = entry.closest("[data-day]").dataset.day;
  const values = Object.fromEntries(new FormData(form));
  const hour = from === first && day.dataset.hour;
  const time = start && hour ? `${hour}:${start.slice(3)}` : "";
  window.htmx.ajax("POST", move, {
    source: form,
    target: "#calendar",
    swap: "outerHTML",
    values: { ...values, version, day: shifted(first, from, day.dataset.day), start: time },
  });
}
