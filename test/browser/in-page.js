// Runs in a page of the browser, not in the test.

/** Where the browser has drawn boxes, labels and pictures. */
globalThis.look = () => {
  const rectangle = (element) => {
    const { left, top, right, bottom } = element.getBoundingClientRect();
    return { text: element.textContent, left, top, right, bottom };
  };
  const pictures = [...document.querySelectorAll("svg")];
  const pictureOf = (element) => pictures.indexOf(element.closest("svg"));
  return {
    pictures: pictures.map(rectangle),
    boxes: [...document.querySelectorAll(".addon")].map((box) => ({
      ...rectangle(box.querySelector("rect")),
      text: box.querySelector("text").textContent,
      labels: [...box.querySelectorAll("text")].map(rectangle),
      picture: pictureOf(box),
    })),
    texts: [...document.querySelectorAll("svg text")].map((text) => ({ ...rectangle(text), picture: pictureOf(text) })),
  };
};

/** Contrast of the fills of two elements as WCAG counts it. */
globalThis.contrast = (front, back) => {
  const light = (selector) => {
    const parts = getComputedStyle(document.querySelector(selector))
      .fill.match(/\d+/g)
      .map((part) => {
        const share = Number(part) / 255;
        return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
      });
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2];
  };
  const [high, low] = [light(front), light(back)].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
};
