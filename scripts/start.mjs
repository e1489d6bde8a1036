/** `npm start`: the whole of Cien in one terminal. */
import { join } from 'node:path'
import { handOver, root } from './dependencies.mjs'

handOver(join(root, 'scripts', 'stack', 'start.ts'))
