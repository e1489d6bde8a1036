/** Who may do what with documents (DOC-1, TASK-3). */
import { allow, deny, policy } from './kit/policy'

export const documents = policy('documents', {
  'documents.verify': [allow('holder'), deny('any', 'uploader')],
  'documents.approve': [allow('holder'), deny('any', 'uploader'), deny('any', 'verifier')],
})
