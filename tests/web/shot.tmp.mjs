import { chromium } from "playwright-core";
const base = process.argv[2], out = process.argv[3];
const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox","--disable-gpu","--disable-quic","--no-first-run","--disable-background-networking","--disable-component-update","--disable-sync"] });
for (const [w,h] of [[1366,768],[1920,1080]]) {
  const page = await browser.newPage({ viewport: { width: w, height: h } });
  page.on("console", m => console.log(w, m.type(), m.text()));
  page.on("pageerror", e => console.log("pageerror", e.message));
  for (const name of (process.argv[4] || "risk,materials,org,flow").split(",")) {
    await page.goto(`${base}/#${name}`); await page.reload();
    await page.waitForTimeout(500);
    await page.waitForLoadState("networkidle", { timeout: 60000 }).catch(()=>console.log("not idle"));
    await page.waitForTimeout(600);
    await page.screenshot({ path: `${out}/${name}-${w}.png` });
  }
  await page.close();
}
await browser.close();
