/** Drawn pictures of a building site, so that the galleries of the demo show something. */
import sharp from 'sharp'

const WIDTH = 1280
const HEIGHT = 960

/** One scene: how high the building stands, and the colours of sky and ground. */
export interface Scene {
  floors: number
  sky: [string, string]
  ground: string
  crane: boolean
}

const rect = ([x, y]: [number, number], size: [number, number], fill: string): string =>
  `<rect x="${x}" y="${y}" width="${size[0]}" height="${size[1]}" fill="${fill}"/>`

function building(floors: number): string {
  const parts: string[] = []
  for (let floor = 0; floor < floors; floor += 1) {
    const y = 760 - floor * 92
    parts.push(rect([330, y - 14], [560, 14], '#8f9499'))
    for (let column = 0; column < 6; column += 1) parts.push(rect([350 + column * 100, y], [20, 78], '#a9adb1'))
    const done = floor < floors - 2
    for (let bay = 0; done && bay < 5; bay += 1) parts.push(rect([378 + bay * 100, y + 14], [62, 50], bay % 2 ? '#6f97b8' : '#84abc9'))
  }
  return parts.join('')
}

const crane = (): string =>
  `<g fill="#d9a320">${rect([1000, 150], [26, 690], '#d9a320')}${rect([560, 150], [600, 18], '#d9a320')}</g>` +
  `<path d="M700 168 V420" stroke="#4a4d50" stroke-width="5"/>${rect([672, 420], [56, 30], '#7c5b3a')}`

/** The scene as a JPEG. */
export function pictureOf({ floors, sky, ground, crane: lifted }: Scene): Promise<Buffer> {
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${WIDTH}" height="${HEIGHT}">
    <defs><linearGradient id="sky" x1="0" y1="0" x2="0" y2="1"><stop offset="0" stop-color="${sky[0]}"/><stop offset="1" stop-color="${sky[1]}"/></linearGradient></defs>
    ${rect([0, 0], [WIDTH, HEIGHT], 'url(#sky)')}${rect([0, 838], [WIDTH, 122], ground)}${building(floors)}${lifted ? crane() : ''}
    ${rect([120, 770], [120, 70], '#c8613c')}${rect([128, 782], [30, 26], '#f1e3c8')}${rect([170, 782], [30, 26], '#f1e3c8')}</svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer()
}
