/** A badge as an SVG: the label on the left, the value on the right. Needs no network, neither to make nor to show. */
export function badge(label: string, value: string): string {
  const [left, right] = [label, value].map((text) => text.length * 7 + 14)
  const width = Number(left) + Number(right)
  const text = (x: number, words: string) => `<text x="${x}" y="14" text-anchor="middle">${words}</text>`
  return `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="20" role="img" aria-label="${label}: ${value}">
<title>${label}: ${value}</title>
<rect width="${width}" height="20" rx="3" fill="#444"/>
<path d="M${left} 0h${Number(right) - 3}a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H${left}z" fill="#0b6bcb"/>
<g fill="#fff" font-family="Verdana, DejaVu Sans, sans-serif" font-size="11">
${text(Number(left) / 2, label)}
${text(Number(left) + Number(right) / 2, value)}
</g>
</svg>
`
}
