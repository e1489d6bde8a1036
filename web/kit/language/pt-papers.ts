/** The console's texts about checking a printed paper, in Portuguese. */
import type { enPapers } from './en-papers'

export const ptPapers: typeof enPapers = {
  papers: {
    verify: 'Conferir um documento',
    verifyLead: 'Digite o código impresso no pé do documento.',
    code: 'Código',
    check: 'Conferir',
    genuine: 'Este documento é autêntico e não mudou.',
    changed: 'Este documento é autêntico, mas o registro mudou depois da impressão.',
    unknown: 'Nenhum documento tem este código.',
    unknownText: 'Confira cada letra. Se estiver certo, o documento não foi emitido pelo Cien.',
    business: 'Empresa',
    number: 'Número',
    issued: 'Emitido',
    state: 'Situação agora',
    gone: 'O registro não existe mais',
    another: 'Conferir outro documento',
  },
}
