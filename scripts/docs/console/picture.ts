/** Keeps a screenshot small enough for the repository. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import sharp from 'sharp'
import { PICTURES } from './book'

const FOLDER = join(__dirname, '..', '..', '..', PICTURES)
const QUALITY = 60

/** Writes a screenshot under `name`. */
export async function keep(name: string, screenshot: Buffer): Promise<void> {
  mkdirSync(FOLDER, { recursive: true })
  await sharp(screenshot).webp({ quality: QUALITY, effort: 6 }).toFile(join(FOLDER, name))
}

/** Removes a picture of what is gone. */
export const forget = (name: string): void => rmSync(join(FOLDER, name))
