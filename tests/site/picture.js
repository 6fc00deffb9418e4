// What is wrong with a picture, a line each: texts that overlap or leave it, and faint colors.
const problems = [];
const {width, height} = document.documentElement.viewBox.baseVal;
const texts = [...document.querySelectorAll('text')].map(e => [e, e.getBBox()]);
for (const [i, [one, a]] of texts.entries()) {
  if (a.x < 0 || a.y < 0 || a.x + a.width > width || a.y + a.height > height) problems.push(`${one.textContent} leaves the picture`);
  for (const [two, b] of texts.slice(i + 1)) {
    if (Math.min(a.x + a.width, b.x + b.width) > Math.max(a.x, b.x) && Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y) > 2) {
      problems.push(`${two.textContent} overlaps ${one.textContent}`);
    }
  }
}
const boxes = [...document.querySelectorAll('rect')].map(e => [e, e.getBBox()]);
for (const [one, a] of texts) for (const [two, b] of boxes) {
  const inside = a.x >= b.x && a.x + a.width <= b.x + b.width && a.y >= b.y - 1 && a.y + a.height <= b.y + b.height + 1;
  const apart = a.x >= b.x + b.width || a.x + a.width <= b.x || a.y + 3 >= b.y + b.height || a.y + a.height - 3 <= b.y;
  if (!inside && !apart) problems.push(`${one.textContent} stands half in a box`);
}
const numbers = text => text.match(/[\d.]+/g).slice(0, 3).map(Number);
const light = c => c.map(v => v / 255).map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
  .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
const contrast = (one, two) => {
  const [a, b] = [light(one), light(two)].sort((x, y) => y - x);
  return (a + 0.05) / (b + 0.05);
};
const fill = e => numbers(getComputedStyle(e).fill);
for (const [one, a] of texts) {
  const under = boxes.filter(([, b]) => a.x >= b.x && a.x + a.width <= b.x + b.width && a.y >= b.y - 1 && a.y + a.height <= b.y + b.height + 1).pop();
  if (!under || contrast(fill(one), fill(under[0])) < 4.5) problems.push(`${one.textContent} is faint`);
}
const ground = fill(document.querySelector('.ground'));
for (const [box] of boxes) if (!['band', 'ground'].includes(box.getAttribute('class')) && contrast(fill(box), ground) < 3) problems.push('a faint bar');
return problems;
