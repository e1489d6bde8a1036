/** Files of every sort for tests, made by code. */
export {
  docxEntries,
  flatBomb,
  macroDocx,
  nestedBomb,
  overlappingBomb,
  sampleDocx,
  sampleXlsx,
  type ZipEntry,
  zipOf,
} from './archives'
export { gpsExif, manyPlaces, sampleGif, sampleJpeg, samplePng, sampleWebp } from './images'
export { brokenPdf, lockedPdf, pdfBomb, samplePdf, scriptedPdf } from './pdf'
