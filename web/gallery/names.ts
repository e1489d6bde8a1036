/** The parts of the kit that the gallery shows, in the order of its page. */
export const parts = {
  buttons: 'Buttons and grey buttons that say why',
  statuses: 'Statuses: one meaning for each colour, always with a word',
  states: 'States of a page: empty, failed, refused, missing, away, busy',
  loading: 'Loading, shown after 300 ms',
  list: 'List: tabs, filters, sort, selection',
  'list-empty': 'List: nothing yet, nothing found',
  results: 'Results of an action over many',
  fields: 'Fields of every kind',
  'fields-wrong': 'Fields with what is wrong',
  form: 'Form with a draft that was found',
  conflict: 'Two people changed the same record',
  decision: 'Decision panel: open, chosen, refused without a reason, with fields',
  record: 'Record page: header, facts, process map',
  story: 'Timeline, history, comments',
  confirm: 'A question before what cannot be undone',
  uploads: 'Uploader: waiting, sending, ready, failed',
  charts: 'Chart and its text twin',
  palette: 'Command palette',
  help: 'Help of a page',
} as const

export type PartName = keyof typeof parts
