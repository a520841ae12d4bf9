// SPDX-License-Identifier: MIT
// Finding a row by a part of its name; also the way to every point without a mouse.
import { byId, make } from "./api.js";

const MOST = 8;

export class FindBox {
  constructor(view) {
    this.view = view;
    this.input = byId("find");
    this.list = byId("found");
    this.hits = [];
    this.active = -1;
    this.input.addEventListener("input", () => this.search());
    this.input.addEventListener("keydown", (e) => this.key(e));
  }

  show(map) {
    byId("find-card").hidden = !map.tiles || map.features.length === 0;
    this.input.value = "";
    this.render([]);
  }

  async search() {
    const text = this.input.value.trim();
    if (!text) {
      this.render([]);
      return;
    }
    const tables = await Promise.all(this.view.current.features.map((t) => this.view.table(t).catch(() => null)));
    if (text !== this.input.value.trim()) return;
    const hits = [];
    for (const table of tables)
      for (const feature of table ? table.features : []) {
        const at = (feature.properties.name || "").indexOf(text);
        if (at >= 0 && feature.geometry) hits.push({ table, feature, at });
      }
    hits.sort((a, b) => a.at - b.at || a.feature.properties.name.length - b.feature.properties.name.length);
    this.render(hits.slice(0, MOST), hits.length);
  }

  render(hits, total = 0) {
    this.hits = hits;
    this.active = -1;
    this.list.replaceChildren(
      ...hits.map((hit, i) =>
        make(
          "li",
          { role: "option", id: `found-${i}`, "aria-selected": "false", onclick: () => this.choose(i) },
          make("span", {}, hit.feature.properties.name),
          make("small", {}, hit.feature.properties.town || hit.table.label),
        ),
      ),
    );
    if (total > hits.length) this.list.append(make("li", { class: "more" }, `共 ${total} 处,请再输入几个字`));
    else if (this.input.value.trim() && hits.length === 0) this.list.append(make("li", { class: "more" }, "没有找到"));
    this.input.setAttribute("aria-expanded", String(hits.length > 0));
  }

  choose(i) {
    const hit = this.hits[i];
    if (!hit) return;
    this.view.visit(hit.table, hit.feature);
    this.input.value = hit.feature.properties.name;
    this.render([]);
    this.list.replaceChildren();
  }

  key(e) {
    if (e.key === "ArrowDown" || e.key === "ArrowUp") {
      e.preventDefault();
      const n = this.hits.length;
      if (n === 0) return;
      this.active = (this.active + (e.key === "ArrowDown" ? 1 : n - 1) + (this.active < 0 && e.key === "ArrowUp" ? 1 : 0)) % n;
      [...this.list.children].forEach((li, i) => li.setAttribute("aria-selected", String(i === this.active)));
      this.input.setAttribute("aria-activedescendant", `found-${this.active}`);
    } else if (e.key === "Enter") {
      e.preventDefault();
      this.choose(this.active < 0 ? 0 : this.active);
    } else if (e.key === "Escape") {
      this.input.value = "";
      this.render([]);
    }
  }
}
