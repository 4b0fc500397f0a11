// Opens pages in Chromium at several widths, light and dark, and says what it finds there, as JSON.
// Called with the folder of node modules, the browser, and a JSON list of {name, file, width, dark, audit, picture}.
const path = require("node:path");

async function main() {
  const [modules, browserPath, list] = process.argv.slice(2);
  const { chromium } = require(path.join(modules, "playwright-core"));
  const axe = require.resolve(path.join(modules, "axe-core"));
  const browser = await chromium.launch({
    executablePath: browserPath,
    args: ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync"],
  });
  const found = [];
  const asked = JSON.parse(list);
  for (const file of new Set(asked.map((one) => one.file))) {
    const page = await browser.newPage({ offline: true });
    await page.goto("file://" + file);
    if (asked.some((one) => one.file === file && one.audit)) await page.addScriptTag({ path: axe });
    for (const one of asked.filter((one) => one.file === file)) {
      await page.setViewportSize({ width: one.width, height: 800 });
      await page.emulateMedia({ colorScheme: one.dark ? "dark" : "light" });
      const seen = await page.evaluate(looks);
      if (one.audit) {
        const result = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"] }));
        seen.violations = result.violations.map((v) => `${v.impact} ${v.id}: ${v.nodes[0].html.slice(0, 160)}`);
      }
      if (one.picture) await page.screenshot({ path: one.picture, fullPage: true });
      found.push({ ...one, ...seen });
    }
    await page.close();
  }
  await browser.close();
  process.stdout.write(JSON.stringify(found));
}

function looks() {
  const channel = (value) => (value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4);
  const light = (colour) => {
    const [r, g, b] = colour.match(/\d+/g).map(Number);
    return 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  };
  const contrast = (one, other) => {
    const [high, low] = [light(one), light(other)].sort((a, b) => b - a);
    return (high + 0.05) / (low + 0.05);
  };
  const behind = (element) => {
    for (let at = element.parentElement; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      if (!colour.startsWith("rgba(0, 0, 0, 0")) return colour;
    }
    return "rgb(255, 255, 255)";
  };
  const buttons = [...document.querySelectorAll(".button")];
  const links = [...document.querySelectorAll("a")].filter((a) => a.getBoundingClientRect().width > 0);
  return {
    overflow: Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - window.innerWidth,
    height: document.documentElement.scrollHeight,
    lowest_control: Math.min(99, ...buttons.map((b) => contrast(getComputedStyle(b).backgroundColor, behind(b)))),
    smallest_target: Math.min(99, ...links.map((a) => a.getBoundingClientRect().height)),
    headings: document.querySelectorAll("h1, h2, h3").length,
  };
}

main().catch((error) => { console.error(error); process.exit(1); });
