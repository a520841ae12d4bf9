// SPDX-License-Identifier: MIT
// The print panel: map, township, paper -> a PDF in a new tab.
import { byId, labelOf, make, RESPONSE_LEVELS, sheetUrl } from "./api.js";

const PAPERS = { A4: "A4(办公打印机)", A3: "A3", A2: "A2", A1: "A1", A0: "A0(挂图)" };

export class PrintPanel {
  constructor(catalog, maps) {
    this.maps = maps;
    this.map = this.select("print-map", "图件", maps.map((m) => [m.name, labelOf(m)]));
    this.event = this.select("print-event", "事件", []);
    this.level = this.select("print-level", "响应", RESPONSE_LEVELS);
    this.region = this.select("print-region", "范围", [["", "全县"], ...catalog.regions.map((r) => [r.name, r.name])]);
    this.paper = this.select("print-paper", "纸张", catalog.papers.map((p) => [p, PAPERS[p] || p]));
    this.paper.input.value = "A3";
    this.link = make("a", { class: "button", id: "print-link", target: "_blank", rel: "noopener" }, "打印(PDF)");
    const note = make("p", { class: "hint" }, "在新窗口打开 PDF,再用浏览器的打印功能;比例选“实际大小”。");
    byId("print").append(this.map.row, this.event.row, this.level.row, this.region.row, this.paper.row, this.link, note);
    byId("print").addEventListener("change", () => this.update());
    byId("print").addEventListener("submit", (e) => e.preventDefault());
    this.update();
  }

  select(id, label, options) {
    const input = make("select", { id });
    const row = make("div", { class: "field" }, make("label", { for: id }, label), input);
    this.fill(input, options);
    return { row, input };
  }

  fill(input, options) {
    const old = input.value;
    input.replaceChildren(...options.map(([value, text]) => make("option", { value }, text)));
    if (options.some(([value]) => value === old)) input.value = old;
  }

  // Follows what is on show; fields left undefined stay as they are.
  follow({ map, event, level, region }) {
    if (map !== undefined) this.map.input.value = map;
    this.update();
    if (event !== undefined) this.event.input.value = event;
    if (level !== undefined) this.level.input.value = level;
    if (region !== undefined) this.region.input.value = region;
    this.update();
  }

  update() {
    const map = this.maps.find((m) => m.name === this.map.input.value);
    if (!map) return;
    this.fill(this.event.input, map.sheets.map((s) => [s, s]));
    this.event.row.hidden = map.sheets.length === 0;
    this.level.row.hidden = map.sheets.length === 0;
    this.region.row.hidden = map.diagram;
    const options = { paper: this.paper.input.value };
    if (!map.diagram) options.region = this.region.input.value;
    if (map.sheets.length > 0) {
      options.name = this.event.input.value;
      options.level = this.level.input.value;
    }
    this.link.href = sheetUrl(map.name, "pdf", options);
  }
}
