/** Pictures of graphs in a real browser: what it really draws, with its fonts, is measured, not what was meant. */
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { viewGraphs } from "../../src/graph/graph-view.ts";
import { htmlText } from "../../src/report/graph/html.ts";
import { svgText } from "../../src/report/graph/svg.ts";
import { graphOf, STACK, viewOf } from "../graph/plant.ts";
import { PLANTED, PLATFORM, SECONDS } from "../graph/platform.ts";
import { describeWithBrowser } from "./describe-with-browser.ts";
import { openBrowser, type Browser, type Page } from "./open-browser.ts";

const platform = graphOf(PLATFORM, { ...PLANTED, title: "prod/prod-eu" });
const views = [
  viewOf(platform, SECONDS),
  ...viewGraphs([graphOf(STACK, { title: "dev/dev" }), graphOf(STACK, { title: "dev/second" })]),
];

describeWithBrowser("pictures of graphs", () => {
  let browser: Browser;
  let folder = "";
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "addons-pictures-"));
    browser = await openBrowser();
  });
  afterAll(async () => {
    await browser?.close();
    await rm(folder, { recursive: true, force: true });
  });

  async function open(name: string, text: string, scheme: "light" | "dark" = "light"): Promise<Page> {
    const file = join(folder, name);
    await writeFile(file, text);
    const page = await browser.open(file, { scheme });
    await page.evaluate(await readFile(join(import.meta.dirname, "in-page.js"), "utf8"));
    return page;
  }

  it.each(["light", "dark"] as const)(
    "SVG: boxes apart, labels in their boxes, all in the picture, %s",
    async (scheme) => {
      const page = await open("graph.svg", svgText(views), scheme);
      const seen = await page.evaluate<Seen>("look()");
      expect(seen.boxes.length).toBe(40 + 7);
      expect(faultsOf(seen)).toEqual([]);
      expect(seen.texts.length).toBeGreaterThan(2 * 40);
      // Dark on light or light on dark, with the contrast that WCAG asks for.
      expect(await page.evaluate<number>('contrast("text", ".page")')).toBeGreaterThan(10);
      expect(await page.evaluate<number>('contrast(".dim", ".band")')).toBeGreaterThan(4.5);
      expect(await page.evaluate<string>("getComputedStyle(document.querySelector('.page')).fill")).toBe(
        scheme === "light" ? "rgb(255, 255, 255)" : "rgb(13, 17, 23)",
      );
      expect(await page.evaluate<number>("document.querySelectorAll('script').length")).toBe(0);
      expect(page.complaints).toEqual([]);
      expect((await page.screenshot()).subarray(1, 4).toString()).toBe("PNG");
    },
  );

  it("SVG: a small picture has room for long titles and for all that is said about it", async () => {
    const long = `${"environment-".repeat(5)}/${"cluster-".repeat(7)}`;
    const planted = {
      title: long,
      inferred: [{ addon: "b", need: "a", reasons: ["x"] }],
      conflicts: [{ left: "a", right: "b", reason: "y" }],
    };
    const small = viewOf(graphOf("a:\nb:", planted), { a: 75, b: 3 });
    const page = await open("small.svg", svgText([small]));
    expect(faultsOf(await page.evaluate<Seen>("look()"))).toEqual([]);
    const many = { ...small, titles: Array.from({ length: 90 }, (_, index) => `prod/cluster-${index}`) };
    const other = await open("many.svg", svgText([many]));
    expect(faultsOf(await other.evaluate<Seen>("look()"))).toEqual([]);
  });

  it("SVG: inferred needs are dashed, conflicts red, the critical path bold", async () => {
    const page = await open("styles.svg", svgText(views));
    const style = (selector: string, name: string): Promise<string> =>
      page.evaluate(`getComputedStyle(document.querySelector(${JSON.stringify(selector)})).${name}`);
    expect(await style(".need.declared .line", "strokeDasharray")).toBe("none");
    expect(await style(".need.inferred .line", "strokeDasharray")).toBe("6px, 4px");
    expect(await style(".conflict .line", "stroke")).toBe("rgb(207, 34, 46)");
    const widths = [
      await style(".need.declared .line", "strokeWidth"),
      await style(".need.critical .line", "strokeWidth"),
    ];
    expect(widths.map(Number.parseFloat)).toEqual([1.3, 2.6]);
  });

  it("HTML: the same, by itself, with nothing from elsewhere", async () => {
    const page = await open("graph.html", htmlText(views));
    const seen = await page.evaluate<Seen>("look()");
    expect(seen.boxes.length).toBe(40 + 7);
    expect(faultsOf(seen)).toEqual([]);
    expect(await page.evaluate<number>("document.querySelectorAll('script').length")).toBe(1);
    expect(await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth")).toBe(0);
    expect(await page.evaluate<string[]>("[...document.querySelectorAll('h2')].map((one) => one.textContent)")).toEqual(
      ["prod/prod-eu", "dev/dev, dev/second"],
    );
    expect(page.complaints).toEqual([]);
  });

  it("HTML: pointing at an add-on lights up what it needs and what waits for it", async () => {
    const page = await open("hover.html", htmlText(views));
    const at = await page.evaluate<{ x: number; y: number }>(
      `(() => { const box = document.querySelectorAll("svg")[1].querySelector("[aria-label^='load-balancer:']"); box.scrollIntoView();
        const { x, y, width, height } = box.getBoundingClientRect(); return { x: x + width / 2, y: y + height / 2 }; })()`,
    );
    await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", ...at });
    expect(await litIn(page, 1)).toEqual(["certificates", "crds", "ingress", "load-balancer", "monitoring"]);
    expect(await about(page, 1)).toBe("load-balancer: wave 3\nneeds certificates\n2 add-ons wait for it");
    const opacities = await page.evaluate<string[]>(
      `[...document.querySelectorAll("svg")[1].querySelectorAll("[data-addon]")].map((one) => getComputedStyle(one).opacity)`,
    );
    expect(opacities.filter((opacity) => opacity === "1")).toHaveLength(5);
    expect(await litIn(page, 0)).toEqual([]);

    await page.send("Input.dispatchMouseEvent", { type: "mouseMoved", x: 2, y: 2 });
    expect([await litIn(page, 1), await about(page, 1)]).toEqual([[], ""]);
    expect(page.complaints).toEqual([]);
  });

  it("HTML: the keyboard does all of it", async () => {
    const page = await open("keys.html", htmlText(views.slice(1)));
    const press = async (key: string): Promise<void> => {
      const code = { Tab: 9, Enter: 13, Escape: 27 }[key] ?? 0;
      const text = key === "Enter" ? { text: "\r" } : {};
      await page.send("Input.dispatchKeyEvent", { type: "keyDown", key, windowsVirtualKeyCode: code, ...text });
      await page.send("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode: code });
    };
    await press("Tab");
    expect(await litIn(page, 0)).toEqual(["certificates", "crds", "ingress", "load-balancer", "monitoring", "velero"]);
    await press("Enter");
    await press("Tab");
    expect(await page.evaluate<string>("document.activeElement.getAttribute('aria-label')")).toBe("metrics: wave 1");
    expect(await litIn(page, 0)).toEqual(["metrics"]);
    await page.evaluate("document.activeElement.blur()");
    expect(await litIn(page, 0)).toContain("crds");
    await press("Escape");
    expect(await litIn(page, 0)).toEqual([]);
  });

  it("HTML: tells a screen reader what is drawn", async () => {
    const page = await open("spoken.html", htmlText(views.slice(1)));
    const { nodes } = (await page.send("Accessibility.getFullAXTree")) as { nodes: readonly AccessibleNode[] };
    const named = nodes.map(({ role, name }) => `${role?.value} ${name?.value ?? ""}`);
    expect(named).toEqual(
      expect.arrayContaining([
        "heading dev/dev, dev/second",
        expect.stringMatching(/^group Graph of dev\/dev, dev\/second$/) as string,
        expect.stringMatching(/^(toggle )?button velero: wave 3\s+needs certificates$/i) as string,
      ]),
    );
  });

  it("HTML: a policy keeps foreign scripts out, should one ever get in", async () => {
    const injected = htmlText(views).replace("</body>", "<script>document.title = 'taken'</script></body>");
    const page = await open("injected.html", injected);
    expect(await page.evaluate<string>("document.title")).not.toBe("taken");
    expect(page.complaints.join()).toContain("Content Security Policy");
  });
});

interface AccessibleNode {
  readonly role?: { readonly value: string };
  readonly name?: { readonly value: string };
}

interface Rectangle {
  readonly text: string;
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

interface Seen {
  readonly boxes: readonly (Rectangle & { readonly labels: readonly Rectangle[]; readonly picture: number })[];
  /** All texts of pictures. */
  readonly texts: readonly (Rectangle & { readonly picture: number })[];
  readonly pictures: readonly Rectangle[];
}

function faultsOf({ boxes, texts, pictures }: Seen): readonly string[] {
  const overlap = (one: Rectangle, other: Rectangle): boolean =>
    one.left < other.right && other.left < one.right && one.top < other.bottom && other.top < one.bottom;
  const inside = (inner: Rectangle, outer: Rectangle | undefined): boolean =>
    outer !== undefined &&
    inner.left >= outer.left &&
    inner.right <= outer.right &&
    inner.top >= outer.top &&
    inner.bottom <= outer.bottom;
  const pairs = <Item extends Rectangle>(list: readonly Item[]): readonly string[] =>
    list.flatMap((one, index) =>
      list.slice(index + 1).flatMap((other) => (overlap(one, other) ? [`${one.text} lies on ${other.text}`] : [])),
    );
  return [
    ...pairs(boxes),
    ...pairs(texts),
    ...boxes.flatMap((box) =>
      box.labels.flatMap((label) => (inside(label, box) ? [] : [`${label.text} leaves its box`])),
    ),
    ...[...boxes, ...texts].flatMap((one) =>
      inside(one, pictures[one.picture]) ? [] : [`${one.text} leaves the picture`],
    ),
  ];
}

function litIn(page: Page, picture: number): Promise<readonly string[]> {
  return page.evaluate(
    `[...document.querySelectorAll("svg")[${picture}].querySelectorAll(".lit[data-addon] text:first-of-type")].map((one) => one.textContent).sort()`,
  );
}

function about(page: Page, picture: number): Promise<string> {
  return page.evaluate(`document.querySelectorAll(".about")[${picture}].textContent`);
}
