/** Which passwords are taken, and how they are compared. */
import { holdsUsername, isCommon, normalised } from '../../domain/rules/passwords'
import { createUserBody } from '../../domain/records/platform'

test.each([
  'password1234',
  'Password123!',
  'passwordpassword',
  'P@ssw0rd1234',
  '123456789012',
  '012345678901',
  'qwertyuiopas',
  'abcdefghijkl',
  'aaaaaaaaaaaaaa',
  'abababababab',
  'letmein123456',
  'Welcome2026!!',
  'administrator',
  'iloveyou12345',
  '1q2w1q2w1q2w',
  '1qaz2wsx3edc',
  'qwerty123456',
  'Benfica: 1111'.slice(9) + '11111111',
])('TEN-6 %s is a common password', (password) => {
  expect(isCommon(password)).toBe(true)
})

test.each([
  'Cien-demo-2026',
  'Correct-horse-42-staple',
  'Str0ng-Passw0rd-2026',
  'correct horse battery staple',
  'Test-password-19',
  'õ9#kLmv2!qPz',
])('TEN-6 %s is not a common password', (password) => {
  expect(isCommon(password)).toBe(false)
})

test('TEN-6 look-alike spellings are one password', () => {
  expect(normalised('ｐａｓｓｗｏｒｄ-ﬁ')).toBe('password-fi')
})

test('TEN-6 a password may not hold the username in any case', () => {
  expect(holdsUsername('xx-AURORA.Admin-xx', 'aurora.admin')).toBe(true)
  expect(holdsUsername('Correct-horse-42', 'aurora.admin')).toBe(false)
})

test('TEN-6 every wrong field is told at once, the username inside the password too', () => {
  const read = createUserBody.safeParse({
    name: '',
    username: 'jo.ana',
    email: 'no',
    password: 'my-jo.ana-secret',
    user_type: 'super_admin',
  })
  expect(read.error?.issues.map((issue) => issue.path.join('.')).sort()).toEqual(['email', 'name', 'password', 'user_type'])
})

test('TEN-6 a body that is no object is refused without a failure of ours', () => {
  for (const body of [null, 'x', 5, [], { username: 5, password: {} }]) expect(createUserBody.safeParse(body).success).toBe(false)
})
