/** The page of processes, worked out from their definitions. */
import { processes } from '../../domain/processes'
import { wordsOf } from '../../domain/rules/words'
import { diagramOf } from './explore'

const titleOf = (type: string): string => type.charAt(0).toUpperCase() + wordsOf(type).slice(1)

/** The page of processes. */
export function processesPage(): string {
  const parts = [...processes().values()].map((definition) => {
    const { type } = definition.record
    const head = `## ${titleOf(type)}\n\n${definition.title}. \`${type}\`, workflow id \`<business>/${type}/<record>\``
    return `${head}\n\n${diagramOf(definition)}\n`
  })
  return `# Processes\n\nWorked out from the definitions in \`domain/processes/\`: a line is a message that the process accepts in that status. Decisions stand as \`task: outcome\`.\n\n${parts.join('\n')}`
}
