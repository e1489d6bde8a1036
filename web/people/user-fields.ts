/** The fields of a person's form: the definition's, the password, and the role only where it counts. */
import type { FieldDefinition, ResourceDefinition } from '../kit/api/types'
import type { Values } from '../kit/form/rules'

const password = (creating: boolean): FieldDefinition => ({
  name: 'password',
  label: 'password',
  kind: 'text',
  options: null,
  to: null,
  required: creating,
  create: true,
  update: true,
  unique: false,
  negative: false,
  rules: { min_length: 12, max_length: 200 },
})

/** What the form asks for a person of this kind; contractors and clients have no limits, only staff a role. */
export function userFields(definition: ResourceDefinition, values: Values, creating: boolean): FieldDefinition[] {
  const staff = values.user_type === 'staff'
  const office = staff || values.user_type === 'admin'
  const fields = definition.fields.filter((field) => {
    if (field.name === 'role_id') return staff
    if (field.name === 'approval_limit' || field.name === 'discount_limit') return office
    return creating ? field.create : field.update
  })
  const at = fields.findIndex((field) => field.name === 'email') + 1
  return [...fields.slice(0, at), password(creating), ...fields.slice(at)]
}
