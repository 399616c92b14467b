/**
 * Lights up what an add-on needs and what waits for it, while it is pointed at or has the focus; a click or Enter keeps it lit,
 * Escape lets go. Arrow keys need nothing: the tab key walks through the add-ons.
 */
export const HTML_SCRIPT = `"use strict";
for (const svg of document.querySelectorAll("svg[data-graph]")) {
  const about = document.getElementById(svg.dataset.graph);
  const start = about.textContent;
  const addons = [...svg.querySelectorAll("[data-addon]")];
  const needs = [...svg.querySelectorAll("[data-from]")];
  const conflicts = [...svg.querySelectorAll("[data-one]")];
  let kept;
  const reach = (number, from, to) => {
    const seen = new Set([number]);
    const lines = new Set();
    const open = [number];
    while (open.length > 0) {
      const next = open.pop();
      for (const line of needs) {
        if (line.dataset[from] !== next) continue;
        lines.add(line);
        if (seen.has(line.dataset[to])) continue;
        seen.add(line.dataset[to]);
        open.push(line.dataset[to]);
      }
    }
    return { seen, lines };
  };
  const show = (addon) => {
    const number = addon.dataset.addon;
    const below = reach(number, "to", "from");
    const above = reach(number, "from", "to");
    const fights = conflicts.filter((line) => line.dataset.one === number || line.dataset.other === number);
    const near = fights.flatMap((line) => [line.dataset.one, line.dataset.other]);
    svg.classList.add("active");
    for (const one of addons) {
      const other = one.dataset.addon;
      one.classList.toggle("lit", below.seen.has(other) || above.seen.has(other) || near.includes(other));
      one.classList.toggle("here", one === addon);
    }
    for (const line of needs) line.classList.toggle("lit", below.lines.has(line) || above.lines.has(line));
    for (const line of conflicts) line.classList.toggle("lit", fights.includes(line));
    about.textContent = addon.getAttribute("aria-label");
  };
  const rest = () => {
    if (kept !== undefined) return show(kept);
    svg.classList.remove("active");
    for (const one of [...addons, ...needs, ...conflicts]) one.classList.remove("lit", "here");
    about.textContent = start;
  };
  const keep = (addon) => {
    kept = kept === addon ? undefined : addon;
    for (const one of addons) one.setAttribute("aria-pressed", String(one === kept));
    if (kept === undefined) rest();
    else show(kept);
  };
  for (const addon of addons) {
    addon.addEventListener("pointerenter", () => show(addon));
    addon.addEventListener("pointerleave", rest);
    addon.addEventListener("focus", () => show(addon));
    addon.addEventListener("blur", rest);
    addon.addEventListener("click", () => keep(addon));
    addon.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" && event.key !== " ") return;
      event.preventDefault();
      keep(addon);
    });
  }
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    if (kept !== undefined) keep(kept);
    else rest();
  });
}
`;
