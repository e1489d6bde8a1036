/** Files that are not taken, by their first bytes, so that a refusal can say what it is about. */

/** What stands where, and what it makes of the file. */
const KINDS: readonly (readonly [at: number, start: string, kind: string])[] = [
  [0, 'II*\0', 'a TIFF picture'],
  [0, 'MM\0*', 'a TIFF picture'],
  [4, 'ftyphei', 'a HEIC picture'],
  [4, 'ftypmif1', 'a HEIC picture'],
  [4, 'ftypavif', 'an AVIF picture'],
  [4, 'ftyp', 'a film or a recording'],
  [0, '8BPS\0\x01', 'a Photoshop picture'],
  [0, 'Rar!\x1a\x07', 'a RAR archive'],
  [0, "7z\xbc\xaf'\x1c", 'a 7-Zip archive'],
  [0, '\x1f\x8b', 'a gzip archive'],
  [0, 'MZ\x90\0', 'a program'],
  [0, '\x7fELF', 'a program'],
]
const OLD_OFFICE = Buffer.from('d0cf11e0a1b11ae1', 'hex')
const PROTECTED = Buffer.from('EncryptedPackage', 'utf16le')

/** What the file is, with its article; undefined when it is nothing that is known. */
export function otherKind(bytes: Buffer): string | undefined {
  if (bytes.subarray(0, OLD_OFFICE.length).equals(OLD_OFFICE))
    return bytes.includes(PROTECTED) ? 'an office file protected by a password' : 'an office file of the old kind (DOC, XLS or PPT)'
  const head = bytes.toString('latin1', 0, 16)
  // A box begins with its size; text may hold the same letters there.
  return KINDS.find(([at, start]) => head.startsWith(start, at) && (at === 0 || head.startsWith('\0')))?.[2]
}
