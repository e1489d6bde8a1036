/** The next round of a proposal: its amount, what to say, how long it counts. */
import { Button, Modal } from '@mantine/core'
import type { FormEvent } from 'react'
import { get, post } from '../kit/api/client'
import { refresh, useResource } from '../kit/api/queries'
import type { FieldDefinition, ProposalDetail } from '../kit/api/types'
import { ConflictDialog } from '../kit/form/conflict'
import { Fields } from '../kit/form/form-page'
import { bodyOf } from '../kit/form/rules'
import { useForm } from '../kit/form/use-form'
import { useKeys } from '../kit/keys/keys'
import { useText } from '../kit/language/language'
import { say } from '../kit/shell/say'
import { Loaded } from '../kit/states/states'

const FIELDS = ['quoted_amount', 'valid_until', 'notes']

interface Props {
  proposal: ProposalDetail
  onClose(): void
}

function ReviseForm({ proposal, fields, onClose }: Props & { fields: FieldDefinition[] }) {
  const text = useText()
  const path = `/api/admin/proposals/${proposal.id}`
  const round = proposal.current_round + 1
  const name = `revise-${proposal.id}-${round}`
  const form = useForm({
    name,
    fields,
    // The time of the last round is over or soon will be: a new one is given on purpose.
    initial: {
      quoted_amount: proposal.quoted_amount,
      notes: proposal.notes,
      valid_until: proposal.validity?.expired ? null : proposal.valid_until,
    },
    version: proposal.version,
    reload: () => get<ProposalDetail>(path),
    async save(values, version) {
      await post(`${path}/revise`, { ...bodyOf(fields, values, false), version })
      say({ message: text.proposals.revised(round) })
      await Promise.all([refresh('/api/admin/proposals'), refresh('/api/tasks')])
      onClose()
    },
  })
  const submit = (event?: FormEvent) => {
    event?.preventDefault()
    if (!form.saving) void form.submit()
  }
  useKeys([{ keys: 'mod+enter', label: text.help.save, typing: true, run: () => submit() }])
  return (
    <form className="stack" data-form={name} noValidate onSubmit={submit}>
      <p className="soft">{text.proposals.reviseText}</p>
      {form.refusal && (
        <div className="notice refused" role="alert">
          {form.refusal}
        </div>
      )}
      <Fields form={form} fields={fields} />
      <div className="row" style={{ justifyContent: 'flex-end' }}>
        <Button variant="default" onClick={onClose}>
          {text.act.cancel}
        </Button>
        <Button type="submit" loading={form.saving}>
          {text.proposals.revise}
        </Button>
      </div>
      <ConflictDialog form={form} fields={fields} />
    </form>
  )
}

export function Revise({ opened, proposal, onClose }: Props & { opened: boolean }) {
  const text = useText()
  const { definition, query } = useResource('proposals')
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text.proposals.reviseTitle(proposal.current_round + 1)}
      closeButtonProps={{ 'aria-label': text.act.close }}
    >
      <Loaded query={{ ...query, data: definition }}>
        {({ fields }) => (
          <ReviseForm proposal={proposal} fields={fields.filter((field) => FIELDS.includes(field.name))} onClose={onClose} />
        )}
      </Loaded>
    </Modal>
  )
}
