// Elements, icons and announcements.

export const byId = id => document.getElementById(id);

export const setText = (id, text) => { byId(id).textContent = text; };

/** Lets the page answer before work goes on. Browsers delay timers of a hidden page, but not messages. */
export const rest = () => new Promise(resolve => {
  const { port1, port2 } = new MessageChannel();
  port1.onmessage = resolve;
  port2.postMessage(null);
});

/**
 * Creates an element. "class" and names with a dash set attributes, and other keys set properties, such as listeners.
 */
export function el(tag, settings = {}, ...children) {
  const element = document.createElement(tag);
  if (tag === "button") element.type = "button";
  for (const [key, value] of Object.entries(settings)) {
    if (value === null || value === undefined) continue;
    if (key === "class") element.className = value;
    else if (key.includes("-") || key === "role" || key === "for" || key === "list") element.setAttribute(key, value);
    else element[key] = value;
  }
  element.append(...children.filter(child => child !== null && child !== undefined));
  return element;
}

const shapes = {
  undo: "M7 5 3 9l4 4M3.5 9H12a4.5 4.5 0 0 1 0 9H8",
  redo: "M13 5l4 4-4 4M16.5 9H8a4.5 4.5 0 0 0 0 9h4",
  help: "M7.5 7.5a2.5 2.5 0 1 1 3.6 2.3c-.8.4-1.1.9-1.1 1.7v.5M10 14.5v.2",
  compare: "M10 3v14M4 5h3.5M4 15h3.5M4 5v10M12.5 5H16v10h-3.5",
  grid: "M3.5 3.5h5v5h-5zM11.5 3.5h5v5h-5zM3.5 11.5h5v5h-5zM11.5 11.5h5v5h-5z",
  minus: "M5 10h10",
  plus: "M5 10h10M10 5v10",
  fit: "M4 8V4h4M12 4h4v4M16 12v4h-4M8 16H4v-4",
  copy: "M7 7h9v10H7zM4 13V3h9",
  save: "M10 3v9M6.5 8.5 10 12l3.5-3.5M4 16h12",
  folder: "M3 6V4.5h5L9.5 6H17v9.5H3zM3 8h14",
  star: "m10 3 2.2 4.5 4.9.7-3.6 3.5.9 4.9L10 14.3l-4.4 2.3.9-4.9L2.9 8.2l4.9-.7z",
  play: "M6 4v12l10-6z",
  pause: "M7 4v12M13 4v12",
  close: "M5 5l10 10M15 5 5 15",
  down: "M5.5 8 10 12.5 14.5 8",
  camera: "M3 6h3l1.5-2h5L14 6h3v10H3zM10 8a3 3 0 1 1 0 6 3 3 0 0 1 0-6",
  lock: "M5.5 9.5h9v7h-9zM7 9.5V7a3 3 0 0 1 6 0v2.5",
  pin: "M7 3h6M8 3v5l-2.5 3.5h9L12 8V3M10 11.5V17",
  search: "M8.5 3.5a5 5 0 1 1 0 10 5 5 0 0 1 0-10M12.5 12.5 17 17",
};

export function icon(name) {
  const [svg, path] = ["svg", "path"].map(name => document.createElementNS("http://www.w3.org/2000/svg", name));
  svg.setAttribute("viewBox", "0 0 20 20");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", shapes[name]);
  svg.append(path);
  return svg;
}

/** Gives the user a file to keep. */
export function saveFile(blob, name) {
  const link = el("a", { href: URL.createObjectURL(blob), download: name });
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

let announcing = 0;

/** Reports a change to screen readers, and for a few seconds to everybody. */
export function announce(text) {
  const line = byId("announcement");
  line.textContent = text;
  line.classList.add("shown");
  clearTimeout(announcing);
  announcing = setTimeout(() => line.classList.remove("shown"), 4000);
}

export function placeMenu(menu, button) {
  const { left, top, bottom } = button.getBoundingClientRect(), edge = 8;
  const { clientWidth, clientHeight } = document.documentElement;
  const above = top - 2 * edge, below = clientHeight - bottom - 2 * edge;
  const isAbove = menu.scrollHeight > below && above > below;
  menu.style.maxHeight = `${Math.max(200, isAbove ? above : below)}px`;
  menu.style.left = `${Math.max(edge, Math.min(left, clientWidth - menu.offsetWidth - edge))}px`;
  const place = isAbove ? top - 4 - menu.offsetHeight : bottom + 4;
  menu.style.top = `${Math.max(edge, Math.min(place, clientHeight - menu.offsetHeight - edge))}px`;
}

/** Lets arrow keys, Home and End move the focus among the buttons of a grid, of which Tab reaches one. */
export function moveByKeys(root) {
  const shown = () => [...root.querySelectorAll("button")].filter(button => button.checkVisibility() && !button.disabled);
  root.addEventListener("focusin", ({ target }) => {
    if (target.matches("button")) for (const button of shown()) button.tabIndex = button === target ? 0 : -1;
  });
  root.addEventListener("keydown", event => {
    const buttons = shown(), at = buttons.indexOf(event.target), last = buttons.length - 1;
    const columns = buttons.filter(button => button.offsetTop === buttons[0].offsetTop).length;
    const next = at < 0 ? { ArrowDown: 0 }[event.key]
      : { ArrowLeft: at - 1, ArrowRight: at + 1, ArrowUp: at - columns, ArrowDown: at + columns, Home: 0, End: last }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    buttons[Math.min(last, next)]?.focus();
  });
  return () => {
    const buttons = shown(), reached = buttons.find(button => button.ariaCurrent === "true") ?? buttons.find(button => button.tabIndex === 0) ?? buttons[0];
    if (!root.contains(document.activeElement)) for (const button of buttons) button.tabIndex = button === reached ? 0 : -1;
  };
}

export function attachMenu(button, menu, fill) {
  menu.popover = "auto";
  button.popoverTargetElement = menu;
  button.setAttribute("aria-haspopup", "dialog");
  moveByKeys(menu);
  menu.addEventListener("beforetoggle", event => event.newState === "open" && fill?.());
  menu.addEventListener("toggle", event => {
    const isOpen = event.newState === "open";
    if (isOpen) placeMenu(menu, button);
    menu.classList.toggle("placed", isOpen);
    if (isOpen) (menu.querySelector("[aria-current=true]") ?? menu.querySelector("input, button"))?.focus();
  });
}
