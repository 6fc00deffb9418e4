// What is wrong with how a page looks, a line each. The width and the scheme are those of the browser.
const problems = [];
const shown = e => e.checkVisibility({opacityProperty: true, visibilityProperty: true}) && e.getClientRects().length;
const name = e => `<${e.tagName.toLowerCase()}> ${(e.textContent || '').trim().replace(/\s+/g, ' ').slice(0, 60)}`;
const width = document.documentElement.scrollWidth;
if (width > innerWidth) problems.push(`the page is ${width} wide, the window ${innerWidth}`);

// Nothing overlaps: blocks below each other, and what stands in the header.
const article = document.querySelector('article');
const blocks = [...article.children].filter(e => shown(e) && getComputedStyle(e).float === 'none');
for (let i = 1; i < blocks.length; i++) {
  const above = blocks[i - 1].getBoundingClientRect(), below = blocks[i].getBoundingClientRect();
  if (below.top < above.bottom - 1) problems.push(`${name(blocks[i])} overlaps ${name(blocks[i - 1])}`);
}
const header = [...document.querySelectorAll('.md-header__inner > *')].filter(shown);
for (const [i, one] of header.entries()) for (const two of header.slice(i + 1)) {
  const a = one.getBoundingClientRect(), b = two.getBoundingClientRect();
  if (Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1) problems.push(`header: ${name(two)} overlaps ${name(one)}`);
}

// Contrast of each text with what is behind it, by WCAG 2.2: 4.5, for large text 3.
const paint = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
const colors = {};
const parsed = text => colors[text] ??= (() => {
  paint.clearRect(0, 0, 1, 1);
  paint.fillStyle = text;
  paint.fillRect(0, 0, 1, 1);
  const [r, g, b, a] = paint.getImageData(0, 0, 1, 1).data;
  return [r, g, b, a / 255];
})();
const over = (top, below) => [0, 1, 2].map(i => top[i] * top[3] + below[i] * (1 - top[3])).concat(1);
const behind = new Map();
const ground = e => {
  if (!e) return [255, 255, 255, 1];
  if (!behind.has(e)) {
    const own = parsed(getComputedStyle(e).backgroundColor);
    behind.set(e, own[3] === 1 ? own : over(own, ground(e.parentElement)));
  }
  return behind.get(e);
};
const light = c => c.slice(0, 3).map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const faint = {};
let texts = 0;
const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
while (walker.nextNode() && texts < 6000) {
  const e = walker.currentNode.parentElement;
  if (!walker.currentNode.data.trim() || ['SCRIPT', 'STYLE', 'NOSCRIPT'].includes(e.tagName) || !shown(e)) continue;
  texts++;
  const style = getComputedStyle(e), back = ground(e), front = over(parsed(style.color), back);
  const [a, b] = [light(front), light(back)].sort((x, y) => y - x), ratio = (a + 0.05) / (b + 0.05);
  const size = parseFloat(style.fontSize), large = size >= 24 || (size >= 18.66 && style.fontWeight >= 700);
  if (ratio < (large ? 3 : 4.5)) faint[`${style.color} on ${back.slice(0, 3).map(Math.round)}`] ??= `${ratio.toFixed(2)}: ${e.className} ${name(e)}`;
}
for (const [what, where] of Object.entries(faint)) problems.push(`contrast of ${what} is ${where}`);

// Pictures are drawn, none in a picture lies on another, and no label is cut.
const overlap = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 2 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 2;
for (const [number, picture] of [...document.querySelectorAll('.picture')].entries()) {
  const svg = picture.querySelector('.mermaid')?.shadowRoot?.querySelector('svg');
  if (!svg || !svg.querySelector('.node') || /error/i.test(svg.getAttribute('aria-roledescription'))) {
    problems.push(`picture ${number} is not drawn`);
    continue;
  }
  const boxes = [...svg.querySelectorAll('.node, .edgeLabel .label')].filter(e => e.textContent.trim()).map(e => [e, e.getBoundingClientRect()]);
  for (const [i, [one, a]] of boxes.entries()) for (const [two, b] of boxes.slice(i + 1)) {
    if (overlap(a, b)) problems.push(`picture ${number}: ${name(two)} overlaps ${name(one)}`);
  }
  for (const label of svg.querySelectorAll('foreignObject')) {
    const inner = label.firstElementChild;
    if (inner && inner.scrollWidth > label.clientWidth + 2 && label.textContent.trim()) problems.push(`picture ${number}: ${name(label)} is cut`);
  }
  const size = parseFloat(getComputedStyle(svg.querySelector('.nodeLabel, text')).fontSize) * svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;
  if (size < 8) problems.push(`picture ${number}: letters of ${size.toFixed(1)} pixels`);
}
for (const image of document.querySelectorAll('article img')) {
  if (!image.naturalWidth) problems.push(`image ${image.getAttribute('src')} does not load`);
}
return problems;
