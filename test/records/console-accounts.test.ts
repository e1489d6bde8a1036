/** The chart of accounts as the console shows it: an account above others shows what all of them come to. */
import { branchesOf, totalsOf } from '../../web/accounts/tree'
import type { Account } from '../../web/journals/types'

const account = (id: string, parent_id: string | null, type = 'asset') =>
  ({ id, code: id, name: id, type, parent_id }) as unknown as Account
const chart = [account('1', null), account('1.1', '1'), account('1.1.1', '1.1'), account('1.2', '1'), account('1.3', '1', 'liability')]

test('an account holds its own amount and those of all under it that are of its kind', () => {
  const amounts = new Map([
    ['1', '1.00'],
    ['1.1.1', '20.50'],
    ['1.2', '-3.00'],
    ['1.3', '100.00'],
  ])
  expect(Object.fromEntries(totalsOf(chart, amounts, 'EUR'))).toEqual({
    '1': '18.50',
    '1.1': '20.50',
    '1.1.1': '20.50',
    '1.2': '-3.00',
    '1.3': '100.00',
  })
})

test('one whose parent is not among those found stands at the top', () => {
  const found = chart.filter(({ id }) => id !== '1')
  expect(branchesOf(found).map(({ account: { id }, depth }) => [id, depth])).toEqual([
    ['1.1', 0],
    ['1.1.1', 1],
    ['1.2', 0],
    ['1.3', 0],
  ])
})
