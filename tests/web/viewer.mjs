// SPDX-License-Identifier: MIT
// node viewer.mjs PROGRAM SOURCE BUILD CHROMIUM NPM: the built-in viewer against a running server.
// Exit status 77: skipped, with the reason.
import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { pathToFileURL } from "node:url";

const [program, source, build, chromium, npm] = process.argv.slice(2);
const EVIL = "<img src=x onerror=window.hacked=1>";
const TABS = ["组织架构图", "安全风险分布图", "救援物资装备分布图", "应急处置流程图"];
// No service of the browser's maker may be asked for anything.
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync"];

function skip(reason) {
  console.log(reason);
  process.exit(77);
}

// playwright-core lives in the build folder, so that the source tree stays clean.
async function loadPlaywright() {
  const entry = path.join(build, "node_modules/playwright-core/index.mjs");
  const lock = (folder) => readFileSync(path.join(folder, "package-lock.json"), "utf8");
  if (!existsSync(entry) || lock(build) !== lock(path.join(source, "tests/web"))) {
    mkdirSync(build, { recursive: true });
    for (const name of ["package.json", "package-lock.json"]) copyFileSync(path.join(source, "tests/web", name), path.join(build, name));
    try {
      execFileSync(npm, ["ci", "--no-audit", "--no-fund", "--loglevel=error"], { cwd: build, stdio: "inherit", timeout: 120000 });
    } catch {
      skip("playwright-core cannot be fetched (no network?): the viewer is not tested");
    }
  }
  return import(pathToFileURL(entry).href);
}

// The golden county with one more risk point whose name is an attack.
function makeStore(dir) {
  const county = path.join(dir, "county");
  cpSync(path.join(source, "tests/golden/county"), county, { recursive: true });
  const ledger = path.join(county, "risk.csv");
  const lines = readFileSync(ledger, "latin1").trimEnd().split(/\r?\n/); // GB18030: only ASCII is touched
  const row = lines[2].split(",");
  row[0] = EVIL;
  row[3] = "109.05";
  row[4] = "30.53";
  writeFileSync(ledger, `${[...lines, row.join(",")].join("\r\n")}\r\n`, "latin1");
  try {
    execFileSync(program, ["build", path.join(county, "project.yaml"), "-o", path.join(dir, "out"), "--quiet"], { stdio: ["ignore", "ignore", "pipe"] });
  } catch (error) {
    if (error.status !== 3) throw error; // 3: built, with something to read
  }
  return path.join(dir, "out/county.situ");
}

function startServer(store) {
  const server = spawn(program, ["serve", "-s", store, "--listen", "127.0.0.1:0"], { stdio: ["ignore", "inherit", "pipe"], env: { ...process.env, LC_ALL: "C" } });
  return new Promise((resolve, reject) => {
    let said = "";
    server.stderr.on("data", (piece) => {
      said += piece;
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (url) resolve({ server, base: url[0] });
    });
    server.on("exit", (code) => reject(new Error(`the server ended with ${code}: ${said}`)));
  });
}

async function distinctColors(page) {
  return page.evaluate(() => {
    const colors = new Set();
    for (const canvas of document.querySelectorAll("#map canvas")) {
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      for (let i = 0; i < data.length; i += 4 * 97) colors.add((data[i] << 16) | (data[i + 1] << 8) | data[i + 2]);
    }
    return colors.size;
  });
}

// Waits for what comes in its own time on a busy machine.
async function until(what, test) {
  for (let i = 0; i < 300; i++) {
    if (await test()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  assert.fail(what);
}

async function find(page, name) {
  await page.fill("#find", name);
  await page.waitForSelector("#found-0");
  await page.press("#find", "Enter");
  await page.waitForSelector("#popup.open h2");
}

async function check(page, base, tiles) {
  await page.goto(`${base}/`);
  await page.waitForSelector("#tabs button[aria-selected=true]");
  await page.waitForLoadState("networkidle");
  assert.match(await page.title(), /岚山县/);
  assert.deepEqual(await page.$$eval("#tabs [role=tab]", (tabs) => tabs.map((t) => t.textContent)), TABS);
  assert.equal(await page.textContent("#tabs [aria-selected=true]"), "安全风险分布图");

  await until("fewer than two tiles", () => tiles.length >= 2);
  assert.ok(tiles.every((t) => t.status === 200 && t.type === "image/png"), JSON.stringify(tiles.filter((t) => t.status !== 200)));
  await until("the map is blank", async () => (await distinctColors(page)) > 10);
  await until("no legend", async () => /重大风险\(Ⅰ级\)/.test(await page.textContent("#legend")));
  assert.match(await page.textContent(".ol-scale-line-inner"), /^\d+ k?m$/);
  assert.ok((await page.$$("#legend img")).length > 5);
  await page.screenshot({ path: path.join(build, "viewer-risk.png") });

  // A click on a point shows its row. The find box brings the point to the middle of the map.
  const { features } = await (await page.request.get(`${base}/features/risk_point?map=risk`)).json();
  const name = features.find((f) => f.properties.name !== EVIL && f.geometry).properties.name;
  await find(page, name);
  assert.equal(await page.textContent("#popup h2"), name);
  await page.keyboard.press("Escape");
  await page.waitForSelector("#popup.open", { state: "detached" });
  await page.waitForTimeout(300); // a click while the view still moves counts as dragging
  const box = await (await page.$("#map")).boundingBox();
  await page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
  await page.waitForSelector("#popup.open h2");
  assert.equal(await page.textContent("#popup h2"), name);
  assert.match(await page.textContent("#popup dl"), /乡镇.*行业领域/s);
  await page.screenshot({ path: path.join(build, "viewer-click.png") });

  // A name that is an attack is only a name.
  await find(page, "<img");
  assert.equal(await page.textContent("#popup h2"), EVIL);
  assert.equal(await page.evaluate(() => window.hacked), undefined);
  await page.keyboard.press("Escape");

  // The print panel: what is on show, then a township on another paper.
  const link = () => page.getAttribute("#print-link", "href");
  assert.equal(await link(), "/maps/risk.pdf?paper=A3");
  await page.selectOption("#print-region", "桂溪镇");
  await page.selectOption("#print-paper", "A4");
  assert.equal(await link(), `/maps/risk.pdf?paper=A4&region=${encodeURIComponent("桂溪镇")}`);
  assert.equal(await page.getAttribute("#print-link", "target"), "_blank");
  const pdf = await page.request.get(base + (await link()));
  assert.equal(pdf.status(), 200);
  assert.equal(pdf.headers()["content-type"], "application/pdf");
  assert.equal((await pdf.body()).subarray(0, 5).toString("latin1"), "%PDF-");

  // The other tabs, by keyboard: arrows move between them.
  await page.focus("#tab-risk");
  await page.keyboard.press("ArrowRight");
  await page.waitForFunction(() => location.hash === "#materials" && /储备/.test(document.getElementById("legend").textContent));
  await until("no tiles of the materials map", () => tiles.some((t) => t.url.includes("/tiles/materials/")));
  await page.keyboard.press("End");
  await page.waitForFunction(() => document.querySelector("img.sheet") && document.querySelector("img.sheet").naturalWidth > 100);
  assert.match(await page.getAttribute("img.sheet", "src"), /^\/maps\/flow\.svg\?.*name=/);
  await page.selectOption("#level", "2");
  assert.match(await link(), /^\/maps\/flow\.pdf\?paper=A4&name=[^&]+&level=2$/);
  await page.keyboard.press("Tab");
  await page.click("#tab-org");
  await page.waitForFunction(() => {
    const image = document.querySelector("img.sheet");
    return image && image.getAttribute("src").startsWith("/maps/org.svg") && image.complete && image.naturalWidth > 100;
  });
  const before = (await (await page.$("img.sheet")).boundingBox()).width;
  await page.click(".zoom-buttons [aria-label=放大]");
  assert.ok((await (await page.$("img.sheet")).boundingBox()).width > before);
  await page.screenshot({ path: path.join(build, "viewer-org.png") });
}

const playwright = await loadPlaywright();
const dir = mkdtempSync(path.join(tmpdir(), "situ-web-test-"));
let running = null;
let browser = null;
let skipped = "";

async function inBrowser(base) {
  browser = await playwright.chromium.launch({ executablePath: chromium, args: FLAGS });
  const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: "zh-CN" });
  const tiles = [];
  const wrong = [];
  page.on("response", (r) => r.url().includes("/tiles/") && r.url().endsWith(".png") && tiles.push({ url: r.url(), status: r.status(), type: r.headers()["content-type"] }));
  page.on("request", (r) => r.url().startsWith(base) || r.url().startsWith("data:") || wrong.push(`request to ${r.url()}`));
  page.on("console", (m) => (m.type() === "error" || m.type() === "warning") && wrong.push(`console: ${m.text()}`));
  page.on("pageerror", (e) => wrong.push(`error: ${e.message}`));
  await check(page, base, tiles);
  assert.deepEqual(wrong, []);
  console.log(`viewer: ${tiles.length} tiles, pictures in ${build}`);
}

try {
  running = await startServer(makeStore(dir));
  const { base } = running;
  if ((await (await fetch(`${base}/`)).text()).includes("/app.js")) await inBrowser(base);
  else skipped = "the viewer is not built: it is not tested";
} finally {
  if (browser) await browser.close();
  if (running) {
    running.server.removeAllListeners("exit");
    const ended = new Promise((resolve) => running.server.once("exit", (code) => resolve(code)));
    running.server.kill("SIGTERM");
    const code = await ended;
    if (code !== 0) {
      console.error(`the server ended with ${code}`);
      process.exitCode = 1;
    }
  }
  rmSync(dir, { recursive: true, force: true });
}
if (skipped) skip(skipped);
