// Functions that run in the page under test; each returns what is wrong with boxes of text, in words, or nothing.
(() => {
  const ROOM = 1; // pixels: less is no fault, since browsers round

  // The part of a line box that ink fills: fonts ask for more height than their characters have.
  const shrinkToInk = (box, size) => {
    const middle = (box.top + box.bottom) / 2;
    return { left: box.left, right: box.right, top: middle - 0.42 * size, bottom: middle + 0.42 * size };
  };

  const overlap = (a, b) =>
    Math.min(a.right, b.right) - Math.max(a.left, b.left) > ROOM && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > ROOM;

  const leaves = (box, frame) =>
    box.left < frame.left - ROOM || box.right > frame.right + ROOM || box.top < frame.top - ROOM || box.bottom > frame.bottom + ROOM;

  const name = (box) => `“${box.text.trim().replace(/\s+/g, " ").slice(0, 40)}”`;

  function findOverlaps(boxes) {
    const found = [];
    let open = [];
    for (const box of [...boxes].sort((a, b) => a.top - b.top)) {
      open = open.filter((other) => other.bottom > box.top);
      for (const other of open) {
        if (other.owner !== box.owner && overlap(box, other)) found.push(`overlap: ${name(other)} and ${name(box)}`);
      }
      open.push(box);
    }
    return found;
  }

  function listBoxes() {
    const boxes = [];
    const range = document.createRange();
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      const owner = node.parentElement;
      if (!node.data.trim() || !owner.checkVisibility({ visibilityProperty: true, opacityProperty: true })) continue;
      const size = parseFloat(getComputedStyle(owner).fontSize);
      range.selectNodeContents(node);
      for (const line of range.getClientRects()) {
        if (line.width > 0.5) boxes.push({ ...shrinkToInk(line, size), text: node.data, owner: node, element: owner });
      }
    }
    for (const image of document.images) {
      const { left, right, top, bottom } = image.getBoundingClientRect();
      const shown = image.checkVisibility() && right > left;
      if (shown) boxes.push({ left, right, top, bottom, text: image.alt, owner: image, element: image.parentElement });
    }
    return boxes.filter((box) => box.right > 0); // what a skip link keeps out of sight lies left of the page
  }

  // What a text must stay within: its cell, what cuts it, in the end the page. A region that scrolls shows all of its
  // text on a screen and must itself stay within the page; on paper it cuts.
  function listFrames(element, frames, paper) {
    if (frames.has(element)) return frames.get(element);
    const found = [];
    let inner = element;
    for (; inner && inner !== document.documentElement; inner = inner.parentElement) {
      const { overflowX, overflowY } = getComputedStyle(inner);
      const cuts = overflowX !== "visible" || overflowY !== "visible";
      const scrolls = !paper && [overflowX, overflowY].some((one) => one === "auto" || one === "scroll");
      if (inner.matches("td, th") || (cuts && !scrolls && inner !== document.body)) found.push(inner.getBoundingClientRect());
      if (scrolls) break;
    }
    const page = { left: 0, right: document.documentElement.clientWidth, top: -Infinity, bottom: Infinity };
    if (!inner || inner === document.documentElement) found.push(page);
    else if (leaves(inner.getBoundingClientRect(), page)) found.push(page);
    frames.set(element, found);
    return found;
  }

  function findCuts(boxes, paper) {
    const frames = new Map();
    return boxes
      .filter((box) => listFrames(box.element, frames, paper).some((frame) => leaves(box, frame)))
      .map((box) => `cut: ${name(box)} in <${box.element.tagName.toLowerCase()}>`);
  }

  function findPageFaults(paper) {
    const boxes = listBoxes();
    const { scrollWidth, clientWidth } = document.documentElement;
    const sideways = scrollWidth > clientWidth ? [`sideways: the page is ${scrollWidth} wide, its window ${clientWidth}`] : [];
    return [...sideways, ...findOverlaps(boxes), ...findCuts(boxes, paper)];
  }

  // A chart's texts are groups of glyph outlines, a line of text a group (which turns the font's y axis), or SVG text.
  const GLYPHS = /scale\([\d.]+ -[\d.]+\)/;

  function listLines(drawing) {
    const lines = [...drawing.querySelectorAll("text, g")].filter(
      (one) => one.matches("text") || (GLYPHS.test(one.getAttribute("transform")) && one.querySelector("use")),
    );
    return lines.map((line) => {
      const { left, right, top, bottom } = line.getBoundingClientRect();
      const text = line.textContent.trim() || `${line.querySelectorAll("use").length} signs at ${Math.round(left)}, ${Math.round(top)}`;
      return { left, right, top, bottom, text, owner: line, ink: getComputedStyle(line).fill };
    });
  }

  // Shapes on which a text is hard to read: filled by a pattern, or by a colour too near to that of the text.
  function hides(shape, ink) {
    const { fill } = getComputedStyle(shape);
    if (fill === "none") return false;
    if (fill.startsWith("url(")) return true;
    const [one, other] = [fill, ink].map((colour) => luminance(colour) + 0.05);
    return Math.max(one, other) / Math.min(one, other) < 4.5;
  }

  function luminance(colour) {
    const [red, green, blue] = colour.match(/[\d.]+/g).map((value) => {
      const part = value / 255;
      return part <= 0.03928 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function findHidden(drawing, boxes) {
    const shapes = [...drawing.querySelectorAll("path, rect")].filter(
      (shape) => !shape.closest("defs") && !boxes.some((box) => box.owner.contains(shape)),
    );
    const placed = shapes.map((shape) => [shape, shape.getBoundingClientRect()]);
    const found = boxes.filter((box) => placed.some(([shape, frame]) => overlap(box, frame) && hides(shape, box.ink)));
    return found.map((box) => `hidden: ${name(box)} on a shape of the chart`);
  }

  function findChartFaults(svg) {
    const holder = document.createElement("div");
    holder.style = "position: absolute; left: 0; top: 0";
    holder.innerHTML = svg;
    document.body.append(holder);
    const drawing = holder.querySelector("svg");
    const boxes = listLines(drawing);
    const frame = drawing.getBoundingClientRect();
    const cut = boxes.filter((box) => leaves(box, frame)).map((box) => `cut: ${name(box)} in the chart`);
    const faults = boxes.length ? [...findOverlaps(boxes), ...cut, ...findHidden(drawing, boxes)] : ["empty: the chart has no text"];
    holder.remove();
    return faults;
  }

  function findEmptyParts() {
    const empty = (element) => !element.textContent.trim() && !element.querySelector("img");
    const found = [...document.querySelectorAll("p, ul, ol, dl, li, caption, summary, figure, blockquote, th[scope], section")].filter(empty);
    const tables = [...document.querySelectorAll("table")].filter((table) => !table.querySelector("tbody td"));
    return [...found, ...tables].map((element) => `empty: ${element.outerHTML.slice(0, 80)}`).concat(findEmptyHeadings());
  }

  // A heading has something below it before the next one of its level or above.
  function findEmptyHeadings() {
    const parts = [...document.querySelectorAll("h1, h2, h3, h4, p, li, td, dd, img, pre")].filter((one) => !one.closest(".code"));
    const level = (element) => (/^H\d$/.test(element?.tagName ?? "") ? Number(element.tagName[1]) : 0);
    return parts
      .filter((one, place) => level(one) && (!parts[place + 1] || (level(parts[place + 1]) && level(parts[place + 1]) <= level(one))))
      .map((one) => `empty: nothing below “${one.textContent}”`);
  }

  return { findPageFaults, findChartFaults, findEmptyParts };
})()
