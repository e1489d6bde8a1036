/** How large a picture may be when it is unfolded. */

/** What a picture says of itself. */
export interface Picture {
  width: number
  height: number
  frames: number
}

const MAX_SIDE = 20_000
/** One picture unfolded. */
export const MAX_PIXELS = 100_000_000
const MAX_FRAMES = 1000
/** All frames together; an animation is unfolded frame by frame. */
const MAX_FRAME_PIXELS = 1_000_000_000

/** Why a picture is refused for its size; undefined when it may be shown. */
export function tooManyPixels({ width, height, frames }: Picture): string | undefined {
  if (width > MAX_SIDE || height > MAX_SIDE || width * height > MAX_PIXELS) {
    return `The file field must be a picture of at most ${MAX_SIDE} pixels a side and ${MAX_PIXELS / 1_000_000} megapixels.`
  }
  if (frames > MAX_FRAMES || frames * width * height > MAX_FRAME_PIXELS) {
    return `The file field must be a picture of at most ${MAX_FRAMES} frames.`
  }
  return undefined
}
