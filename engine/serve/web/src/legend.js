// SPDX-License-Identifier: MIT
import { byId, getJson, make } from "./api.js";

function entry(item) {
  const icon = make("img", { src: `data:image/svg+xml,${encodeURIComponent(item.icon)}`, alt: "", width: 30, height: 20 });
  const count = item.count === null ? null : make("span", { class: "count" }, `${item.count}${item.unit}`);
  return make("li", {}, icon, make("span", { class: "what" }, item.label), count);
}

export async function showLegend(map) {
  const card = byId("legend-card");
  const box = byId("legend");
  if (!map.tiles) {
    card.hidden = true;
    return;
  }
  const { entries } = await getJson(`/legend/${map.name}.json`);
  const groups = new Map();
  for (const item of entries) {
    if (!groups.has(item.group)) groups.set(item.group, []);
    groups.get(item.group).push(item);
  }
  box.replaceChildren();
  for (const [name, items] of groups) {
    box.append(make("h3", {}, name), make("ul", {}, ...items.map(entry)));
  }
  card.hidden = entries.length === 0;
}
